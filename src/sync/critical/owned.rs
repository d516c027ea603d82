//! What the owning handles give.

use alloc::sync::Arc;

use super::{Mutex, RwLock, Semaphore};
use crate::lock::CriticalSectionLock;
use crate::sync::generic;

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
/// An [`OwnedCancellationToken`](generic::OwnedCancellationToken) for threads and interrupts.
pub type OwnedCancellationToken = generic::OwnedCancellationToken<CriticalSectionLock>;
