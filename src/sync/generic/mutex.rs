//! One at a time.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use crate::lock::RawLock;
use crate::sync::TryLockError;
use crate::wait::{Acquire, Grant, Handle, Outcome, Permit, Policy, Primitive, WaitQueue};

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
/// A task that locks twice waits for itself. With [`fair`](Self::fair), and once a waiter
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
/// an uncontended lock and unlock are two atomic read-modify-writes, in the others none.
pub struct Mutex<T: ?Sized, L> {
    queue: WaitQueue<Exclusive, L>,
    value: UnsafeCell<T>,
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
pub type Lock<H> = Acquire<H, MutexGuard<H>>;

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
        Acquire::new(self, ())
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

/// The right to use the value of a [`Mutex`]; dropping it unlocks.
#[must_use = "a guard that is dropped at once unlocks at once"]
pub struct MutexGuard<H: Handle> {
    permit: Permit<H>,
    /// Without it, `Send` and `Sync` would follow from `H`, which does not know of `&T`.
    by_hand: PhantomData<*const ()>,
}

// SAFETY: the guard moves the handle and exclusive access to the value.
unsafe impl<H, T, L> Send for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>> + Send,
    T: ?Sized + Send,
    L: RawLock,
{
}

// SAFETY: a shared guard shares the handle and gives `&T`.
unsafe impl<H, T, L> Sync for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>> + Sync,
    T: ?Sized + Sync,
    L: RawLock,
{
}

impl<H: Handle> MutexGuard<H> {
    #[inline(always)]
    pub(super) const fn from_permit(permit: Permit<H>) -> Self {
        Self { permit, by_hand: PhantomData }
    }

    pub(super) fn into_permit(self) -> Permit<H> {
        self.permit
    }
}

impl<H, T, L> MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    #[inline]
    pub(crate) fn try_from_handle(handle: H) -> Result<Self, TryLockError> {
        match handle.target().queue.try_acquire(()) {
            Some(_) => Ok(Self::from_permit(Permit::new(handle, ()))),
            None => Err(TryLockError),
        }
    }

    /// The mutex that the guard unlocks.
    pub fn mutex(guard: &Self) -> &Mutex<T, L> {
        guard.permit.handle().target()
    }

    /// Narrows the guard to a part of the value.
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedMutexGuard<H, U> {
        let value = NonNull::from(part(&mut guard));
        MappedMutexGuard { value, _permit: guard.permit, access: PhantomData }
    }
}

impl<H, T, L> Deref for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the one grant there is (the *Guard Rule*: state 1 belongs to
        // exactly one guard or granted future).
        unsafe { &*self.permit.handle().target().value.get() }
    }
}

impl<H, T, L> DerefMut for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the Guard Rule, and the guard is borrowed exclusively.
        unsafe { &mut *self.permit.handle().target().value.get() }
    }
}

impl<H: Handle> Outcome<H> for MutexGuard<H> {
    #[inline(always)]
    fn from_grant(permit: Permit<H>, _: Grant) -> Self {
        Self::from_permit(permit)
    }
}

impl<H, T, L> fmt::Debug for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized + fmt::Debug,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<H, T, L> fmt::Display for MutexGuard<H>
where
    H: Handle<Target = Mutex<T, L>>,
    T: ?Sized + fmt::Display,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

/// The right to use a part of the value of a [`Mutex`]: see [`MutexGuard::map`].
#[must_use = "a guard that is dropped at once unlocks at once"]
pub struct MappedMutexGuard<H: Handle, U: ?Sized> {
    value: NonNull<U>,
    _permit: Permit<H>,
    /// Invariant in `U`, as `&mut U` is.
    access: PhantomData<*mut U>,
}

// SAFETY: as for `MutexGuard`: moves the handle and exclusive access to a `U`.
unsafe impl<H: Handle + Send, U: ?Sized + Send> Send for MappedMutexGuard<H, U> {}

// SAFETY: as for `MutexGuard`: shares the handle and gives `&U`.
unsafe impl<H: Handle + Sync, U: ?Sized + Sync> Sync for MappedMutexGuard<H, U> {}

impl<H: Handle, U: ?Sized> MappedMutexGuard<H, U> {
    /// Narrows the guard further.
    pub fn map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> &mut V,
    ) -> MappedMutexGuard<H, V> {
        let value = NonNull::from(part(&mut guard));
        MappedMutexGuard { value, _permit: guard._permit, access: PhantomData }
    }
}

impl<H: Handle, U: ?Sized> Deref for MappedMutexGuard<H, U> {
    type Target = U;

    #[inline(always)]
    fn deref(&self) -> &U {
        // SAFETY: the Guard Rule: the permit keeps the whole value alive and for this guard alone.
        unsafe { self.value.as_ref() }
    }
}

impl<H: Handle, U: ?Sized> DerefMut for MappedMutexGuard<H, U> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut U {
        // SAFETY: the Guard Rule, and the guard is borrowed exclusively.
        unsafe { self.value.as_mut() }
    }
}

impl<H: Handle, U: ?Sized + fmt::Debug> fmt::Debug for MappedMutexGuard<H, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
