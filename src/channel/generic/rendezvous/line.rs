//! Who waits, and who may take: the state of a rendezvous, under its lock.

use core::pin::Pin;
use core::task::Waker;

use super::parcel::{Parcel, Parcels, renew};
use crate::wait::{Batch, End, LOST_POLLS, List, Node, OFFERS, Stage};

/// Both lines, and the hand.
///
/// | a sender's parcel | |
/// |---|---|
/// | `Fresh` | not in line; the value is there |
/// | `Waiting` | in line |
/// | `Granted` | out of it: the value was taken |
/// | `Passed` | out of it: the channel was closed, the value is there |
///
/// | a receiver's node | |
/// |---|---|
/// | `Fresh` | not in line |
/// | `Waiting` | in line |
/// | `Offered` | in line, woken: there was a value when it was |
/// | `Passed` | out of it: the channel was closed |
///
/// *The Offer Rule*: after each operation the first receivers in line, as many as there are values (but
/// no more than [`OFFERS`]), stand at `Offered`. Those behind may do so, too: a value that they were
/// woken for is gone.
pub(super) struct Line<T> {
    senders: Parcels<T>,
    /// How many senders are in line.
    sending: usize,
    receivers: List<()>,
    /// How many receivers are in line.
    receiving: usize,
    /// The value of a `try_send`, which has no future to lie in.
    hand: Option<T>,
    closed: bool,
}

/// How a poll ended, as seen from under the lock.
pub(super) enum Polled<R> {
    Ready(R),
    Pending,
    /// It has to be given a waker: one that is cloned without the lock.
    NeedsWaker,
    /// It need not wait after all, and has wakers in hand: they are dropped before it takes anything.
    HasWaker,
}

// Nothing is taken with a waker in hand: if its drop panicked, what was taken would be lost.

/// Why a value was not put in the hand.
pub(super) enum Refused {
    Full,
    Closed,
}

/// Where wakers go that are to be woken without the lock.
pub(super) trait Wakes {
    fn has_room(&self) -> bool;

    /// Adds a waker; there is room.
    fn push(&mut self, waker: Option<Waker>);
}

/// Room for one, which is what most operations wake.
impl Wakes for Option<Waker> {
    #[inline(always)]
    fn has_room(&self) -> bool {
        self.is_none()
    }

    #[inline(always)]
    fn push(&mut self, waker: Option<Waker>) {
        debug_assert!(self.is_none());
        *self = waker;
    }
}

impl Wakes for Batch {
    fn has_room(&self) -> bool {
        self.room() > 0
    }

    fn push(&mut self, waker: Option<Waker>) {
        self.push(waker);
    }
}

impl<T> Line<T> {
    pub(super) const fn new() -> Self {
        Self {
            senders: Parcels::new(),
            sending: 0,
            receivers: List::new(),
            receiving: 0,
            hand: None,
            closed: false,
        }
    }

    /// How many values there are to be taken.
    #[inline(always)]
    pub(super) const fn values(&self) -> usize {
        self.sending + self.hand.is_some() as usize
    }

    /// How many receivers are in line.
    pub(super) const fn receiving(&self) -> usize {
        self.receiving
    }

    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Nobody joins a line any more; `settle` sends away those who are in one.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Makes the offers that the Offer Rule asks for, or, when closed, sends everybody away. Ends every
    /// operation. Returns whether there was no room for all who are to be woken.
    #[inline(always)]
    pub(super) fn settle(&mut self, wakes: &mut impl Wakes) -> bool {
        if self.closed {
            return self.dismiss(wakes);
        }
        if self.receiving == 0 || self.values() == 0 {
            return false;
        }
        self.offer(wakes)
    }

    fn offer(&mut self, wakes: &mut impl Wakes) -> bool {
        let mut due = self.values().min(OFFERS);
        let mut walk = self.receivers.walk();
        while let (Some(entry), true) = (walk.entry(), due > 0) {
            if entry.stage() == Stage::Waiting {
                if !wakes.has_room() {
                    return true;
                }
                wakes.push(entry.take_waker(Stage::Offered));
            }
            due -= 1;
            walk.skip();
        }
        false
    }

    #[cold]
    fn dismiss(&mut self, wakes: &mut impl Wakes) -> bool {
        while self.sending > 0 {
            if !wakes.has_room() {
                return true;
            }
            wakes.push(self.senders.dismiss_front());
            self.sending -= 1;
        }
        while self.receiving > 0 {
            if !wakes.has_room() {
                return true;
            }
            wakes.push(self.receivers.walk().unlink(Stage::Passed));
            self.receiving -= 1;
        }
        false
    }

    /// Whether there is a value for a receiver that has lost so much.
    #[inline(always)]
    fn has(&mut self, losses: u8) -> bool {
        let kept = losses < LOST_POLLS
            && self.receivers.front().is_some_and(|front| front.losses() >= LOST_POLLS);
        self.values() > kept as usize
    }

    /// Takes a value, for one who has lost `losses` polls. Whoever has lost too many is not overtaken
    /// any more: while such a one is first in line, a value is kept.
    #[inline(always)]
    pub(super) fn take(&mut self, losses: u8, wakes: &mut impl Wakes) -> Option<T> {
        if !self.has(losses) {
            return None;
        }
        if self.hand.is_some() {
            return self.hand.take();
        }
        let (value, waker) = self.senders.take_front()?;
        self.sending -= 1;
        wakes.push(waker);
        Some(value)
    }

