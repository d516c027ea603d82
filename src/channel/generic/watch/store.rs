//! The values: the one that is shown, those that somebody still looks at, and the one that waits.

use core::ptr::NonNull;

use super::slot::{Entry, INDEX, Loan, PIN, RETIRED, SLOTS, Slot};
use super::version::{FIRST, StateId};
use crate::lock::{Counter, Locked, RawLock};

/// A word on cache lines of its own, where there are caches.
#[repr(C)]
struct Apart<C: Counter> {
    line: [C::Line; 0],
    word: C,
}

impl<C: Counter> Apart<C> {
    const fn zero() -> Self {
        Self { line: [], word: C::ZERO }
    }
}

/// The values of a channel.
pub(super) struct Store<T, L: RawLock> {
    /// Which slot is shown, and how often it was pinned.
    head: Apart<L::Counter>,
    /// The version that is shown, less `FIRST`. Written with the lock held, after `head`.
    shown: Apart<L::Counter>,
    slots: [Slot<T, L::Counter>; SLOTS],
    books: Locked<Books<T>, L>,
}

/// What the lock guards.
struct Books<T> {
    /// A bit for each slot that is empty.
    empty: u8,
    /// Whether the last sender has gone.
    closing: bool,
    /// The version of the newest value.
    sent: u64,
    /// The version of the value that is shown.
    shown: u64,
    /// The newest value, while all slots are taken.
    pending: Option<T>,
    /// Who took the newest value out of `pending`, to copy it.
    loan: Option<NonNull<Loan<T>>>,
}

// SAFETY: the pointer is to a `Loan<T>`, which is shared between threads by the Loan Rule; who shares a
// store between threads asks for `T: Send + Sync`.
unsafe impl<T: Send> Send for Books<T> {}

/// What is left to do when the lock is released: to tell those who wait, then to drop.
#[must_use]
pub(super) struct News<T> {
    /// By how much the version that is shown grew.
    pub(super) steps: u64,
    /// Whether the last sender has gone, and its last value is shown.
    pub(super) closed: bool,
    /// Values that nobody can reach any more.
    pub(super) stale: [Option<T>; 2],
}

impl<T> News<T> {
    const fn none() -> Self {
        Self { steps: 0, closed: false, stale: [None, None] }
    }

    fn discard(&mut self, value: Option<T>) {
        if let Some(value) = value {
            let [first, second] = &mut self.stale;
            let place = if first.is_none() { first } else { second };
            debug_assert!(place.is_none());
            *place = Some(value);
        }
    }
}

impl<T, L: RawLock> Store<T, L> {
    pub(super) const fn new(value: T) -> Self {
        let books = Books {
            empty: 0b1110,
            closing: false,
            sent: FIRST,
            shown: FIRST,
            pending: None,
            loan: None,
        };
        Self {
            head: Apart::zero(),
            shown: Apart::zero(),
            slots: [Slot::full(FIRST, value), Slot::empty(), Slot::empty(), Slot::empty()],
            books: Locked::new(books),
        }
    }

    /// One read-modify-write of a count, atomic or under the lock.
    #[inline(always)]
    fn count<R>(&self, f: impl FnOnce() -> R) -> R {
        if L::LOCK_FREE { f() } else { self.books.with(|_| f()) }
    }

    /// Pins the slot that is shown.
    #[inline(always)]
    pub(super) fn pin(&self) -> usize {
        // ORDERING: acquires what whoever showed the slot wrote into it.
        self.count(|| self.head.word.fetch_add(PIN)) & INDEX
    }

    /// What is in a slot.
    ///
    /// # Safety
    ///
    /// The caller has pinned the slot, and keeps it so as long as the entry is borrowed.
    #[inline(always)]
    pub(super) unsafe fn entry(&self, slot: usize) -> &Entry<T> {
        // SAFETY: the Slot Rule: pinned.
        unsafe { self.slots[slot].entry() }
    }

