//! The word of a oneshot: who is there, and who may touch what.

use core::cell::UnsafeCell;

use crate::lock::{Counter, RawLock};

/// The value cell holds a value.
const VALUE: usize = 1;
/// The sender has sent or hung up: nothing more will come.
const OVER: usize = 2;
/// The sender has left: it does not touch the channel any more.
const SENDER_LEFT: usize = 4;
/// The receiver takes nothing that was not sent before.
const CLOSED: usize = 8;
/// The receiver has left: it does not touch the channel any more.
const RECEIVER_LEFT: usize = 16;
/// The receiver waits: see `Bell`.
const RECEIVER_WAITS: usize = 32;
/// The sender takes the receiver's waker out.
const RECEIVER_BUSY: usize = 64;
/// The sender waits for the channel to close: see `Bell`.
const SENDER_WAITS: usize = 128;
/// The receiver takes the sender's waker out.
const SENDER_BUSY: usize = 256;
/// The channel is a static that was split.
const STATIC: usize = 512;

/// The state of a oneshot, in one word.
///
/// | `VALUE` | `OVER` | `SENDER_LEFT` | the sender |
/// |---|---|---|---|
/// | 0 | 0 | 0 | may send |
/// | 1 | 0 | 0 | has `put`, and may again when it is taken |
/// | 1 | 1 | 0 | has sent, and moves the receiver's waker out |
/// | 0 | 1 | 0 | has hung up and does so, or has sent and the value was taken meanwhile |
/// | 1 | 1 | 1 | has sent: all that is left is the receiver's |
/// | 0 | 1 | 1 | has left |
///
/// | `CLOSED` | `RECEIVER_LEFT` | the receiver |
/// |---|---|---|
/// | 0 | 0 | takes what comes |
/// | 1 | 0 | takes what came before |
/// | 1 | 1 | has left |
///
/// While the receiver waits (`RECEIVER_WAITS`), `VALUE` and `OVER` are 0; while the sender waits
/// (`SENDER_WAITS`), `CLOSED` is 0: whoever sets them ends the wait by the same step.
///
/// # The Slot Rule
///
/// *While `VALUE` is set, the value cell is full and the receiver's; else it is empty and the sender's.*
///
/// # The Parting Rule
///
/// *Who sets its `LEFT` bit does not touch the channel any more, and has taken its own waker out before.*
/// Who sets it second, or sees the other's and has nothing left to say, is the last: it frees.
///
/// That step is the *Last Step* of [`State`](crate::lock::State): hence the cell.
pub(super) struct Word<L: RawLock>(UnsafeCell<Parts<L>>);

struct Parts<L: RawLock> {
    bits: L::Counter,
    lock: L,
}

// SAFETY: a shared word gives away shared references to its parts, and nothing else; a counter is `Sync` if
// its lock is.
unsafe impl<L: RawLock + Sync> Sync for Word<L> {}

/// A side of the channel, as far as waiting is concerned.
#[derive(Clone, Copy)]
pub(super) struct Side {
    waits: usize,
    busy: usize,
    /// What it waits for: any of these.
    awaited: usize,
}

impl Side {
    pub(super) const RECEIVER: Self =
        Self { waits: RECEIVER_WAITS, busy: RECEIVER_BUSY, awaited: VALUE | OVER | CLOSED };
    pub(super) const SENDER: Self =
        Self { waits: SENDER_WAITS, busy: SENDER_BUSY, awaited: CLOSED };

    #[inline(always)]
    pub(super) const fn is_set(self, seen: usize) -> bool {
        seen & self.waits != 0
    }

    #[inline(always)]
    pub(super) const fn is_busy(self, seen: usize) -> bool {
        seen & self.busy != 0
    }

    /// Whether what it waits for has happened.
    #[inline(always)]
    pub(super) const fn is_ready(self, seen: usize) -> bool {
        seen & self.awaited != 0
    }
}

/// What a step of the sender came to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spoken {
    /// It is done, and the sender has left; whether it was the last.
    Left { last: bool },
    /// It is done; the receiver's waker is to be taken out, before [`Word::rang`].
    Ring,
    /// Nothing is done: the sender's own waker is to be taken back first.
    Withdraw,
    /// Nothing is done: the receiver has closed.
    Closed,
}

