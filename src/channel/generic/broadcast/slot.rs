//! A slot: a message, who must still see it, and who is cloning it now.

use core::cell::{Cell, UnsafeCell};
use core::fmt;
use core::mem::MaybeUninit;

use crate::channel::Blank;
use crate::lock::{Counter, RawLock};

/// A place for a message of a broadcast channel.
///
/// Its word:
///
/// | bits | means |
/// |---|---|
/// | low half, less one bit | *claims*: receivers that must still see the message |
/// | the highest bit of the low half | `CALL`: who takes the last pin away takes the lock and settles |
/// | high half, less one bit | *pins*: receivers that read the value without the lock |
/// | the highest bit | `WRITING`: the value is being replaced |
///
/// | from | by | to | who |
/// |---|---|---|---|
/// | any | `try_pin` | one pin more | a receiver; it takes it back if `WRITING` was on, or the stamp is another |
/// | pins | `unpin` | one pin and one claim less | the same receiver |
/// | no pins | `seize` | `WRITING` alone | who has the lock |
/// | pins | `seize`, in vain | the same, `CALL` | who has the lock |
/// | `WRITING`, or no value | `publish` | claims | who has the lock |
///
/// # The Slot Rule
///
/// *The value is written and taken out by whoever has the lock of the channel, after it seized the slot,
/// or when nobody claims the message but the receiver that takes it. It is read by those who have a pin
/// that was made while the slot was stamped with the message that they claim; where no slot is ever seized
/// with a message in it, by those who claim the message.*
///
/// The cells are touched under the lock. Where the lock is not lock-free, so is everything else.
pub struct Slot<T, L: RawLock> {
    word: L::Counter,
    /// The number of the message for those without the lock; 0 if there is none.
    stamp: L::Counter,
    /// The number of the message that was put in last.
    number: Cell<u64>,
    /// Whether there is a value.
    full: Cell<bool>,
    value: UnsafeCell<MaybeUninit<T>>,
}

const HALF: u32 = usize::BITS / 2;
const CLAIM: usize = 1;
const CALL: usize = 1 << (HALF - 1);
const CLAIMS: usize = CALL - 1;
const PIN: usize = 1 << HALF;
const WRITING: usize = 1 << (usize::BITS - 1);
const PINS: usize = CLAIMS << HALF;

/// At most so many claims, and as many pins.
pub(super) const MOST: usize = CLAIMS / 2;

/// What keeps a value in place while it is cloned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// The claim, where nothing is overwritten. No pins are made there.
    Claim,
    /// A pin, where claims do not last.
    Pin,
}

/// What taking a pin away leaves to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unpinned {
    Nothing,
    /// Take the lock, and settle.
    Settle,
}

// SAFETY: the Slot Rule. Receivers read a value at the same time, hence `T: Sync`; any of them may take
// it out, hence `T: Send`. Counters are `Sync` if the lock is.
unsafe impl<T: Send + Sync, L: RawLock + Sync> Sync for Slot<T, L> {}

impl<T, L: RawLock> Blank for Slot<T, L> {
    const BLANK: Self = Self {
        word: L::Counter::ZERO,
        stamp: L::Counter::ZERO,
        number: Cell::new(0),
        full: Cell::new(false),
        value: UnsafeCell::new(MaybeUninit::uninit()),
    };
}

impl<T, L: RawLock> Slot<T, L> {
    /// Whether slots are pinned without the lock: where the words are atomic, and a stamp has room for
    /// the number of any message.
    pub(super) const LOCK_FREE: bool = L::LOCK_FREE && usize::BITS >= u64::BITS;

    /// A pin, if others claim message `number` too, and it is here. Without the lock.
    #[inline(always)]
    pub(super) fn try_pin(&self, number: u64, hold: Hold) -> Option<Result<(), Unpinned>> {
        if self.stamp.load() as u64 != number || self.word.load() & CLAIMS <= CLAIM {
            return None;
        }
        if hold == Hold::Claim {
            return Some(Ok(()));
        }
        // ORDERING: acquires what `publish` released, so that the stamp read next is no older.
        let old = self.word.fetch_add(PIN);
        if old & WRITING == 0 && self.stamp.load() as u64 == number {
            return Some(Ok(()));
        }
        Some(Err(self.unpin(false, hold)))
    }

    /// A pin on a message that is kept. With the lock.
    #[inline(always)]
    pub(super) fn pin(&self, hold: Hold) {
        if hold == Hold::Pin {
            self.word.fetch_add(PIN);
        }
    }

