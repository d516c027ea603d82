//! The guards of a reader-writer lock, and how one becomes another.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::rwlock::{Mode, ReadWrite, RwLock};
use crate::lock::RawLock;
use crate::sync::TryLockError;
use crate::wait::{Acquire, Grant, Handle, Outcome, Permit, Primitive};

/// What a guard allows: [`Shared`], [`Upgradable`] or [`Unique`].
pub trait Access: sealed::Sealed {
    /// What was asked for to get such a guard.
    const MODE: Mode;
}

/// Reading.
#[derive(Debug)]
pub struct Shared;
/// Reading, with the right to become the writer.
#[derive(Debug)]
pub struct Upgradable;
/// Writing.
#[derive(Debug)]
pub struct Unique;

impl Access for Shared {
    const MODE: Mode = Mode::Read;
}

impl Access for Upgradable {
    const MODE: Mode = Mode::Upgradable;
}

impl Access for Unique {
    const MODE: Mode = Mode::Write;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Shared {}
    impl Sealed for super::Upgradable {}
    impl Sealed for super::Unique {}
}

/// A handle of an [`RwLock`].
pub trait RwLockHandle: Handle<Target: Primitive<Policy = ReadWrite>> {}
impl<H: Handle<Target: Primitive<Policy = ReadWrite>>> RwLockHandle for H {}

// The *Access Rule*: the state counts every guard, and never a writer beside another guard; only a
// guard reaches the value.

/// The right to use the value of an [`RwLock`]; dropping it gives the right back.
#[must_use = "a guard that is dropped at once unlocks at once"]
pub struct RwLockGuard<H: RwLockHandle, A: Access> {
    handle: H,
    /// The pointer keeps `Send` and `Sync` from following from `H`, which does not know of `&T`.
    access: PhantomData<(A, *const ())>,
}

/// The guard of a reader.
pub type ReadGuard<H> = RwLockGuard<H, Shared>;
/// The guard of the upgradable reader.
pub type UpgradableGuard<H> = RwLockGuard<H, Upgradable>;
/// The guard of the writer.
pub type WriteGuard<H> = RwLockGuard<H, Unique>;

// SAFETY: the guard moves the handle, and with it `&T` or `&mut T`.
unsafe impl<H, A, T, L> Send for RwLockGuard<H, A>
where
    H: Handle<Target = RwLock<T, L>> + Send,
    A: Access,
    T: ?Sized + Send + Sync,
    L: RawLock,
{
}

// SAFETY: a shared guard shares the handle and gives `&T`.
unsafe impl<H, A, T, L> Sync for RwLockGuard<H, A>
where
    H: Handle<Target = RwLock<T, L>> + Sync,
    A: Access,
    T: ?Sized + Send + Sync,
    L: RawLock,
{
}

impl<H: RwLockHandle, A: Access> RwLockGuard<H, A> {
    #[inline(always)]
    const fn new(handle: H) -> Self {
        Self { handle, access: PhantomData }
    }

    fn into_handle(self) -> H {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used again, nor dropped: the handle is moved out once.
        unsafe { core::ptr::read(&this.handle) }
    }

    #[inline]
    pub(crate) fn try_from_handle(handle: H) -> Result<Self, TryLockError> {
        match handle.target().queue().try_acquire(A::MODE) {
            Some(_) => Ok(Self::new(handle)),
            None => Err(TryLockError),
        }
    }

    /// Exchanges what the guard holds, in one step.
    fn convert<B: Access>(self) -> RwLockGuard<H, B> {
        let guard = RwLockGuard::new(self.into_handle());
        guard.handle.target().queue().add(B::MODE.weight().wrapping_sub(A::MODE.weight()));
        guard
    }
}

impl<H, T, L> RwLockGuard<H, Unique>
where
    H: Handle<Target = RwLock<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    /// From writing to reading, without letting a writer in between.
    pub fn downgrade(self) -> ReadGuard<H> {
        self.convert()
    }

    /// From writing to upgradable reading, without letting a writer in between.
    pub fn downgrade_to_upgradable(self) -> UpgradableGuard<H> {
        self.convert()
    }
}