/// What keeps a receiver from leaving.
#[derive(Clone, Copy, Debug)]
pub(super) enum Parting {
    /// It has left; whether it was the last.
    Left { last: bool },
    /// There is a value for it to take.
    Value,
    /// Its own waker is to be taken back.
    Withdraw,
    /// The sender waits for the close.
    Close,
}

#[inline(always)]
pub(super) const fn has_value(seen: usize) -> bool {
    seen & VALUE != 0
}

#[inline(always)]
pub(super) const fn is_closed(seen: usize) -> bool {
    seen & CLOSED != 0
}

impl<L: RawLock> Word<L> {
    /// Both sides are there, or to be made.
    pub(super) const fn new() -> Self {
        Self(UnsafeCell::new(Parts { bits: L::Counter::ZERO, lock: L::NEW }))
    }

    #[inline(always)]
    const fn parts(&self) -> (&L::Counter, &L) {
        // SAFETY: nobody makes a `&mut Parts`, except by `&mut self`.
        let Parts { bits, lock } = unsafe { &*self.0.get() };
        (bits, lock)
    }

    // Why are loads made under the lock where it is not lock-free? Who sees that the other has left
    // may free the lock, too: the other must have released it.

    #[inline(always)]
    pub(super) fn load(&self) -> usize {
        let (bits, lock) = self.parts();
        if L::LOCK_FREE { bits.load() } else { lock.with(|| bits.load()) }
    }

    /// The whole of a step: reads, and replaces by what `next` says, which is pure.
    #[inline(always)]
    fn step(&self, next: impl Fn(usize) -> Option<usize>) -> Result<usize, usize> {
        let (bits, lock) = self.parts();
        if !L::LOCK_FREE {
            return lock.with(|| {
                let now = bits.load();
                bits.store(next(now).ok_or(now)?);
                Ok(now)
            });
        }
        let mut now = bits.load();
        loop {
            match bits.compare_exchange(now, next(now).ok_or(now)?) {
                Ok(_) => return Ok(now),
                Err(other) => now = other,
            }
        }
    }

    // The sender.

    /// Sends, if the value cell is full.
    #[inline(always)]
    pub(super) fn send(&self) -> Spoken {
        self.speak(VALUE | OVER, SENDER_WAITS | CLOSED)
    }

    /// Hangs up: nothing was sent.
    pub(super) fn hang_up(&self) -> Spoken {
        self.speak(OVER, SENDER_WAITS)
    }

    #[inline(always)]
    fn speak(&self, last_words: usize, unless: usize) -> Spoken {
        let spoken = self.step(|now| match now & (unless | RECEIVER_WAITS) {
            0 => Some(now | last_words | SENDER_LEFT),
            RECEIVER_WAITS => Some(now & !RECEIVER_WAITS | RECEIVER_BUSY | last_words),
            _ => None,
        });
        match spoken {
            Ok(old) if old & RECEIVER_WAITS != 0 => Spoken::Ring,
            Ok(old) => Spoken::Left { last: old & RECEIVER_LEFT != 0 },
            Err(old) if old & SENDER_WAITS != 0 => Spoken::Withdraw,
            Err(_) => Spoken::Closed,
        }
    }

    /// The receiver's waker is out, and the sender leaves; whether it was the last.
    pub(super) fn rang(&self) -> bool {
        let old = self.step(|now| Some(now & !RECEIVER_BUSY | SENDER_LEFT));
        old.is_ok_and(|old| old & RECEIVER_LEFT != 0)
    }

    // The receiver.

    /// Closes; whether the sender's waker is to be taken out, before [`closed`](Self::closed).
    pub(super) fn close(&self) -> bool {
        let old = self.step(|now| match now & (CLOSED | SENDER_WAITS) {
            0 => Some(now | CLOSED),
            SENDER_WAITS => Some(now & !SENDER_WAITS | SENDER_BUSY | CLOSED),
            _ => None,
        });
        old.is_ok_and(|old| old & SENDER_WAITS != 0)
    }