    /// One pin less, and one claim less if the message was `seen`. Without the lock if it is lock-free.
    #[inline(always)]
    pub(super) fn unpin(&self, seen: bool, hold: Hold) -> Unpinned {
        let pins = if hold == Hold::Pin { PIN } else { 0 };
        let less = if seen { pins + CLAIM } else { pins };
        // ORDERING: releases the read of the value to who seizes the slot, or takes the value out.
        let now = self.word.fetch_add(less.wrapping_neg()).wrapping_sub(less);
        if seen && now & CLAIMS == 0 || now & CALL != 0 && now & PINS == 0 {
            Unpinned::Settle
        } else {
            Unpinned::Nothing
        }
    }

    /// The value of a slot that the caller has pinned.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the caller has a pin as long as the value is borrowed.
    #[inline(always)]
    pub(super) unsafe fn pinned(&self) -> &T {
        // SAFETY: the Slot Rule: nobody writes.
        let value = unsafe { &*self.value.get() };
        // SAFETY: the Slot Rule: its message is in there.
        unsafe { value.assume_init_ref() }
    }

    // What follows is for those who have the lock.

    #[inline(always)]
    pub(super) fn number(&self) -> u64 {
        self.number.get()
    }

    #[inline(always)]
    pub(super) fn claims(&self) -> usize {
        self.word.load() & CLAIMS
    }

    pub(super) fn claim(&self) {
        self.word.fetch_add(CLAIM);
    }

    /// One claim less; whether it was the last.
    pub(super) fn unclaim(&self) -> bool {
        self.word.fetch_add(CLAIM.wrapping_neg()) & CLAIMS == CLAIM
    }

    #[inline(always)]
    pub(super) fn is_pinned(&self) -> bool {
        self.word.load() & PINS != 0
    }

    /// Keeps others from pinning, or, if somebody has a pin, sees to it that the last of them settles.
    #[inline(always)]
    pub(super) fn seize(&self) -> bool {
        let mut word = self.word.load();
        loop {
            let free = word & PINS == 0;
            if !free && word & CALL != 0 {
                return false;
            }
            let next = if free { WRITING } else { word | CALL };
            match self.word.compare_exchange(word, next) {
                Ok(_) => return free,
                Err(now) => word = now,
            }
        }
    }

    /// Whether there is no value, so that a message can be put in without more ado: nobody claims what was
    /// here before, so no pin is made but by mistake, and taken back.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        !self.full.get()
    }

    /// Puts message `number` into a slot that is empty, and releases it if it was seized.
    #[inline(always)]
    pub(super) fn publish(&self, number: u64, claims: usize, value: T, hold: Hold) {
        // SAFETY: the Slot Rule: seized, or nobody claims what was here.
        unsafe { &mut *self.value.get() }.write(value);
        self.full.set(true);
        self.number.set(number);
        self.stamp.store(number as usize);
        if hold == Hold::Claim {
            return self.word.store(claims);
        }
        // An addition, because somebody may have a pin and be about to take it back. Whoever took the last
        // value by its only claim has left that behind.
        let old = self.word.load() & (WRITING | CLAIMS);
        self.word.fetch_add(claims.wrapping_sub(old));
    }

    /// Takes the value out, if there is one.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the slot was seized, or nobody but the caller claims the message.
    #[inline(always)]
    pub(super) unsafe fn take(&self) -> Option<T> {
        if !self.full.replace(false) {
            return None;
        }
        // SAFETY: the caller keeps the Slot Rule.
        let value = unsafe { &*self.value.get() };
        // SAFETY: it was full.
        Some(unsafe { value.assume_init_read() })
    }

    /// Does what `CALL` asks for, if nobody has a pin: the value is taken out, if it is `overwritten`.
    pub(super) fn answer(&self, overwritten: bool) -> Option<T> {
        let mut word = self.word.load();
        while word & CALL != 0 && word & PINS == 0 {
            let next = if overwritten { WRITING } else { word & !CALL };
            match self.word.compare_exchange(word, next) {
                Err(now) => word = now,
                Ok(_) if overwritten => {
                    // SAFETY: the Slot Rule: seized.
                    let value = unsafe { self.take() };
                    self.stamp.store(0);
                    self.word.fetch_add(WRITING.wrapping_neg());
                    return value;
                }
                Ok(_) => return None,
            }
        }
        None
    }
}

impl<T, L: RawLock> fmt::Debug for Slot<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot(..)")
    }
}
