//! The ring itself: who may touch which slot, and how an end moves on, sleeps and closes.

use core::cell::Cell;
use core::ptr;
use core::task::Waker;

use super::{CLOSED, Channel, Counter, FLAGS, Position, Ring, WAITING, WakerCell};
use crate::channel::TryRecvError;
use crate::lock::RawLock;
use crate::wait::wake_each;

// The *Side Rule*: the cells of a side are touched by its end alone, which exists once: written through
// `&mut`, read through `&`; or by who has the channel for itself.
//
// The *Slot Rule*: the slots from `rx.at` to the tail hold what was sent, and belong to the receiver; those
// from `late.0` to `late.1` hold values that came too late, and belong to the sender, as do the free ones,
// from the tail up to the head in the next lap. (Before the receiver has moved the head, what it took out
// is free, and still its own.) Once the channel is closed, the tail is what it was then.

/// The side of the sender.
#[repr(C)]
pub(super) struct Tx<L: RawLock> {
    _line: [<L::Counter as Counter>::Line; 0],
    /// Up to where values are sent, and the flags.
    pub(super) tail: L::Counter,
    /// The sender may write up to here: as far as it knows, if it has not closed.
    pub(super) limit: Cell<Position>,
    /// What a batch had taken from its iterator when the receiver closed.
    pub(super) late: Cell<(Position, Position)>,
}

/// The side of the receiver.
#[repr(C)]
pub(super) struct Rx<L: RawLock> {
    _line: [<L::Counter as Counter>::Line; 0],
    /// Up to where slots are free again, and the flag.
    pub(super) head: L::Counter,
    /// Up to where values were taken out.
    pub(super) at: Cell<Position>,
    /// The tail, as far as the receiver knows.
    pub(super) seen: Cell<Position>,
    /// The receiver has closed: `seen` is the end.
    pub(super) shut: Cell<bool>,
}

impl<L: RawLock> Tx<L> {
    pub(super) const fn new() -> Self {
        Self {
            _line: [],
            tail: L::Counter::ZERO,
            limit: Cell::new(Position::START.opposite()),
            late: Cell::new((Position::START, Position::START)),
        }
    }

    /// Where the sender stands.
    #[inline(always)]
    pub(super) fn at(&self) -> Position {
        Position::of(self.tail.own())
    }
}

impl<L: RawLock> Rx<L> {
    pub(super) const fn new() -> Self {
        Self {
            _line: [],
            head: L::Counter::ZERO,
            at: Cell::new(Position::START),
            seen: Cell::new(Position::START),
            shut: Cell::new(false),
        }
    }
}

/// Why the sender cannot go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Full,
    Closed,
}

impl<S: Ring, L: RawLock> Channel<S, L> {
    /// Where the value of that position is.
    #[inline(always)]
    pub(super) fn slot(&self, at: Position) -> *mut S::Value {
        // SAFETY: the slot of a position is less than the capacity.
        let cell = unsafe { self.rest.storage.cell(at.slot()) };
        cell.0.get().cast()
    }

    /// The same `n` slots as two runs that lie side by side, the second from the start of the ring.
    #[inline(always)]
    pub(super) fn runs(&self, at: Position, n: usize) -> [(*mut S::Value, usize); 2] {
        let first = n.min(self.capacity() - at.slot());
        // From the first cell, so that the pointers reach more than one.
        let cells = self.rest.storage.cells().cast::<S::Value>().cast_mut();
        // SAFETY: the slot of a position is less than the capacity.
        [(unsafe { cells.add(at.slot()) }, first), (cells, n - first)]
    }

