//! Where a value lies, and how many look at it.

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;

use crate::lock::Counter;

/// How many slots there are: one for the value that is shown, the others for older ones that somebody
/// still looks at, and one of them free for the next.
pub(super) const SLOTS: usize = 4;

/// The bits of `head` that name the slot that is shown. The others count pins.
pub(super) const INDEX: usize = SLOTS - 1;
/// One pin.
pub(super) const PIN: usize = SLOTS;
/// In the count of a slot: it is not shown any more, and all pins it ever had are accounted for.
pub(super) const RETIRED: usize = 1;

/// A value and its version.
pub(super) struct Entry<T> {
    pub(super) version: u64,
    pub(super) value: T,
}

/// A place for a value.
///
/// # Pins
///
/// Pins are counted in two places, so that to pin is to add to *one* word that also says which slot it
/// is: `head`, in the channel. To unpin is to subtract from the count of the slot. Whoever shows the
/// next value exchanges `head`, learns how many pins there were, and adds them to the count of the slot
/// that was shown before.
///
/// | state | `head` | count of the slot |
/// |---|---|---|
/// | empty | names another | whatever it was |
/// | shown, `p` were pinned, `u` unpinned | its index, `p` | `-u` |
/// | retired, `p - u` look at it | names another | `p - u`, `RETIRED` |
/// | retired, nobody looks: to be emptied by whoever made it so | names another | 0, `RETIRED` |
///
/// Both counts wrap; only their sum counts, and it is the number of calls that look at the slot now.
///
/// # The Slot Rule
///
/// *The entry of an empty slot is touched by whoever holds the lock of the store; that of a full one is
/// shared by those who pinned it, by whoever holds the lock while it is shown, and belongs to the one
/// whose change brought the count to 0 and `RETIRED`, who empties it under the lock.*
pub(super) struct Slot<T, C> {
    pub(super) pins: C,
    entry: UnsafeCell<MaybeUninit<Entry<T>>>,
}

impl<T, C: Counter> Slot<T, C> {
    pub(super) const fn empty() -> Self {
        Self { pins: C::ZERO, entry: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    pub(super) const fn full(version: u64, value: T) -> Self {
        let entry = Entry { version, value };
        Self { pins: C::ZERO, entry: UnsafeCell::new(MaybeUninit::new(entry)) }
    }

    /// Fills the slot.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: it is empty, and the lock is held.
    #[inline(always)]
    pub(super) unsafe fn put(&self, version: u64, value: T) {
        // SAFETY: the caller keeps the Slot Rule.
        let entry = unsafe { &mut *self.entry.get() };
        entry.write(Entry { version, value });
    }

    /// Empties the slot.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: it is full, nobody looks at it, and nobody will.
    #[inline(always)]
    pub(super) unsafe fn take(&self) -> T {
        // SAFETY: the caller keeps the Slot Rule.
        let entry = unsafe { &*self.entry.get() };
        // SAFETY: the Slot Rule: it is full, and empty from now on.
        unsafe { entry.assume_init_read() }.value
    }

    /// What is in the slot.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: it is full, and stays so as long as the entry is borrowed.
    #[inline(always)]
    pub(super) unsafe fn entry(&self) -> &Entry<T> {
        // SAFETY: the caller keeps the Slot Rule: nobody writes meanwhile.
        let entry = unsafe { &*self.entry.get() };
        // SAFETY: the Slot Rule: it is full.
        unsafe { entry.assume_init_ref() }
    }

    /// Drops what is in the slot.
    ///
    /// # Safety
    ///
    /// The slot is full, and never used again.
    pub(super) unsafe fn drop_entry(&mut self) {
        // SAFETY: the caller's contract.
        unsafe { self.entry.get_mut().assume_init_drop() }
    }
}

/// A place on the stack of one who modifies, for a value that found no slot.
///
/// # The Loan Rule
///
/// *Between `fill` and `take` the value is shared by the one on whose stack it lies and by `readers`
/// others, who count themselves with the lock of the store held. It is taken with the lock held and
/// with no readers, and the store knows nothing of the loan from then on.*
pub(super) struct Loan<T> {
    pub(super) version: Cell<u64>,
    pub(super) readers: Cell<usize>,
    value: UnsafeCell<Option<T>>,
}

impl<T> Loan<T> {
    pub(super) const fn empty() -> Self {
        Self { version: Cell::new(0), readers: Cell::new(0), value: UnsafeCell::new(None) }
    }

    /// # Safety
    ///
    /// The *Loan Rule*: nobody else knows of the loan.
    pub(super) unsafe fn fill(&self, version: u64, value: T) {
        self.version.set(version);
        // SAFETY: the caller keeps the Loan Rule.
        unsafe { *self.value.get() = Some(value) };
    }

    /// # Safety
    ///
    /// The *Loan Rule*: the lock is held, and there are no readers.
    pub(super) unsafe fn take(&self) -> Option<T> {
        // SAFETY: the caller keeps the Loan Rule.
        let value = unsafe { &mut *self.value.get() };
        value.take()
    }

    /// # Safety
    ///
    /// The *Loan Rule*: the caller is the owner, or a reader who is counted.
    pub(super) unsafe fn value(&self) -> Option<&T> {
        // SAFETY: the caller keeps the Loan Rule.
        unsafe { &*self.value.get() }.as_ref()
    }
}