    /// The sender's waker is out.
    pub(super) fn closed(&self) {
        let _ = self.step(|now| Some(now & !SENDER_BUSY));
    }

    /// The value was taken out of its cell, and the receiver leaves as the last. `false`, and nothing is
    /// done, if in `seen` the sender is still there.
    ///
    /// Why is a store enough? While there is a value, no sender is made and nothing is put.
    #[inline(always)]
    pub(super) fn taken_at_last(&self, seen: usize) -> bool {
        let last = seen & SENDER_LEFT != 0;
        if last {
            self.parts().0.store(seen & !VALUE | CLOSED | RECEIVER_LEFT);
        }
        last
    }

    /// The value was taken out of its cell.
    pub(super) fn taken(&self) {
        let _ = self.step(|now| Some(now & !VALUE));
    }

    /// The value was taken out of its cell, and the receiver leaves; whether it was the last. In one
    /// step, so that what is put meanwhile is for another.
    pub(super) fn taken_and_left(&self) -> bool {
        let old = self.step(|now| Some(now & !VALUE | CLOSED | RECEIVER_LEFT));
        old.is_ok_and(|old| old & SENDER_LEFT != 0)
    }

    /// The receiver leaves, if there is nothing left for it to do.
    pub(super) fn part(&self) -> Parting {
        let hindrance = VALUE | RECEIVER_WAITS | SENDER_WAITS;
        let parted = self.step(|now| match now & hindrance {
            0 => Some(now | CLOSED | RECEIVER_LEFT),
            _ => None,
        });
        match parted {
            Ok(old) => Parting::Left { last: old & SENDER_LEFT != 0 },
            Err(old) if old & VALUE != 0 => Parting::Value,
            Err(old) if old & RECEIVER_WAITS != 0 => Parting::Withdraw,
            Err(_) => Parting::Close,
        }
    }

    // Waiting, on either side.

    /// `side` waits from now on, unless what it waits for has happened.
    pub(super) fn set(&self, side: Side) -> bool {
        self.step(|now| (!side.is_ready(now)).then_some(now | side.waits)).is_ok()
    }

    /// `side` waits no more; `false` if it did not.
    pub(super) fn unset(&self, side: Side) -> bool {
        self.step(|now| side.is_set(now).then_some(now & !side.waits)).is_ok()
    }

    // Sides that come and go.

    /// A static is split: `false` if it was used before.
    pub(super) fn split_static(&self) -> bool {
        self.step(|now| (now == 0).then_some(STATIC)).is_ok()
    }

    /// The sender is there again; `false` if there is a value.
    pub(super) fn sender_again(&self) -> bool {
        let again = |now| now & !(OVER | SENDER_LEFT);
        self.step(|now| (!has_value(now)).then_some(again(now))).is_ok()
    }

    /// The receiver is there again.
    pub(super) fn receiver_again(&self) {
        let _ = self.step(|now| Some(now & !(CLOSED | RECEIVER_LEFT)));
    }

    /// The value cell is full, and the sender is there to fill it again. Whether the receiver's waker
    /// is to be taken out, before [`put`](Self::put).
    pub(super) fn put_value(&self) -> bool {
        let old = self.step(|now| {
            let next = now & !(OVER | SENDER_LEFT) | VALUE;
            Some(match now & RECEIVER_WAITS {
                0 => next,
                _ => next & !RECEIVER_WAITS | RECEIVER_BUSY,
            })
        });
        old.is_ok_and(|old| old & RECEIVER_WAITS != 0)
    }

    /// The receiver's waker is out.
    pub(super) fn put(&self) {
        let _ = self.step(|now| Some(now & !RECEIVER_BUSY));
    }

    /// Starts over. Returns what there was to drop: a value, the wakers of the receiver and the sender.
    #[inline(always)]
    pub(super) fn reset(&mut self) -> (bool, bool, bool) {
        let bits = &self.0.get_mut().bits;
        let old = bits.own();
        bits.store(0);
        (has_value(old), Side::RECEIVER.is_set(old), Side::SENDER.is_set(old))
    }
}
