//! The one body of each primitive, generic over the [`RawLock`](crate::lock::RawLock).
//!
//! Use it with a lock of your own, or [`LockApi`](crate::lock::LockApi); for the rest there are
//! aliases in [`sync`](crate::sync), [`local`](crate::sync::local) and `critical`.

mod mutex;
mod rwlock;
mod rwlock_guard;
mod semaphore;

pub use self::mutex::{Exclusive, Lock, MappedMutexGuard, Mutex, MutexGuard};
pub use self::rwlock::{Mode, Read, ReadWrite, RwLock, UpgradableRead, Write};
pub use self::rwlock_guard::{
    Access, ReadGuard, RwLockGuard, RwLockHandle, Upgradable, UpgradableGuard, Upgrade, WriteGuard,
};
pub use self::semaphore::{AcquirePermit, Counting, Semaphore};
