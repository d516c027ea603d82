//! The ring: which messages are kept, and where.
//!
//! Messages are numbered. Those from `head` to `tail` are *kept*, in slots in ring order:
//!
//! ```text
//!                  ▼ head_at                ▼ tail_at
//!   slot      0    │  1       2       3     │ 4
//!   message   7    │  4       5      (1)    │ 6        head = 4, tail = 8
//! ```
//!
//! A receiver has a [`Cursor`]: the number of the message that it sees next, and a slot from which that
//! message is found by going on. Mostly it is right there; slots that were *pinned* when the message was
//! put in may lie between.
//!
//! # The Claim Rule
//!
//! *Who claims a message claims all later ones.* So the oldest is done with first, and whoever takes the
//! last claim on a message away takes its value along: there is nothing older that is kept.

use super::slot::Slot;
use crate::channel::Storage;

/// Where a receiver is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    /// The message that it sees next.
    pub(super) number: u64,
    /// Where to look for it.
    pub(super) at: usize,
}

/// What a receiver finds.
pub(super) enum Next<'a, T> {
    /// The value itself: nobody else has to see it.
    Last,
    /// Others must see the value, too: it is pinned, to be cloned.
    Pinned(&'a Slot<T>),
    Lagged(u64),
    Nothing,
}

/// The state of a ring.
#[derive(Debug)]
pub(super) struct Ring {
    head: u64,
    tail: u64,
    head_at: usize,
    tail_at: usize,
    /// Whether a message stays until all have seen it.
    lossless: bool,
}

/// At most so many claims are looked at in one pass under the lock.
const CHUNK: usize = 32;

impl Ring {
    pub(super) const fn new(lossless: bool) -> Self {
        // The slots are blank: number 0 is not kept.
        Self { head: 1, tail: 1, head_at: 0, tail_at: 0, lossless }
    }

    /// The number of the next message.
    pub(super) const fn tail(&self) -> u64 {
        self.tail
    }

    /// Where a new receiver starts.
    pub(super) const fn end(&self) -> Cursor {
        Cursor { number: self.tail, at: self.tail_at }
    }

    /// How many messages are kept.
    pub(super) const fn len(&self) -> usize {
        // At most one for each slot.
        (self.tail - self.head) as usize
    }

    /// How many of them the receiver at `cursor` has not seen.
    pub(super) const fn unseen(&self, cursor: Cursor) -> usize {
        let from = if cursor.number < self.head { self.head } else { cursor.number };
        (self.tail - from) as usize
    }
}

/// A ring with its slots, in the hands of whoever has the lock.
pub(super) struct Slots<'r, 'a, S> {
    pub(super) ring: &'r mut Ring,
    pub(super) storage: &'a S,
}

/// The slot at an index that a cursor has.
#[inline(always)]
pub(super) fn slot_at<S: Storage>(storage: &S, at: usize) -> &S::Cell {
    // SAFETY: indices start at 0 and go on by `after`.
    unsafe { storage.cell(at) }
}

/// The index of the next slot.
#[inline(always)]
pub(super) fn after<S: Storage>(storage: &S, at: usize) -> usize {
    let next = at + 1;
    if next == storage.capacity() { 0 } else { next }
}

impl Cursor {
    /// On to the next message.
    #[inline(always)]
    pub(super) fn advance<S: Storage>(&mut self, storage: &S) {
        *self = Self { number: self.number + 1, at: after(storage, self.at) };
    }
}

