//! Between the children of a combinator and its task: who was woken, and who tells the task of it.

use core::cell::{Cell, UnsafeCell};
use core::fmt;
use core::task::Waker;

use crate::lock::{RawLock, State};

/// The bit of the word by which the owner keeps wakers from ringing. The others are for those who were
/// woken.
const HELD: usize = 1 << (usize::BITS - 1);

/// How many bits of the word are for those who were woken.
pub(super) const BITS: usize = usize::BITS as usize - 1;

/// What a ringer adds when it has finished.
const FINISHED: usize = 2;
/// `finished` of a gate whose owner has gone, when the last ringer has finished.
const SHUT: usize = 1;
/// Likewise, when the slot is empty, too.
const FREE: usize = SHUT + FINISHED;

/// The word of a combinator, and the waker of its task.
///
/// Many set bits; one, the *owner*, takes them. Whoever turns the word from 0 into something else is
/// the *ringer*: it wakes the task, through the waker in the slot, where that stays for the next time.
///
/// # States
///
/// | `woken` | means | a waker sets its bit and | the owner |
/// |---|---|---|---|
/// | 0 | nobody was woken since the owner took | rings | may look, and change nothing |
/// | bits | a ringer has begun | is done | takes the bits: → 0 |
/// | `HELD`, bits or none | nobody rings | is done | may change the slot, when all ringers have finished |
///
/// | `finished` | means |
/// |---|---|
/// | 2 · n | n ringers have finished; `begun` tells the owner how many there were |
/// | −2 · n + `SHUT` | the owner has gone; n ringers have not finished |
/// | `SHUT` | the owner has gone, and whoever made it so takes the waker out of the slot |
/// | `FREE` | the slot is empty |
///
/// # The Slot Rule
///
/// *The slot is read by ringers, from the step that turns `woken` from 0 to the step that counts them as
/// finished, and by the owner. It is changed only by the owner, while `woken` is `HELD` and as many have
/// finished as had begun; and when the gate is `SHUT`, by whoever made it so.*
///
/// The owner knows how many have begun: a word that it finds other than 0, and did not hold itself, is one
/// ringer. So a poll with the same waker as before touches the slot not at all, and the word not unless
/// somebody was woken: then one read-modify-write. A wake is one for the bit; who rings adds the wake of
/// the task, and one more.
///
/// # Memory ordering
///
/// Each step on a word is a read-modify-write that acquires and releases:
///
/// * *set* releases what made the child ready to the owner's *take*; a bit that is set already is set
///   again, because what is to be seen may be newer.
/// * *set* acquires the slot: the 0 that it replaces was written by the owner after the slot was.
/// * *finish* releases the ringer's reading of the slot, and the owner acquires it by its load of
///   `finished` before it changes the slot. That load may be late: then it waits for nobody, and changes
///   nothing.
/// * The owner's load of `woken` may be late, too, and see 0: then the ringer of what it missed wakes the
///   task after it, and the poll that follows sees it.
///
/// # The Owner Rule
///
/// *`begun` and `left`, and those methods that say so, are for the owner alone, which is one: the handle of
/// the block, or whoever is just making it.*
pub(super) struct Gate<L> {
    woken: State<L>,
    finished: State<L>,
    slot: UnsafeCell<Option<Waker>>,
    /// How many ringers began, times `FINISHED`.
    begun: Cell<usize>,
    /// Bits that were taken from the word, and not used up yet.
    left: Cell<usize>,
}

// SAFETY: by the Slot Rule and the Owner Rule, sharing the gate moves and shares wakers, which are both.
unsafe impl<L: Sync> Sync for Gate<L> {}

impl<L: RawLock> Gate<L> {
    /// A gate without an owner.
    pub(super) const fn free() -> Self {
        Self {
            woken: State::new(HELD),
            finished: State::new(FREE),
            slot: UnsafeCell::new(None),
            begun: Cell::new(0),
            left: Cell::new(0),
        }
    }

    /// A gate of whoever makes it, for a task that `waker` wakes.
    #[allow(dead_code, reason = "without heap, all gates lie in pools")]
    pub(super) const fn open(waker: Waker) -> Self {
        Self {
            woken: State::new(0),
            finished: State::new(0),
            slot: UnsafeCell::new(Some(waker)),
            begun: Cell::new(0),
            left: Cell::new(0),
        }
    }

    /// See [`State::appear`].
    #[allow(dead_code, reason = "without heap, all gates lie in pools")]
    pub(super) fn appear(&self) {
        self.woken.appear();
        self.finished.appear();
    }

    /// Makes the caller the owner of a gate that has none; [`reopen`](Self::reopen) opens it.
    pub(super) fn claim(&self) -> bool {
        self.finished.load() == FREE && self.finished.exchange(FREE, 0).is_ok()
    }

