//! The critical-section flavor: threads and interrupt handlers, no atomics.
//!
//! An operation is a critical section of a few instructions; waking happens outside of it.

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod owned;

use super::generic;
use crate::lock::CriticalSectionLock;

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use self::owned::*;

/// A [`Mutex`](generic::Mutex) for threads and interrupts.
pub type Mutex<T> = generic::Mutex<T, CriticalSectionLock>;
/// The guard of a [`Mutex`].
pub type MutexGuard<'a, T> = generic::MutexGuard<&'a Mutex<T>>;
/// The guard of a part of the value of a [`Mutex`].
pub type MappedMutexGuard<'a, T, U> = generic::MappedMutexGuard<&'a Mutex<T>, U>;
/// An [`RwLock`](generic::RwLock) for threads and interrupts.
pub type RwLock<T> = generic::RwLock<T, CriticalSectionLock>;
/// The guard of a reader of an [`RwLock`].
pub type RwLockReadGuard<'a, T> = generic::ReadGuard<&'a RwLock<T>>;
/// The guard of the upgradable reader of an [`RwLock`].
pub type RwLockUpgradableReadGuard<'a, T> = generic::UpgradableGuard<&'a RwLock<T>>;
/// The guard of the writer of an [`RwLock`].
pub type RwLockWriteGuard<'a, T> = generic::WriteGuard<&'a RwLock<T>>;
/// A [`Semaphore`](generic::Semaphore) for threads and interrupts.
pub type Semaphore = generic::Semaphore<CriticalSectionLock>;
/// Permits of a [`Semaphore`].
pub type SemaphorePermit<'a> = crate::wait::Permit<&'a Semaphore>;
/// Permits of a [`Semaphore`], by a shorter name.
pub type Permit<'a> = SemaphorePermit<'a>;
/// A [`ManualResetEvent`](generic::ManualResetEvent) for threads and interrupts.
pub type ManualResetEvent = generic::ManualResetEvent<CriticalSectionLock>;
/// An [`AutoResetEvent`](generic::AutoResetEvent) for threads and interrupts.
pub type AutoResetEvent = generic::AutoResetEvent<CriticalSectionLock>;
/// A [`Notify`](generic::Notify) for threads and interrupts.
pub type Notify = generic::Notify<CriticalSectionLock>;
/// A [`SingleWaiterNotify`](generic::SingleWaiterNotify) for threads and interrupts.
pub type SingleWaiterNotify = generic::SingleWaiterNotify<CriticalSectionLock>;
/// A [`Condvar`](generic::Condvar) for threads and interrupts.
pub type Condvar = generic::Condvar<CriticalSectionLock>;
/// A [`Barrier`](generic::Barrier) for threads and interrupts.
pub type Barrier = generic::Barrier<CriticalSectionLock>;
/// A [`Latch`](generic::Latch) for threads and interrupts.
pub type Latch = generic::Latch<CriticalSectionLock>;
/// A [`WaitGroup`](generic::WaitGroup) for threads and interrupts.
pub type WaitGroup = generic::WaitGroup<CriticalSectionLock>;
/// A [`OnceCell`](generic::OnceCell) for threads and interrupts.
pub type OnceCell<T> = generic::OnceCell<T, CriticalSectionLock>;
/// A [`Lazy`](generic::Lazy) for threads and interrupts.
pub type Lazy<T, F> = generic::Lazy<T, F, CriticalSectionLock>;
/// A [`CancellationToken`](generic::CancellationToken) for threads and interrupts.
pub type CancellationToken = generic::CancellationToken<CriticalSectionLock>;
/// A [`ChildToken`](generic::ChildToken) for threads and interrupts.
pub type ChildToken<'p, P> = generic::ChildToken<'p, P, CriticalSectionLock>;
/// A [`WakerCell`](crate::wait::WakerCell) for threads and interrupts.
pub type WakerCell = crate::wait::WakerCell<CriticalSectionLock>;
