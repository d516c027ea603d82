//! Who is still there: counts of the ends of a channel.

use crate::lock::{RawLock, State};

/// A side of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those who send.
    Senders,
    /// Those who receive.
    Receivers,
}

/// How many ends there are on each side, in one word.
///
/// | bits | count |
/// |---|---|
/// | low half less two bits | senders |
/// | high half less two bits | receivers |
/// | the highest bit of each half | this side has not closed yet |
/// | the second highest bit of the low half | it was started, and cannot be again |
///
/// The last end of a side leaves in two steps, so that the channel is there while it closes:
///
/// 1. [`leave`](Self::leave) says that it was the last; the channel is still kept.
/// 2. It closes the channel, wakes the other side.
/// 3. [`left`](Self::left) says whether the other side has done so, too: then it frees.
pub(crate) struct Ends<L>(State<L>);

const HALF: u32 = usize::BITS / 2;
const OPEN: usize = 1 << (HALF - 1);
/// For good: a static is split once, also after its ends have gone.
const STARTED: usize = OPEN >> 1;
const COUNT: usize = STARTED - 1;
/// At most so many ends a side. The other half of the numbers is for those who find out that they are too
/// many, and have not yet taken themselves back.
const MOST: usize = COUNT / 2;

impl Side {
    const fn shift(self) -> u32 {
        match self {
            Self::Senders => 0,
            Self::Receivers => HALF,
        }
    }
}

impl<L: RawLock> Ends<L> {
    /// One end on each side.
    const PAIR: usize = (OPEN | 1) << HALF | OPEN | 1;

    /// No ends yet: a channel that has not been split.
    pub(crate) const fn none() -> Self {
        Self(State::new(0))
    }

    /// One end on each side.
    pub(crate) const fn pair() -> Self {
        Self(State::new(Self::PAIR))
    }

    /// Starts over with one end on each side.
    pub(crate) fn reset(&mut self) {
        *self.0.get_mut() = *Self::pair().0.get_mut();
    }

    /// From none to one end on each side; `false` if that has happened before.
    pub(crate) fn start(&self) -> bool {
        self.0.exchange(0, Self::PAIR | STARTED).is_ok()
    }

    /// One end more on `side`.
    ///
    /// # Panics
    ///
    /// If there are too many: they were forgotten. Then there is none more.
    pub(crate) fn enter(&self, side: Side) {
        let old = self.0.add(1 << side.shift());
        if old >> side.shift() & COUNT >= MOST {
            // Or a caller that catches the panics could make the count overflow, and the last end but
            // those free the channel. Whoever clones is an end himself: it is not the last that goes here.
            self.0.add((1usize << side.shift()).wrapping_neg());
            too_many();
        }
    }

    /// One end less on `side`; whether it was the last.
    #[must_use]
    pub(crate) fn leave(&self, side: Side) -> bool {
        let old = self.0.add((1usize << side.shift()).wrapping_neg());
        old >> side.shift() & COUNT == 1
    }

    /// After [`leave`](Self::leave) said so: the last end has done its work. Whether the other side has,
    /// too, so that nobody is left.
    #[must_use]
    pub(crate) fn left(&self, side: Side) -> bool {
        let old = self.0.add((OPEN << side.shift()).wrapping_neg());
        old == OPEN << side.shift()
    }

    /// How many ends `side` has.
    pub(crate) fn count(&self, side: Side) -> usize {
        self.0.load() >> side.shift() & COUNT
    }
}

#[cold]
#[inline(never)]
fn too_many() -> ! {
    panic!("a wakeful channel has too many ends: clones of an end are forgotten somewhere")
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::lock::LocalLock;

    #[test]
    fn too_many_ends_panic_and_are_not_counted() {
        for side in [Side::Senders, Side::Receivers] {
            let mut ends = Ends::<LocalLock>::pair();
            *ends.0.get_mut() += (MOST - 2) << side.shift();
            ends.enter(side);
            for _ in 0..3 {
                assert!(catch_unwind(AssertUnwindSafe(|| ends.enter(side))).is_err());
                assert_eq!(ends.count(side), MOST);
            }
            assert!(!ends.leave(side));
            ends.enter(side);
            assert_eq!(ends.count(side), MOST);
        }
    }
}
