//! The ring: which messages are kept, who must still see them, and who is cloning them now.
//!
//! Messages are numbered. Those from `head` to `tail` are *kept*, in slots in ring order:
//!
//! ```text
//!             head_at ▼                     ▼ tail_at
//!   slot      0       1       2       3       4
//!   message   7     ▕ 4       5    (1)  6   ▕ 3        head = 4, tail = 8 (slot 0 is full of 7)
//! ```
//!
//! A receiver has a [`Cursor`]: the number of the message that it sees next, and a slot from which
//! that message is found by going on. Mostly it is right there; a slot that was *pinned* when the
//! message was put in lies between.
//!
//! # Three rules
//!
//! *The Claim Rule*: a message is kept as long as it has claims, one for each receiver that must still
//! see it. Who claims a message claims all later ones, so the oldest is done with first.
//!
//! *The Pin Rule*: a pin says that somebody reads the value of a slot without the lock. While a slot has
//! pins, nothing is put in, and nothing taken out.
//!
//! *The Slot Rule*: a slot holds a value exactly while its message is kept or it has pins. Slots are
//! touched by whoever has the `&mut Ring` that lies with them in one channel, which the lock gives to
//! one at a time; values that are pinned may be read by those who pinned them.

use core::cell::{Cell, UnsafeCell};
use core::fmt;
use core::mem::MaybeUninit;

use crate::channel::{Blank, Storage};

/// A place for a message of a broadcast channel.
pub struct Slot<T> {
    /// The number of the message that was put in last.
    number: Cell<u64>,
    claims: Cell<u32>,
    pins: Cell<u32>,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: the Slot Rule. Receivers read a value at the same time, hence `T: Sync`; any of them may take
// it out, hence `T: Send`.
unsafe impl<T: Send + Sync> Sync for Slot<T> {}

impl<T> Blank for Slot<T> {
    const BLANK: Self = Self {
        number: Cell::new(0),
        claims: Cell::new(0),
        pins: Cell::new(0),
        value: UnsafeCell::new(MaybeUninit::uninit()),
    };
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot(..)")
    }
}

impl<T> Slot<T> {
    /// The value of a slot that the caller has pinned.
    ///
    /// # Safety
    ///
    /// The caller has a pin on the slot as long as the value is borrowed.
    pub(super) unsafe fn pinned(&self) -> &T {
        // SAFETY: the Pin Rule: nobody writes.
        let value = unsafe { &*self.value.get() };
        // SAFETY: the Slot Rule.
        unsafe { value.assume_init_ref() }
    }
}

/// Where a receiver is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    /// The message that it sees next.
    number: u64,
    /// Where to look for it.
    at: usize,
}

/// What a receiver finds.
pub(super) enum Next<'a, T> {
    /// The last claim: the value itself.
    Last(T),
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
    /// How many slots have pins.
    pinned: usize,
    /// Whether a message stays until all have seen it.
    lossless: bool,
}

/// At most so many claims are looked at in one pass under the lock.
const CHUNK: usize = 32;

impl Ring {
    pub(super) const fn new(lossless: bool) -> Self {
        // The slots are blank: number 0 is not kept.
        Self { head: 1, tail: 1, head_at: 0, tail_at: 0, pinned: 0, lossless }
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

    /// How many messages can be put in, one after the other.
    #[inline(always)]
    pub(super) const fn room(&self, capacity: usize) -> usize {
        if self.lossless {
            capacity - self.len()
        } else if self.pinned < capacity {
            usize::MAX
        } else {
            0
        }
    }
}

/// A ring with its slots, in the hands of whoever has the lock.
pub(super) struct Slots<'r, 'a, S> {
    pub(super) ring: &'r mut Ring,
    pub(super) storage: &'a S,
}

impl<'a, T: 'a, S: Storage<Cell = Slot<T>>> Slots<'_, 'a, S> {
    #[inline(always)]
    fn slot(&self, at: usize) -> &'a Slot<T> {
        // SAFETY: indices start at 0 and go on by `after`.
        unsafe { self.storage.cell(at) }
    }

    #[inline(always)]
    fn after(&self, at: usize) -> usize {
        let next = at + 1;
        if next == self.storage.capacity() { 0 } else { next }
    }