    /// Opens what the caller claimed.
    ///
    /// # Safety
    ///
    /// The Owner Rule; the word is still held, as before the claim.
    pub(super) unsafe fn reopen(&self, waker: Waker) {
        self.begun.set(0);
        self.left.set(0);
        // SAFETY: the Slot Rule: held, and nobody has begun.
        let slot = unsafe { &mut *self.slot.get() };
        *slot = Some(waker);
        // Bits that wakers of an earlier owner set are dropped.
        self.woken.take();
    }

    /// Sets bits; wakes the task if nobody else does.
    #[inline]
    pub(super) fn wake(&self, bits: usize) {
        if self.woken.set(bits) == 0 {
            self.ring();
        }
    }

    #[inline]
    fn ring(&self) {
        let _finish = Finish(self);
        // SAFETY: the Slot Rule.
        if let Some(waker) = unsafe { &*self.slot.get() } {
            waker.wake_by_ref();
        }
    }

    /// Sees to it that `waker` is woken from now on.
    ///
    /// # Safety
    ///
    /// The Owner Rule.
    #[inline]
    pub(super) unsafe fn register(&self, waker: &Waker) {
        // SAFETY: the Slot Rule.
        let slot = unsafe { &*self.slot.get() };
        if !slot.as_ref().is_some_and(|held| held.will_wake(waker)) {
            self.replace(waker);
        }
    }

    /// The task is another one, or the same with another waker.
    #[cold]
    fn replace(&self, waker: &Waker) {
        // User code, as are the wake and the drop below: at each of them all is in order.
        let mut fresh = Some(waker.clone());
        self.hold();
        let alone = self.finished.load() == self.begun.get();
        if alone {
            // SAFETY: the Slot Rule.
            core::mem::swap(unsafe { &mut *self.slot.get() }, &mut fresh);
        }
        self.left.set(self.left.get() | self.woken.take() & !HELD);
        if !alone {
            // Somebody is just waking the task that was: this one has to come again.
            waker.wake_by_ref();
        }
        drop(fresh);
    }

    fn hold(&self) {
        if self.woken.set(HELD) != 0 {
            self.begun.set(self.begun.get().wrapping_add(FINISHED));
        }
    }

    /// Takes the bits of the word to those that are left.
    ///
    /// # Safety
    ///
    /// The Owner Rule.
    #[inline]
    pub(super) unsafe fn take(&self) -> &Cell<usize> {
        let bits = self.woken.take();
        if bits != 0 {
            self.begun.set(self.begun.get().wrapping_add(FINISHED));
            self.left.set(self.left.get() | bits);
        }
        &self.left
    }

    /// The bits that were taken, and are left.
    ///
    /// # Safety
    ///
    /// The Owner Rule.
    #[inline]
    pub(super) unsafe fn left(&self) -> &Cell<usize> {
        &self.left
    }

    /// Whether somebody was woken who was not polled since.
    ///
    /// # Safety
    ///
    /// The Owner Rule.
    pub(super) unsafe fn owes(&self) -> bool {
        self.left.get() != 0 || self.woken.load() != 0
    }

    /// The owner goes: nobody rings any more. Gives back the waker, unless somebody is just using it, who
    /// drops it then.
    ///
    /// # Safety
    ///
    /// The Owner Rule; the caller was the owner.
    pub(super) unsafe fn close(&self) -> Option<Waker> {
        self.hold();
        let begun = self.begun.get();
        if self.finished.add(SHUT.wrapping_sub(begun)) == begun { self.empty() } else { None }
    }

    /// For whoever made the gate `SHUT`.
    fn empty(&self) -> Option<Waker> {
        // SAFETY: the Slot Rule.
        let waker = unsafe { &mut *self.slot.get() }.take();
        self.finished.add(FINISHED);
        waker
    }

    /// The waker, for whoever has the gate for himself.
    #[allow(dead_code, reason = "without heap, all gates lie in pools")]
    pub(super) fn slot(&mut self) -> &mut Option<Waker> {
        self.slot.get_mut()
    }
}

/// A ringer, until it has finished, be it by a panic of the waker.
struct Finish<'a, L: RawLock>(&'a Gate<L>);

impl<L: RawLock> Drop for Finish<'_, L> {
    #[inline]
    fn drop(&mut self) {
        if self.0.finished.add(FINISHED).wrapping_add(FINISHED) == SHUT {
            drop(self.0.empty());
        }
    }
}

impl<L: RawLock> fmt::Debug for Gate<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (woken, finished) = (self.woken.load() & !HELD, self.finished.load());
        f.debug_struct("Gate")
            .field("woken", &woken)
            .field("open", &(finished & SHUT == 0))
            .finish()
    }
}
