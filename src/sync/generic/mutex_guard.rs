//! The guards of a mutex: of the whole value, and of a part.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::mutex::Mutex;
use crate::lock::RawLock;
use crate::sync::TryLockError;
use crate::wait::{Grant, Handle, Outcome, Permit};

// The *Guard Rule*: while the state is 1, exactly one guard, or one future that was granted the
// mutex strictly, has it; only a guard reaches the value.

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
            Some(_) => Ok(Self::from_permit(Permit::of(handle, ()))),
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
        // SAFETY: the Guard Rule.
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

/// What a [`Lock`](super::Lock) makes of its permit: a [`MutexGuard`].
#[derive(Debug)]
#[allow(unreachable_pub, reason = "a parameter of public types, and nameable by nobody outside")]
pub struct Guarded;

impl<H: Handle> Outcome<H> for Guarded {
    type Output = MutexGuard<H>;

    #[inline(always)]
    fn from_grant(permit: Permit<H>, _: Grant) -> MutexGuard<H> {
        MutexGuard::from_permit(permit)
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
