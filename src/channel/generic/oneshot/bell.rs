//! Where a task that waits leaves its waker for the other side.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::task::Waker;

use super::word::{Side, Word};
use crate::lock::RawLock;

/// A slot for the waker of one side: its *owner* waits, the *other* wakes.
///
/// # The Bell Rule
///
/// | state of the side | the slot | who may touch it |
/// |---|---|---|
/// | neither | holds nothing | the owner: reads and writes |
/// | set | holds a waker | the owner, to compare it; nobody writes |
/// | busy | held a waker, which is being moved out | both, to read; nobody writes |
///
/// Whoever ends *set* owns the waker: the owner by making it *neither*, the other by making it *busy*.
/// The other reads the waker while *busy* and then makes it *neither*.
pub(super) struct Bell(UnsafeCell<MaybeUninit<Waker>>);

// SAFETY: by the Bell Rule sharing the slot moves a waker, or compares its address; wakers are `Send`
// and `Sync`.
unsafe impl Sync for Bell {}

impl Bell {
    pub(super) const fn new() -> Self {
        Self(UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// Puts a waker in.
    ///
    /// # Safety
    ///
    /// The *Bell Rule*: the caller is the owner, and the side is neither set nor busy.
    pub(super) unsafe fn put(&self, waker: Waker) {
        // SAFETY: the Bell Rule: nobody else touches the slot.
        unsafe { (*self.0.get()).write(waker) };
    }

    /// Moves the waker out.
    ///
    /// # Safety
    ///
    /// The *Bell Rule*: the caller has ended *set*, or put the waker in and has not set it.
    pub(super) unsafe fn take(&self) -> Waker {
        // SAFETY: the Bell Rule: nobody writes.
        let slot = unsafe { &*self.0.get() };
        // SAFETY: the Bell Rule: a waker was put in, and the caller owns it.
        unsafe { slot.assume_init_read() }
    }

    /// Whether the waker in the slot wakes the same task as `waker`.
    ///
    /// # Safety
    ///
    /// The *Bell Rule*: the caller is the owner, and has seen the side *set* since it last wrote.
    pub(super) unsafe fn is(&self, waker: &Waker) -> bool {
        // SAFETY: the Bell Rule: nobody but the caller writes.
        let slot = unsafe { &*self.0.get() };
        // What if the other has moved the waker out meanwhile? Then it wakes that task: if it is the
        // same, all is well. Addresses are compared, and nothing behind them is touched.
        // SAFETY: the Bell Rule: a waker was put in, and its bits stay.
        unsafe { slot.assume_init_ref() }.will_wake(waker)
    }

    /// Leaves `waker` for the other side; `word` is what the owner has just read.
    ///
    /// `false` if there is nothing to wait for any more: the owner looks again.
    #[cold]
    pub(super) fn register<L: RawLock>(
        &self,
        word: &Word<L>,
        side: Side,
        seen: usize,
        waker: &Waker,
    ) -> bool {
        let mut stale = None;
        if side.is_busy(seen) {
            // Only next to a `put`, which is through after a few instructions.
            waker.wake_by_ref();
            return true;
        }
        if side.is_set(seen) {
            // SAFETY: the Bell Rule: seen to be set, by the owner.
            if unsafe { self.is(waker) } {
                return true;
            }
            stale = self.withdraw(word, side);
            if stale.is_none() {
                return false;
            }
        }
        // User code, with nothing held. What the other side does meanwhile wakes nobody, and is seen
        // by `set`.
        let fresh = waker.clone();
        // SAFETY: the Bell Rule: the owner, and neither set nor busy.
        unsafe { self.put(fresh) };
        if word.set(side) {
            drop(stale);
            return true;
        }
        // SAFETY: the Bell Rule: put in just now, and not set.
        let fresh = unsafe { self.take() };
        drop((fresh, stale));
        false
    }

    /// The owner takes its waker back; `None` if there is none, or the other side has it.
    pub(super) fn withdraw<L: RawLock>(&self, word: &Word<L>, side: Side) -> Option<Waker> {
        // SAFETY: the Bell Rule: the owner has ended *set*.
        word.unset(side).then(|| unsafe { self.take() })
    }
}