impl<H, T, L> RwLockGuard<H, Upgradable>
where
    H: Handle<Target = RwLock<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    /// From upgradable to plain reading, so that another may read upgradably.
    pub fn downgrade(self) -> ReadGuard<H> {
        self.convert()
    }

    /// Waits until the other readers are gone, and writes. No writer gets in between, and no new
    /// reader while this waits.
    ///
    /// # Cancel safety
    ///
    /// Weak. A dropped future releases the upgradable read, too.
    pub fn upgrade(self) -> Upgrade<H> {
        Upgrade { acquire: Acquire::of(self.into_handle(), Mode::Upgrade) }
    }

    /// Writes if nobody else reads now.
    ///
    /// # Errors
    ///
    /// The guard itself, if somebody does.
    pub fn try_upgrade(self) -> Result<WriteGuard<H>, Self> {
        match self.handle.target().queue.try_acquire(Mode::Upgrade) {
            Some(_) => Ok(Upgraded::new(self.into_handle()).0),
            None => Err(self),
        }
    }
}

impl<H, A, T, L> Deref for RwLockGuard<H, A>
where
    H: Handle<Target = RwLock<T, L>>,
    A: Access,
    T: ?Sized,
    L: RawLock,
{
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the Access Rule: nobody writes now, unless this is the writer's guard.
        unsafe { &*self.handle.target().value.get() }
    }
}

impl<H, T, L> DerefMut for RwLockGuard<H, Unique>
where
    H: Handle<Target = RwLock<T, L>>,
    T: ?Sized,
    L: RawLock,
{
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the Access Rule, and the guard is borrowed exclusively.
        unsafe { &mut *self.handle.target().value.get() }
    }
}

impl<H: RwLockHandle, A: Access> Drop for RwLockGuard<H, A> {
    #[inline(always)]
    fn drop(&mut self) {
        self.handle.target().queue().release(A::MODE);
    }
}

/// What a future of a guard with this access makes of its permit.
impl<H: RwLockHandle, A: Access> Outcome<H> for A {
    type Output = RwLockGuard<H, A>;

    #[inline(always)]
    fn from_grant(permit: Permit<H>, _: Grant) -> RwLockGuard<H, A> {
        RwLockGuard::new(permit.forget())
    }
}

impl<H, A, T, L> fmt::Debug for RwLockGuard<H, A>
where
    H: Handle<Target = RwLock<T, L>>,
    A: Access,
    T: ?Sized + fmt::Debug,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<H, A, T, L> fmt::Display for RwLockGuard<H, A>
where
    H: Handle<Target = RwLock<T, L>>,
    A: Access,
    T: ?Sized + fmt::Display,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

/// The writer's guard on its way: the lock still counts the upgradable read it came from.
struct Upgraded<H: RwLockHandle>(WriteGuard<H>);

impl<H: RwLockHandle> Upgraded<H> {
    fn new(handle: H) -> Self {
        let guard = WriteGuard::new(handle);
        guard.handle.target().queue().release(Mode::Upgradable);
        Self(guard)
    }
}

impl<H: RwLockHandle> Outcome<H> for Upgraded<H> {
    type Output = Self;

    fn from_grant(permit: Permit<H>, _: Grant) -> Self {
        Self::new(permit.forget())
    }
}

/// The future of [`RwLockGuard::upgrade`].
#[must_use = "futures do nothing unless polled"]
pub struct Upgrade<H: RwLockHandle> {
    acquire: Acquire<H, Upgraded<H>>,
}

impl<H: RwLockHandle> Upgrade<H> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.acquire.is_terminated()
    }
}

impl<H: RwLockHandle> Future for Upgrade<H> {
    type Output = WriteGuard<H>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<WriteGuard<H>> {
        // SAFETY: the field is pinned when the future is.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(cx).map(|upgraded| upgraded.0)
    }
}

impl<H: RwLockHandle> Drop for Upgrade<H> {
    fn drop(&mut self) {
        if let Some(handle) = self.acquire.handle() {
            let _held = UpgradableRead(handle);
            self.acquire.cancel();
        }
    }
}

/// Releases the upgradable read of an upgrade that is dropped, also if a waker panics.
struct UpgradableRead<'a, H: RwLockHandle>(&'a H);

impl<H: RwLockHandle> Drop for UpgradableRead<'_, H> {
    fn drop(&mut self) {
        self.0.target().queue().release(Mode::Upgradable);
    }
}

impl<H: RwLockHandle> fmt::Debug for Upgrade<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgrade").field("completed", &self.is_terminated()).finish()
    }
}
