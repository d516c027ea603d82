//! The local flavor: one thread, no atomics but a load and a store of a byte to wait.
//!
//! The types are not `Sync`, and operations of a primitive inside its own lock panic, which only a
//! broken implementation could do. Owning handles are `Rc`s.

#[cfg(feature = "alloc")]
mod owned;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod tree;

use super::generic;
use crate::lock::LocalLock;

#[cfg(feature = "alloc")]
pub use self::owned::*;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use self::tree::OwnedCancellationToken;

/// A [`Mutex`](generic::Mutex) for one thread.
pub type Mutex<T> = generic::Mutex<T, LocalLock>;
/// The guard of a [`Mutex`].
pub type MutexGuard<'a, T> = generic::MutexGuard<&'a Mutex<T>>;
/// The guard of a part of the value of a [`Mutex`].
pub type MappedMutexGuard<'a, T, U> = generic::MappedMutexGuard<&'a Mutex<T>, U>;
/// An [`RwLock`](generic::RwLock) for one thread.
pub type RwLock<T> = generic::RwLock<T, LocalLock>;
/// The guard of a reader of an [`RwLock`].
pub type RwLockReadGuard<'a, T> = generic::ReadGuard<&'a RwLock<T>>;
/// The guard of the upgradable reader of an [`RwLock`].
pub type RwLockUpgradableReadGuard<'a, T> = generic::UpgradableGuard<&'a RwLock<T>>;
/// The guard of the writer of an [`RwLock`].
pub type RwLockWriteGuard<'a, T> = generic::WriteGuard<&'a RwLock<T>>;
/// A [`Semaphore`](generic::Semaphore) for one thread.
pub type Semaphore = generic::Semaphore<LocalLock>;
/// Permits of a [`Semaphore`].
pub type SemaphorePermit<'a> = crate::wait::Permit<&'a Semaphore>;
/// Permits of a [`Semaphore`], by a shorter name.
pub type Permit<'a> = SemaphorePermit<'a>;
/// A [`ManualResetEvent`](generic::ManualResetEvent) for one thread.
pub type ManualResetEvent = generic::ManualResetEvent<LocalLock>;
/// An [`AutoResetEvent`](generic::AutoResetEvent) for one thread.
pub type AutoResetEvent = generic::AutoResetEvent<LocalLock>;
/// A [`Notify`](generic::Notify) for one thread.
pub type Notify = generic::Notify<LocalLock>;
/// A [`SingleWaiterNotify`](generic::SingleWaiterNotify) for one thread.
pub type SingleWaiterNotify = generic::SingleWaiterNotify<LocalLock>;
/// A [`Condvar`](generic::Condvar) for one thread.
pub type Condvar = generic::Condvar<LocalLock>;
/// A [`Barrier`](generic::Barrier) for one thread.
pub type Barrier = generic::Barrier<LocalLock>;
/// A [`Latch`](generic::Latch) for one thread.
pub type Latch = generic::Latch<LocalLock>;
/// A [`WaitGroup`](generic::WaitGroup) for one thread.
pub type WaitGroup = generic::WaitGroup<LocalLock>;
/// A [`OnceCell`](generic::OnceCell) for one thread.
pub type OnceCell<T> = generic::OnceCell<T, LocalLock>;
/// A [`Lazy`](generic::Lazy) for one thread.
pub type Lazy<T, F> = generic::Lazy<T, F, LocalLock>;
/// A [`CancellationToken`](generic::CancellationToken) for one thread.
pub type CancellationToken = generic::CancellationToken<LocalLock>;
/// A [`ChildToken`](generic::ChildToken) for one thread.
pub type ChildToken<'p, P> = generic::ChildToken<'p, P, LocalLock>;
/// A [`WakerCell`](crate::wait::WakerCell) for one thread.
pub type WakerCell = crate::wait::WakerCell<LocalLock>;