    /// Whether nothing is sent any more.
    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.tx.tail.load() & CLOSED != 0
    }

    /// Runs a read-modify-write of a word.
    #[inline(always)]
    fn run<R>(&self, f: impl FnOnce() -> R) -> R {
        if L::LOCK_FREE || L::Counter::ONE_THREAD { f() } else { self.rest.lock.with(f) }
    }

    // The sender.

    /// Moves the limit to where it is by now; `at` has reached it.
    #[inline(never)]
    pub(super) fn make_room(&self, at: Position) -> Result<(), Refusal> {
        if self.is_closed() {
            return Err(Refusal::Closed);
        }
        let limit = Position::of(self.rx.head.load()).opposite();
        self.tx.limit.set(limit);
        if at == limit { Err(Refusal::Full) } else { Ok(()) }
    }

    /// Whether there is room for a value.
    pub(super) fn room(&self) -> Result<(), Refusal> {
        let at = self.tx.at();
        if at == self.tx.limit.get() {
            self.make_room(at)
        } else if self.is_closed() {
            Err(Refusal::Closed)
        } else {
            Ok(())
        }
    }

    /// Sends what is written up to `to`; `false` if the channel was closed before, and the values are
    /// still the sender's.
    #[inline(always)]
    pub(super) fn publish(&self, to: Position) -> bool {
        let old = self.run(|| self.tx.tail.swap(to.word()));
        old & FLAGS == 0 || self.publish_flagged(old)
    }

    #[cold]
    #[inline(never)]
    fn publish_flagged(&self, old: usize) -> bool {
        if old & CLOSED != 0 {
            // The receiver closed, and looks no more. Its close was the last that anybody else wrote.
            self.run(|| self.tx.tail.store(old));
            self.tx.limit.set(Position::of(old));
            return false;
        }
        rouse(&self.rest.receiver);
        true
    }

    /// After it was found full: sleeps, with `waker` to be woken; `false` if it is to look again.
    #[inline(never)]
    pub(super) fn park_sender(&self, waker: &Waker) -> bool {
        self.rest.sender.register(waker);
        let seen = self.tx.limit.get().opposite().word();
        // Why look at `CLOSED` after that? Who closes sets it, and then wakes whoever is registered.
        if self.flag(&self.rx.head, seen) && !self.is_closed() {
            return true;
        }
        self.unpark_sender();
        false
    }

    /// Nobody sleeps here any more.
    #[inline(never)]
    pub(super) fn unpark_sender(&self) {
        self.unflag(&self.rx.head);
        drop(self.rest.sender.take());
    }

    // The receiver.

    /// Looks for values; there are none as far as is known.
    #[inline(always)]
    pub(super) fn look(&self, at: Position) -> Result<(), TryRecvError> {
        let mut closed = self.rx.shut.get();
        if !closed {
            let tail = self.tx.tail.load();
            let seen = Position::of(tail);
            self.rx.seen.set(seen);
            if seen != at {
                return Ok(());
            }
            closed = tail & CLOSED != 0;
        }
        // What a forgotten `Drain` took out.
        self.settle();
        Err(if closed { TryRecvError::Closed } else { TryRecvError::Empty })
    }

    /// Whether there is a value.
    #[inline(always)]
    pub(super) fn some(&self) -> Result<Position, TryRecvError> {
        let at = self.rx.at.get();
        if at == self.rx.seen.get() {
            self.look(at)?;
        }
        Ok(at)
    }

    /// How many values there are by now.
    #[inline]
    pub(super) fn waiting_values(&self) -> Result<usize, TryRecvError> {
        let at = self.rx.at.get();
        if let Err(none) = self.look(at) {
            if at == self.rx.seen.get() {
                return Err(none);
            }
        }
        Ok(at.distance(self.rx.seen.get(), self.capacity()))
    }

    /// Gives back the slots before `to`.
    #[inline(always)]
    pub(super) fn free(&self, to: Position) {
        let old = self.run(|| self.rx.head.swap(to.word()));
        if old & WAITING != 0 {
            rouse(&self.rest.sender);
        }
    }

    /// Gives back the slots of all that was taken out.
    #[inline]
    pub(super) fn settle(&self) {
        let at = self.rx.at.get();
        if at != Position::of(self.rx.head.own()) {
            self.free(at);
        }
    }

    /// After it was found empty: sleeps, with `waker` to be woken; `false` if it is to look again.
    #[inline(never)]
    pub(super) fn park_receiver(&self, waker: &Waker) -> bool {
        self.rest.receiver.register(waker);
        // If the channel has been closed since, this fails.
        if self.flag(&self.tx.tail, self.rx.seen.get().word()) {
            return true;
        }
        self.unpark_receiver();
        false
    }

    /// Nobody sleeps here any more.
    #[inline(never)]
    pub(super) fn unpark_receiver(&self) {
        self.unflag(&self.tx.tail);
        drop(self.rest.receiver.take());
    }

    /// Drops all that was sent.
    pub(super) fn clear(&self) {
        let Ok(n) = self.waiting_values() else { return };
        let at = self.rx.at.get();
        // Out of the ring before the first destructor runs; the slots stay ours until the last has.
        self.rx.at.set(at.ahead(n, self.capacity()));
        let _settle = OnDrop(|| self.settle());
        // SAFETY: the Slot Rule: these were sent, and are out of the ring.
        unsafe { drop_runs(self.runs(at, n)) };
    }

    // Both.

    /// Leaves `WAITING` in the word of the other side, if it has not moved from `seen`.
    ///
    /// A failure has read the newest value with `Acquire`, or a swap that it did not see will find the
    /// waker that was registered before: see `WakerCell`.
    fn flag(&self, word: &L::Counter, seen: usize) -> bool {
        match self.run(|| word.compare_exchange(seen, seen | WAITING)) {
            Ok(_) => true,
            Err(now) => now == seen | WAITING,
        }
    }

    /// Takes `WAITING` back, if it has not been answered.
    fn unflag(&self, word: &L::Counter) {
        let now = word.load();
        if now & WAITING != 0 {
            // A failure says that the other side has moved, or closed, which clears the flag.
            let _ = self.run(|| word.compare_exchange(now, now & !WAITING));
        }
    }

    /// Nothing is sent from now on: after which position, and whether that is new.
    fn close(&self) -> (Position, bool) {
        let mut now = self.tx.tail.load();
        while now & CLOSED == 0 {
            let end = Position::of(now);
            // Whoever is on the other side is woken after this, flag or no flag.
            match self.run(|| self.tx.tail.compare_exchange(now, end.word() | CLOSED)) {
                Ok(_) => return (end, true),
                Err(newer) => now = newer,
            }
        }
        (Position::of(now), false)
    }

    /// Closes for the sender.
    pub(super) fn close_sender(&self) {
        // Every later send looks for the flag first.
        self.tx.limit.set(self.tx.at());
        if self.close().1 {
            rouse(&self.rest.receiver);
        }
    }

    /// Closes for the receiver.
    pub(super) fn close_receiver(&self) {
        if self.rx.shut.replace(true) {
            return;
        }
        let (end, new) = self.close();
        self.rx.seen.set(end);
        if new {
            rouse(&self.rest.sender);
        }
    }

    /// Drops what came too late.
    pub(super) fn drop_late(&self) {
        let (from, to) = self.tx.late.get();
        self.tx.late.set((to, to));
        // SAFETY: the Slot Rule: the sender's values, which are out of the ring.
        unsafe { drop_runs(self.runs(from, from.distance(to, self.capacity()))) };
    }

    /// Drops all that is in the ring, which nobody else can touch.
    pub(super) fn drop_values(&mut self) {
        let this = &*self;
        let tail = this.tx.at();
        let at = this.rx.at.replace(tail);
        let _late = OnDrop(|| this.drop_late());
        // SAFETY: the Slot Rule: sent, not received, and out of the ring.
        unsafe { drop_runs(this.runs(at, at.distance(tail, this.capacity()))) };
    }
}

/// Drops values, all of them, also if a destructor panics.
///
/// # Safety
///
/// There are so many values, and nobody uses them again.
unsafe fn drop_runs<T>(runs: [(*mut T, usize); 2]) {
    let [first, second] = runs.map(|(start, n)| ptr::slice_from_raw_parts_mut(start, n));
    // SAFETY: the contract.
    let _second = OnDrop(|| unsafe { second.drop_in_place() });
    // SAFETY: the contract.
    unsafe { first.drop_in_place() };
}

/// Wakes who is registered; a panic of a waker does not come on top of another.
#[cold]
#[inline(never)]
pub(super) fn rouse<L: RawLock>(cell: &WakerCell<L>) {
    let mut waker = cell.take();
    wake_each(|| waker.take());
}

/// Runs when it is dropped: on every way out.
pub(super) struct OnDrop<F: FnMut()>(pub(super) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