    /// Moves the cursor to the slot of its message, which is kept.
    #[inline(always)]
    fn find(&self, cursor: &mut Cursor) -> &'a Slot<T> {
        loop {
            let slot = self.slot(cursor.at);
            if slot.number.get() == cursor.number {
                return slot;
            }
            cursor.at = self.after(cursor.at);
        }
    }

    #[inline(always)]
    fn advance(&self, cursor: &mut Cursor) {
        *cursor = Cursor { number: cursor.number + 1, at: self.after(cursor.at) };
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

    /// The oldest message is kept no longer; its value, unless that is pinned.
    #[inline(always)]
    fn behead(&mut self) -> Option<T> {
        let slot = self.slot(self.ring.head_at);
        debug_assert_eq!(slot.number.get(), self.ring.head);
        let mut next = Cursor { number: self.ring.head, at: self.ring.head_at };
        self.advance(&mut next);
        self.ring.head = next.number;
        if next.number == self.ring.tail {
            next.at = self.ring.tail_at;
        } else {
            self.find(&mut next);
        }
        self.ring.head_at = next.at;
        (slot.pins.get() == 0).then(|| self.take(slot))
    }

    /// The value of a slot that is neither kept nor pinned any more.
    #[inline(always)]
    fn take(&mut self, slot: &Slot<T>) -> T {
        // SAFETY: the Slot Rule: the ring is borrowed mutably, and nobody has a pin.
        let value = unsafe { &*slot.value.get() };
        // SAFETY: the Slot Rule: it held a value until now.
        unsafe { value.assume_init_read() }
    }

    /// Puts a message in that so many receivers must see. There is [`room`](Ring::room). Returns the
    /// value that was overwritten.
    ///
    /// A pinned slot is passed by; if its message was the oldest that is kept, it is overwritten all
    /// the same, and the last who has a pin takes the value out.
    #[inline(always)]
    pub(super) fn put(&mut self, value: T, claims: u32) -> Option<T> {
        let mut at = self.ring.tail_at;
        let mut old = None;
        let slot = loop {
            let slot = self.slot(at);
            if slot.number.get() >= self.ring.head {
                // In ring order nothing but the oldest message can be in the way of the newest.
                old = self.behead();
            }
            if slot.pins.get() == 0 {
                break slot;
            }
            at = self.after(at);
        };
        slot.number.set(self.ring.tail);
        slot.claims.set(claims);
        // SAFETY: the Slot Rule: it holds no value, and the ring is borrowed mutably.
        unsafe { &mut *slot.value.get() }.write(value);
        if self.ring.head == self.ring.tail {
            self.ring.head_at = at;
        }
        self.ring.tail += 1;
        self.ring.tail_at = self.after(at);
        old
    }

    /// The next message of a receiver. If the value comes with it, the cursor has moved on.
    #[inline(always)]
    pub(super) fn next(&mut self, cursor: &mut Cursor) -> Next<'a, T> {
        let missed = self.catch_up(cursor);
        if missed > 0 {
            return Next::Lagged(missed);
        }
        if cursor.number == self.ring.tail {
            return Next::Nothing;
        }
        let slot = self.find(cursor);
        if slot.claims.get() == 1 {
            // A pin on a message that is kept comes with a claim: nobody else reads.
            if let Some(value) = self.behead() {
                self.advance(cursor);
                return Next::Last(value);
            }
        }
        let pins = slot.pins.get();
        slot.pins.set(pins + 1);
        if pins == 0 {
            self.ring.pinned += 1;
        }
        Next::Pinned(slot)
    }

    /// Takes back the pin that [`next`](Self::next) made; if the message was seen, the cursor goes on.
    /// Returns the value if it is done with.
    #[inline(always)]
    pub(super) fn unpin(&mut self, slot: &Slot<T>, seen: Option<&mut Cursor>) -> Option<T> {
        let pins = slot.pins.get() - 1;
        slot.pins.set(pins);
        if pins == 0 {
            self.ring.pinned -= 1;
        }
        let kept = slot.number.get() >= self.ring.head;
        let done = if let Some(cursor) = seen {
            self.advance(cursor);
            kept && self.unclaim(slot)
        } else {
            false
        };
        if done {
            return self.behead();
        }
        (!kept && pins == 0).then(|| self.take(slot))
    }

    /// One claim less; whether it was the last.
    #[inline(always)]
    fn unclaim(&self, slot: &Slot<T>) -> bool {
        let claims = slot.claims.get() - 1;
        slot.claims.set(claims);
        claims == 0
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
            self.advance(cursor);
            if self.unclaim(slot) {
                return Some(self.behead());
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
            let slot = self.find(cursor);
            slot.claims.set(slot.claims.get() + 1);
            self.advance(cursor);
        }
        false
    }

    /// The value of the oldest message, whoever claims it: for when nobody is there.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.ring.len() == 0 { None } else { self.behead() }
    }
}