    /// Unpins a slot; whether nobody looks at it any more, and the caller must [`empty`](Self::empty) it.
    ///
    /// # Safety
    ///
    /// The caller has pinned the slot, and looks at it no more.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn unpin(&self, slot: usize) -> bool {
        // ORDERING: releases the reads of the slot to whoever empties it, and acquires those of others.
        self.count(|| self.slots[slot].pins.fetch_add(PIN.wrapping_neg())) == PIN | RETIRED
    }

    /// Whether the caller's is the only pin of a slot that will have no other.
    pub(super) fn is_last_pin(&self, slot: usize) -> bool {
        self.slots[slot].pins.load() == PIN | RETIRED
    }

    /// Empties a slot, and shows the value that waits for one.
    ///
    /// # Safety
    ///
    /// The caller was told so by [`unpin`](Self::unpin).
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn empty(&self, slot: usize) -> News<T> {
        self.books.with(|books| {
            let mut news = News::none();
            // SAFETY: the Slot Rule: the caller's change brought the count to 0 and `RETIRED`.
            news.discard(Some(unsafe { self.slots[slot].take() }));
            books.empty |= 1 << slot;
            if let Some(value) = books.pending.take() {
                self.show(books, &mut news, value);
            }
            news
        })
    }

    /// Adds a value, the newest from now on.
    pub(super) fn add(&self, value: T) -> News<T> {
        self.books.with(|books| self.add_locked(books, value))
    }

    /// Adds a value if `seen` is still the newest.
    pub(super) fn add_after(&self, seen: u64, value: T) -> Result<News<T>, T> {
        self.books.with(|books| match books.sent == seen {
            true => Ok(self.add_locked(books, value)),
            false => Err(value),
        })
    }

    fn add_locked(&self, books: &mut Books<T>, value: T) -> News<T> {
        let mut news = News::none();
        books.sent += 1;
        self.place(books, &mut news, value);
        news
    }

    /// Shows the newest value, or lets it wait for a slot.
    #[inline(always)]
    fn place(&self, books: &mut Books<T>, news: &mut News<T>, value: T) {
        if books.empty == 0 {
            news.discard(books.pending.replace(value));
        } else {
            self.show(books, news, value);
        }
    }

    /// Shows the newest value; there is an empty slot.
    #[inline(always)]
    fn show(&self, books: &mut Books<T>, news: &mut News<T>, value: T) {
        let next = books.empty.trailing_zeros() as usize & INDEX;
        debug_assert!(books.empty & 1 << next != 0);
        books.empty &= !(1 << next);
        self.slots[next].pins.store(0);
        // SAFETY: the Slot Rule: it is empty, and the lock is held.
        unsafe { self.slots[next].put(books.sent, value) };
        // ORDERING: releases the slot to those who pin it.
        let head = self.head.word.swap(next);
        self.shown.word.store(books.sent.wrapping_sub(FIRST) as usize);
        news.steps += books.sent - books.shown;
        books.shown = books.sent;
        news.closed = books.closing;
        let (last, pins) = (head & INDEX, head & !INDEX);
        // ORDERING: acquires the reads of those who have unpinned it.
        let unpinned = self.slots[last].pins.fetch_add(pins | RETIRED);
        if unpinned.wrapping_add(pins) == 0 {
            // SAFETY: the Slot Rule: this brought the count to 0 and `RETIRED`.
            news.discard(Some(unsafe { self.slots[last].take() }));
            books.empty |= 1 << last;
        }
    }

    /// The last sender has gone; whether its last value is shown.
    pub(super) fn close(&self) -> bool {
        self.books.with(|books| {
            books.closing = true;
            books.pending.is_none()
        })
    }

    /// Adds a value; the one that was the newest before is returned, or where it is.
    pub(super) fn replace(&self, value: T) -> (News<T>, Result<T, Newest<T>>) {
        self.books.with(|books| {
            let old = books.pending.take().ok_or(()).or_else(|()| Err(self.pin_newest(books)));
            (self.add_locked(books, value), old)
        })
    }

    /// Pins the newest value. If it waits for a slot, it is lent to the caller.
    pub(super) fn newest(&self, loan: &Loan<T>) -> Newest<T> {
        self.books.with(|books| match books.pending.take() {
            None => self.pin_newest(books),
            Some(value) => {
                // SAFETY: the Loan Rule: made by the caller, and told to nobody.
                unsafe { loan.fill(books.sent, value) };
                books.loan = Some(NonNull::from(loan));
                Newest::Own
            }
        })
    }

    /// Pins the newest value, which does not wait for a slot.
    fn pin_newest(&self, books: &mut Books<T>) -> Newest<T> {
        if books.shown == books.sent {
            return Newest::Slot(self.head.word.fetch_add(PIN) & INDEX);
        }
        let Some(loan) = books.loan else { unreachable!("the newest value is somewhere") };
        // SAFETY: the Loan Rule: who lends it takes it back from the books before it goes.
        let readers = unsafe { &loan.as_ref().readers };
        readers.set(readers.get() + 1);
        Newest::Lent(loan)
    }

    /// A reader looks at a loan no more.
    ///
    /// # Safety
    ///
    /// The caller was counted, and this is its last access.
    pub(super) unsafe fn unpin_loan(&self, loan: NonNull<Loan<T>>) {
        self.books.with(|_| {
            // SAFETY: the Loan Rule: the caller is counted, so it is there.
            let readers = unsafe { &loan.as_ref().readers };
            readers.set(readers.get() - 1);
        });
    }

    /// Gives the loan back; `None` as long as it has readers.
    pub(super) fn give_back(&self, loan: &Loan<T>) -> Option<News<T>> {
        self.books.with(|books| {
            if loan.readers.get() > 0 {
                return None;
            }
            if books.loan == Some(NonNull::from(loan)) {
                books.loan = None;
            }
            // SAFETY: the Loan Rule: the lock is held, and there are no readers.
            let value = unsafe { loan.take() }?;
            let mut news = News::none();
            if loan.version.get() == books.sent {
                self.place(books, &mut news, value);
            } else {
                news.discard(Some(value));
            }
            Some(news)
        })
    }

    /// Whether a newer value than `seen` is shown: then its version.
    #[inline(always)]
    pub(super) fn newer(&self, seen: StateId) -> Option<StateId> {
        let steps = self.shown.word.load().wrapping_add(FIRST as usize).wrapping_sub(seen.low());
        (steps != 0 && steps <= usize::MAX / 16 * 15).then_some(StateId(seen.0 + steps as u64))
    }

    /// Whether `seen` is what is shown.
    #[inline(always)]
    pub(super) fn is_shown(&self, seen: StateId) -> bool {
        self.shown.word.load().wrapping_add(FIRST as usize) == seen.low()
    }

    /// Opens again after [`close`](Self::close).
    pub(super) fn reopen(&mut self) {
        self.books.with(|books| books.closing = false);
    }

    /// The version that is shown.
    pub(super) fn version(&mut self) -> u64 {
        self.books.with(|books| books.shown)
    }
}

impl<T, L: RawLock> Drop for Store<T, L> {
    fn drop(&mut self) {
        // Pins end with the calls that made them, and a value waits only while all slots are taken.
        let shown = self.head.word.own() & INDEX;
        // SAFETY: the one that is shown is full, and nobody is there any more.
        unsafe { self.slots[shown].drop_entry() };
    }
}

/// Where the newest value is, pinned.
pub(super) enum Newest<T> {
    Slot(usize),
    Lent(NonNull<Loan<T>>),
    /// With the caller, who has to [give it back](Store::give_back).
    Own,
}
