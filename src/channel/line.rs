//! Those who wait on one side of a channel: a line of tasks, or the one task of an end that is unique.

use core::fmt;
use core::task::Waker;

use super::store::Judged;
use crate::wait::{Batch, LOST, List, OFFERS, STRICT_AT, Stage};

/// What the channel has to know of a line that was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Somebody waits who has no offer: call again when there is more.
    pub(crate) call: bool,
    /// The first has lost its offers too often: newcomers are to be refused.
    pub(crate) strict: bool,
    /// The batch is full; serve again when it is empty.
    pub(crate) again: bool,
}

/// Who waits on the receiving side: [`Many`] or [`One`].
///
/// # Safety
///
/// `serve` wakes through the batch only, and runs no other code of a user.
pub unsafe trait Line {
    /// Nobody.
    const NEW: Self;

    /// Offers what is ready to those who wait for it, in order.
    #[allow(private_interfaces, reason = "sealed: nobody outside can name a batch")]
    fn serve(&mut self, ready: usize, batch: &mut Batch) -> Served;
}

/// Any number of tasks, in order. What each asks for is a number of slots, or one message.
pub struct Many(pub(crate) List<u32>);

/// The one task that polls a unique end.
pub struct One(pub(crate) Option<Waker>);

// SAFETY: wakers go to the batch.
unsafe impl Line for Many {
    const NEW: Self = Self(List::new());

    #[allow(private_interfaces, reason = "sealed: nobody outside can name a batch")]
    fn serve(&mut self, ready: usize, batch: &mut Batch) -> Served {
        let mut served = Served { call: false, strict: false, again: false };
        if ready == Judged::ALL {
            served.again = self.dismiss(batch);
            return served;
        }
        let mut left = ready;
        let mut offers = 0;
        let mut walk = self.0.walk();
        while let Some(entry) = walk.entry() {
            if offers == 0 {
                served.strict = entry.losses() >= STRICT_AT;
            }
            let Some(rest) = left.checked_sub(entry.request() as usize) else {
                served.call = true;
                break;
            };
            if offers == OFFERS {
                // Whoever takes one of these up serves the line again.
                break;
            }
            if entry.stage() != Stage::Offered {
                if batch.room() == 0 {
                    (served.call, served.again) = (true, true);
                    break;
                }
                batch.push(entry.take_waker(Stage::Offered));
            }
            left = rest;
            offers += 1;
            walk.skip();
        }
        served
    }
}

impl Many {
    /// The channel is closed: nobody waits any more. Returns whether the batch was too small.
    fn dismiss(&mut self, batch: &mut Batch) -> bool {
        let mut walk = self.0.walk();
        while walk.entry().is_some() {
            if batch.room() == 0 {
                return true;
            }
            batch.push(walk.unlink(Stage::Passed));
        }
        false
    }

    /// Whether newcomers are refused.
    pub(crate) fn is_strict(&self) -> bool {
        self.0.front().is_some_and(|front| front.losses() >= STRICT_AT)
    }

    /// A release was not enough for the first, which asks for several: it must not wait for ever.
    /// For one slot, a release is always enough.
    pub(crate) fn miss(&mut self, ready: impl FnOnce() -> usize) {
        if let Some(front) = self.0.front().filter(|front| front.request() > 1) {
            if front.request() as usize > ready() {
                front.add_losses(LOST);
            }
        }
    }
}

// SAFETY: the waker goes to the batch.
unsafe impl Line for One {
    const NEW: Self = Self(None);

    #[allow(private_interfaces, reason = "sealed: nobody outside can name a batch")]
    fn serve(&mut self, ready: usize, batch: &mut Batch) -> Served {
        let mut served = Served { call: false, strict: false, again: false };
        if self.0.is_some() {
            served.call = ready == 0;
            served.again = ready > 0 && batch.room() == 0;
            if ready > 0 && batch.room() > 0 {
                batch.push(self.0.take());
            }
        }
        served
    }
}

impl fmt::Debug for Many {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Many(..)")
    }
}

impl fmt::Debug for One {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("One(..)")
    }
}