    /// The value in the hand, for the last receiver to drop.
    pub(super) fn take_hand(&mut self) -> Option<T> {
        self.hand.take()
    }

    /// Puts `value` in the hand, if a receiver is in line that no other value is for.
    pub(super) fn put_hand(&mut self, value: T) -> Result<(), (T, Refused)> {
        if self.closed {
            return Err((value, Refused::Closed));
        }
        if self.hand.is_some() || self.receiving <= self.sending {
            return Err((value, Refused::Full));
        }
        self.hand = Some(value);
        Ok(())
    }

    /// A sender joins the line; `false` if the channel is closed. Takes the waker if it does.
    ///
    /// # Safety
    ///
    /// That of [`Parcels::join`].
    #[inline(always)]
    pub(super) unsafe fn join(
        &mut self,
        parcel: Pin<&Parcel<T>>,
        waker: &mut Option<Waker>,
    ) -> bool {
        if self.closed {
            return false;
        }
        if let Some(waker) = waker.take() {
            // SAFETY: the contract.
            unsafe { self.senders.join(parcel, waker) };
            self.sending += 1;
        }
        true
    }

    /// A sender that was in line is polled: ready if it is out of it.
    ///
    /// # Safety
    ///
    /// The parcel has joined this line.
    pub(super) unsafe fn poll_sender(
        &mut self,
        parcel: &Parcel<T>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
    ) -> Polled<()> {
        if parcel.stage() != Stage::Waiting {
            return Polled::Ready(());
        }
        // SAFETY: at `Waiting` it is in the line.
        if unsafe { self.senders.renew(parcel, waker, fresh) } {
            Polled::Pending
        } else {
            Polled::NeedsWaker
        }
    }

    /// A sender that was in line leaves it, if it is there still. Gives back the waker.
    ///
    /// # Safety
    ///
    /// The parcel has joined this line.
    pub(super) unsafe fn leave(&mut self, parcel: &Parcel<T>) -> Option<Waker> {
        if parcel.stage() != Stage::Waiting {
            return None;
        }
        self.sending -= 1;
        // SAFETY: at `Waiting` it is in the line.
        unsafe { self.senders.leave(parcel) }
    }

    /// A receiver is polled, in line or not: takes a value, or is in line afterwards, or learns that
    /// there will be none. `fresh` is as in [`renew`]; so is `stale`, the waker of one who leaves.
    ///
    /// # Safety
    ///
    /// The node is in no list but this line's, and its owner leaves the line before it drops it.
    #[inline(always)]
    pub(super) unsafe fn poll_receiver(
        &mut self,
        node: Pin<&Node<()>>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
        stale: &mut Option<Waker>,
        wakes: &mut impl Wakes,
    ) -> Polled<Option<T>> {
        let stage = node.stage();
        let linked = matches!(stage, Stage::Waiting | Stage::Offered);
        // SAFETY: linked here, or in no list.
        let losses = if linked { unsafe { self.receivers.entry(&node) }.losses() } else { 0 };
        if (fresh.is_some() || stage == Stage::Waiting) && self.has(losses) {
            if stage == Stage::Waiting {
                // SAFETY: linked here.
                *stale = unsafe { self.receivers.entry(&node) }.take_waker(Stage::Offered);
            }
            return Polled::HasWaker;
        }
        if let Some(value) = self.take(losses, wakes) {
            if linked {
                // SAFETY: linked here.
                *stale = unsafe { self.unlink(&node) };
            }
            return Polled::Ready(Some(value));
        }
        if self.closed {
            return Polled::Ready(None);
        }
        if linked {
            // SAFETY: linked here.
            if !unsafe { renew(&mut self.receivers, &node, waker, fresh) } {
                return Polled::NeedsWaker;
            }
            if stage == Stage::Offered {
                // SAFETY: linked here.
                unsafe { self.receivers.entry(&node) }.add_losses(1);
            }
            return Polled::Pending;
        }
        let Some(waker) = fresh.take() else { return Polled::NeedsWaker };
        // SAFETY: in no list; the contract.
        unsafe { self.receivers.link(node, End::Back, Stage::Waiting, waker) };
        self.receiving += 1;
        Polled::Pending
    }

    /// A receiver that was in line leaves it, if it is there still. Gives back the waker.
    ///
    /// # Safety
    ///
    /// The node is in no list but this line's.
    pub(super) unsafe fn leave_receiver(&mut self, node: &Node<()>) -> Option<Waker> {
        let linked = matches!(node.stage(), Stage::Waiting | Stage::Offered);
        // SAFETY: linked here.
        if linked { unsafe { self.unlink(node) } } else { None }
    }

    /// # Safety
    ///
    /// The node is a receiver's in this line.
    unsafe fn unlink(&mut self, node: &Node<()>) -> Option<Waker> {
        self.receiving -= 1;
        // SAFETY: the contract.
        unsafe { self.receivers.unlink(node, Stage::Fresh) }
    }
}