impl<'a, T: 'a, S: Storage<Cell = Slot<T>>> Slots<'_, 'a, S> {
    /// Moves the cursor to the slot of its message, which is kept.
    #[inline(always)]
    fn find(&self, cursor: &mut Cursor) -> &'a Slot<T> {
        loop {
            let slot = slot_at(self.storage, cursor.at);
            if slot.number.get() == cursor.number {
                return slot;
            }
            cursor.at = after(self.storage, cursor.at);
        }
    }

    /// Moves the cursor to the oldest message that is kept, if its own is not; returns how many that
    /// leaves out.
    #[inline(always)]
    fn catch_up(&self, cursor: &mut Cursor) -> u64 {
        let missed = self.ring.head.saturating_sub(cursor.number);
        if missed > 0 {
            *cursor = Cursor { number: self.ring.head, at: self.ring.head_at };
        }
        missed
    }

    /// The oldest message is kept no longer.
    #[inline(always)]
    fn behead(&mut self) {
        let mut next = Cursor { number: self.ring.head, at: self.ring.head_at };
        next.advance(self.storage);
        if next.number == self.ring.tail {
            next.at = self.ring.tail_at;
        } else {
            self.find(&mut next);
        }
        self.ring.head = next.number;
        self.ring.head_at = next.at;
    }

    /// The slot for the next message: the first from `tail_at` on that is not pinned, if there is room.
    #[inline(always)]
    fn vacancy(&self) -> Option<usize> {
        if self.ring.lossless && self.ring.len() == self.storage.capacity() {
            return None;
        }
        let mut at = self.ring.tail_at;
        while slot_at(self.storage, at).is_pinned() {
            at = after(self.storage, at);
            if at == self.ring.tail_at {
                return None;
            }
        }
        Some(at)
    }

    /// How many messages can be put in, one after the other.
    pub(super) fn room(&self) -> usize {
        if self.ring.lossless {
            self.storage.capacity() - self.ring.len()
        } else {
            self.vacancy().map_or(0, |_| usize::MAX)
        }
    }

    /// Puts a message in that so many receivers must see; leaves it there if there is no room. The value
    /// that it overwrites goes to `old`.
    ///
    /// Slots that are pinned are passed by; messages in them are overwritten all the same, and the last
    /// who has a pin takes the value out.
    #[inline(always)]
    pub(super) fn put(&mut self, value: &mut Option<T>, old: &mut Option<T>, claims: usize) {
        let Some(at) = self.vacancy() else { return };
        let mut from = self.ring.tail_at;
        loop {
            // In ring order nothing but the oldest message can be in the way of the newest.
            if slot_at(self.storage, from).number.get() >= self.ring.head {
                self.behead();
            }
            if from == at {
                break;
            }
            from = after(self.storage, from);
        }
        let slot = slot_at(self.storage, at);
        // SAFETY: the Slot Rule: a vacancy is not pinned.
        *old = unsafe { slot.replace(value.take()) };
        slot.number.set(self.ring.tail);
        slot.claims.set(claims);
        if self.ring.len() == 0 {
            self.ring.head_at = at;
        }
        self.ring.tail += 1;
        self.ring.tail_at = after(self.storage, at);
    }

    /// The next message of a receiver. If the value comes with it, the cursor has moved on.
    #[inline(always)]
    pub(super) fn next(&mut self, cursor: &mut Cursor, value: &mut Option<T>) -> Next<'a, T> {
        let missed = self.catch_up(cursor);
        if missed > 0 {
            return Next::Lagged(missed);
        }
        if cursor.number == self.ring.tail {
            return Next::Nothing;
        }
        let slot = self.find(cursor);
        if slot.claims.get() > 1 {
            slot.pin();
            return Next::Pinned(slot);
        }
        // By the Claim Rule it is the oldest: its only claimant was the last to see those before.
        self.behead();
        // SAFETY: the Slot Rule: who has a pin has a claim, and nobody else claims it.
        *value = unsafe { slot.replace(None) };
        cursor.advance(self.storage);
        Next::Last
    }

    /// Takes a pin away, and the claim if the message was `seen`. Returns a value that is done with.
    #[inline(always)]
    pub(super) fn unpin(&mut self, slot: &Slot<T>, seen: bool) -> Option<T> {
        slot.unpin();
        if slot.number.get() >= self.ring.head {
            if seen {
                slot.unclaim();
            }
            return self.remove_done();
        }
        if slot.is_pinned() {
            return None;
        }
        // SAFETY: the Slot Rule: that was the last pin on a message that is overwritten.
        unsafe { slot.replace(None) }
    }

    /// Removes the oldest message if nobody claims it.
    #[inline(always)]
    fn remove_done(&mut self) -> Option<T> {
        let slot = slot_at(self.storage, self.ring.head_at);
        if self.ring.len() == 0 || slot.claims.get() > 0 {
            return None;
        }
        self.behead();
        // SAFETY: the Slot Rule: who has a pin has a claim, and nobody claims it.
        unsafe { slot.replace(None) }
    }

    /// Gives up claims of a receiver that leaves, up to message `end`: a few, or until a value is done
    /// with. `None` when all are given up.
    pub(super) fn unclaim_some(&mut self, cursor: &mut Cursor, end: u64) -> Option<Option<T>> {
        self.catch_up(cursor);
        for _ in 0..CHUNK {
            if cursor.number >= end {
                return None;
            }
            let slot = self.find(cursor);
            cursor.advance(self.storage);
            slot.unclaim();
            if slot.claims.get() == 0 {
                return Some(self.remove_done());
            }
        }
        Some(None)
    }

    /// Claims messages for a receiver that is new, up to message `end`; somebody else has claims on them
    /// and keeps them meanwhile. Returns whether all are claimed.
    pub(super) fn claim_some(&mut self, cursor: &mut Cursor, end: u64) -> bool {
        self.catch_up(cursor);
        for _ in 0..CHUNK {
            if cursor.number >= end {
                return true;
            }
            self.find(cursor).claim();
            cursor.advance(self.storage);
        }
        false
    }

    /// The values that are left, one by one: for when nobody is there.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.ring.len() == 0 {
            return None;
        }
        let slot = slot_at(self.storage, self.ring.head_at);
        self.behead();
        // SAFETY: the Slot Rule: nobody is there who could have a pin.
        unsafe { slot.replace(None) }
    }
}
