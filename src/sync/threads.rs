//! The thread-safe flavor: see [`sync`](super).

use alloc::sync::Arc;

use super::generic;
use crate::lock::StdLock;

/// A [`Mutex`](generic::Mutex) for threads.
pub type Mutex<T> = generic::Mutex<T, StdLock>;
/// The guard of a [`Mutex`].
pub type MutexGuard<'a, T> = generic::MutexGuard<&'a Mutex<T>>;
/// The guard of a part of the value of a [`Mutex`].
pub type MappedMutexGuard<'a, T, U> = generic::MappedMutexGuard<&'a Mutex<T>, U>;
/// An [`RwLock`](generic::RwLock) for threads.
pub type RwLock<T> = generic::RwLock<T, StdLock>;
/// The guard of a reader of an [`RwLock`].
pub type RwLockReadGuard<'a, T> = generic::ReadGuard<&'a RwLock<T>>;
/// The guard of the upgradable reader of an [`RwLock`].
pub type RwLockUpgradableReadGuard<'a, T> = generic::UpgradableGuard<&'a RwLock<T>>;
/// The guard of the writer of an [`RwLock`].
pub type RwLockWriteGuard<'a, T> = generic::WriteGuard<&'a RwLock<T>>;
/// A [`Semaphore`](generic::Semaphore) for threads.
pub type Semaphore = generic::Semaphore<StdLock>;
/// Permits of a [`Semaphore`].
pub type SemaphorePermit<'a> = crate::wait::Permit<&'a Semaphore>;
/// Permits of a [`Semaphore`], by a shorter name.
pub type Permit<'a> = SemaphorePermit<'a>;
/// A [`ManualResetEvent`](generic::ManualResetEvent) for threads.
pub type ManualResetEvent = generic::ManualResetEvent<StdLock>;
/// An [`AutoResetEvent`](generic::AutoResetEvent) for threads.
pub type AutoResetEvent = generic::AutoResetEvent<StdLock>;
/// A [`Notify`](generic::Notify) for threads.
pub type Notify = generic::Notify<StdLock>;
/// A [`SingleWaiterNotify`](generic::SingleWaiterNotify) for threads.
pub type SingleWaiterNotify = generic::SingleWaiterNotify<StdLock>;
/// A [`Condvar`](generic::Condvar) for threads.
pub type Condvar = generic::Condvar<StdLock>;
/// A [`Barrier`](generic::Barrier) for threads.
pub type Barrier = generic::Barrier<StdLock>;
/// A [`Latch`](generic::Latch) for threads.
pub type Latch = generic::Latch<StdLock>;
/// A [`WaitGroup`](generic::WaitGroup) for threads.
pub type WaitGroup = generic::WaitGroup<StdLock>;
/// A [`OnceCell`](generic::OnceCell) for threads.
pub type OnceCell<T> = generic::OnceCell<T, StdLock>;
/// A [`Lazy`](generic::Lazy) for threads.
pub type Lazy<T, F> = generic::Lazy<T, F, StdLock>;
/// A [`CancellationToken`](generic::CancellationToken) for threads.
pub type CancellationToken = generic::CancellationToken<StdLock>;
/// A [`ChildToken`](generic::ChildToken) for threads.
pub type ChildToken<'p, P> = generic::ChildToken<'p, P, StdLock>;

/// The guard of a [`Mutex`] that keeps it alive.
pub type OwnedMutexGuard<T> = generic::MutexGuard<Arc<Mutex<T>>>;
/// The guard of a part of the value of a [`Mutex`] that keeps it alive.
pub type OwnedMappedMutexGuard<T, U> = generic::MappedMutexGuard<Arc<Mutex<T>>, U>;
/// The guard of a reader that keeps its [`RwLock`] alive.
pub type OwnedRwLockReadGuard<T> = generic::ReadGuard<Arc<RwLock<T>>>;
/// The guard of the upgradable reader that keeps its [`RwLock`] alive.
pub type OwnedRwLockUpgradableReadGuard<T> = generic::UpgradableGuard<Arc<RwLock<T>>>;
/// The guard of the writer that keeps its [`RwLock`] alive.
pub type OwnedRwLockWriteGuard<T> = generic::WriteGuard<Arc<RwLock<T>>>;
/// Permits that keep their [`Semaphore`] alive.
pub type OwnedSemaphorePermit = crate::wait::Permit<Arc<Semaphore>>;
/// An [`OwnedCancellationToken`](generic::OwnedCancellationToken) for threads.
pub type OwnedCancellationToken = generic::OwnedCancellationToken<StdLock>;
/// A [`WakerCell`](crate::wait::WakerCell) for threads.
pub type WakerCell = crate::wait::WakerCell<StdLock>;
