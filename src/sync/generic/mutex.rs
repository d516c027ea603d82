//! One at a time.

use core::cell::UnsafeCell;
use core::fmt;

use super::mutex_guard::{Guarded, MutexGuard};
use crate::lock::RawLock;
use crate::sync::TryLockError;
use crate::wait::{Acquire, Policy, Primitive, WaitQueue};

/// The rules of a mutex.
///
/// | state | `grant` | `refund` |
/// |---|---|---|
/// | 0, unlocked | 1 | |
/// | 1, locked | refused | 0 |
#[derive(Debug)]
pub struct Exclusive;

impl Policy for Exclusive {
    type Request = ();
    const EXCLUSIVE: bool = true;

    #[inline(always)]
    fn grant(state: usize, (): ()) -> Option<usize> {
        (state == 0).then_some(1)
    }

    #[inline(always)]
    fn refund((): ()) -> usize {
        usize::MAX
    }
}

/// A value that one task at a time may use, also across `.await`.
///
/// Use it to share a value whose critical section awaits. If it never does, a blocking mutex
/// (std's, `parking_lot`'s) is enough.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::Mutex;
///
/// static TOTAL: Mutex<u32> = Mutex::new(0);
///
/// std::thread::scope(|s| {
///     for _ in 0..4 {
///         s.spawn(|| block_on(async { *TOTAL.lock().await += 1 }));
///     }
/// });
/// assert_eq!(*TOTAL.try_lock().unwrap(), 4);
/// ```
///
/// # Fairness
///
/// A newcomer may take the mutex before the one who was woken for it, which makes contended use
/// a hundred times faster than handing over in order. A waiter that lost four times is served
/// next, strictly. [`fair`](Self::fair) hands over in order always.
///
/// # Cancel safety
///
/// Strict: see [`lock`](Self::lock).
///
/// # Re-entrancy
///
/// Wakers, and destructors of the value, may use the same mutex.
///
/// # Deadlocks
///
/// A task that locks twice waits for itself. A future that was woken for the mutex and is neither
/// polled nor dropped keeps those behind it asleep, though no newcomer from taking it. With [`fair`](Self::fair), and once a waiter
/// is served strictly, the mutex belongs to a future from the moment it is woken: if it is neither
/// polled again nor dropped, nobody gets the mutex.
///
/// # Panics
///
/// A panic while the mutex is locked unlocks it; there is no poison.
///
/// # Cost
///
/// Three words and the value; the future is six words, the guard one. In the thread-safe flavor
/// an uncontended lock and unlock are two atomic read-modify-writes, in the local one none.
pub struct Mutex<T: ?Sized, L> {
    pub(super) queue: WaitQueue<Exclusive, L>,
    pub(super) value: UnsafeCell<T>,
}

// SAFETY: a shared mutex gives the value to one at a time, on any thread (`T: Send`), and never
// shares it; `L: Sync` says that the queue may be shared.
unsafe impl<T: ?Sized + Send, L: Sync> Sync for Mutex<T, L> {}

// SAFETY: the queue is the field.
unsafe impl<T: ?Sized, L: RawLock> Primitive for Mutex<T, L> {
    type Policy = Exclusive;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Exclusive, L> {
        &self.queue
    }
}

/// The future of [`Mutex::lock`].
pub type Lock<H> = Acquire<H, Guarded>;

impl<T, L: RawLock> Mutex<T, L> {
    /// An unlocked mutex.
    pub const fn new(value: T) -> Self {
        Self { queue: WaitQueue::new(0), value: UnsafeCell::new(value) }
    }

    /// An unlocked mutex that is handed over strictly in order.
    pub const fn fair(value: T) -> Self {
        Self { queue: WaitQueue::fair(0), value: UnsafeCell::new(value) }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized, L: RawLock> Mutex<T, L> {
    /// Waits until the mutex is unlocked, and locks it.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn lock(&self) -> Lock<&Self> {
        Acquire::of(self, ())
    }

    /// Locks the mutex if it is unlocked.
    ///
    /// # Errors
    ///
    /// [`TryLockError`] if it is locked, or promised to a waiter.
    #[inline]
    pub fn try_lock(&self) -> Result<MutexGuard<&Self>, TryLockError> {
        MutexGuard::try_from_handle(self)
    }

    /// Whether somebody has the mutex locked.
    pub fn is_locked(&self) -> bool {
        self.queue.state() != 0
    }

    /// The value, which the exclusive borrow proves to be unlocked.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default, L: RawLock> Default for Mutex<T, L> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T, L: RawLock> From<T> for Mutex<T, L> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug, L: RawLock> fmt::Debug for Mutex<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Mutex");
        match self.try_lock() {
            Ok(guard) => out.field("value", &&*guard),
            Err(_) => out.field("value", &format_args!("<locked>")),
        };
        out.finish_non_exhaustive()
    }
}
