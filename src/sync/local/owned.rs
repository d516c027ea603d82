//! What the owning handles give.

use alloc::rc::Rc;

use super::{Mutex, RwLock, Semaphore};
use crate::sync::generic;

/// The guard of a [`Mutex`] that keeps it alive.
pub type OwnedMutexGuard<T> = generic::MutexGuard<Rc<Mutex<T>>>;
/// The guard of a part of the value of a [`Mutex`] that keeps it alive.
pub type OwnedMappedMutexGuard<T, U> = generic::MappedMutexGuard<Rc<Mutex<T>>, U>;
/// The guard of a reader that keeps its [`RwLock`] alive.
pub type OwnedRwLockReadGuard<T> = generic::ReadGuard<Rc<RwLock<T>>>;
/// The guard of the upgradable reader that keeps its [`RwLock`] alive.
pub type OwnedRwLockUpgradableReadGuard<T> = generic::UpgradableGuard<Rc<RwLock<T>>>;
/// The guard of the writer that keeps its [`RwLock`] alive.
pub type OwnedRwLockWriteGuard<T> = generic::WriteGuard<Rc<RwLock<T>>>;
/// Permits that keep their [`Semaphore`] alive.
pub type OwnedSemaphorePermit = crate::wait::Permit<Rc<Semaphore>>;
