//! The one body of each primitive, generic over the [`RawLock`](crate::lock::RawLock).
//!
//! Use it with a lock of your own, or `LockApi`; for the rest there are
//! aliases in [`sync`](crate::sync), [`local`](crate::sync::local) and `critical`.

mod auto_reset;
mod barrier;
mod cancellation;
mod condvar;
mod condvar_wait;
mod event;
#[cfg(feature = "futures-core")]
mod fused;
mod latch;
mod lazy;
mod mutex;
mod mutex_guard;
mod notify;
mod once;
mod rwlock;
mod rwlock_guard;
mod semaphore;
mod single;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod token_tree;
mod wait_group;

pub use self::auto_reset::AutoResetEvent;
pub use self::barrier::{Barrier, BarrierHandle, BarrierWait, BarrierWaitResult, Rounds};
pub use self::cancellation::{
    CancellationToken, Cancelled, ChildCancelled, ChildToken, ParentToken,
};
pub use self::condvar::Condvar;
pub use self::condvar_wait::CondvarWait;
pub use self::event::{Flag, ManualResetEvent, Wait};
pub use self::latch::Latch;
pub use self::lazy::Lazy;
pub use self::mutex::{Exclusive, Lock, Mutex};
pub use self::mutex_guard::{MappedMutexGuard, MutexGuard};
pub use self::notify::{Notifications, Notified, Notify};
pub use self::once::{Once, OnceCell};
pub use self::rwlock::{Mode, Read, ReadWrite, RwLock, UpgradableRead, Write};
pub use self::rwlock_guard::{
    Access, ReadGuard, RwLockGuard, RwLockHandle, Shared, Unique, Upgradable, UpgradableGuard,
    Upgrade, WriteGuard,
};
pub use self::semaphore::{AcquirePermit, Counting, Semaphore};
pub use self::single::{SingleNotified, SingleWaiterNotify};
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use self::token_tree::{OwnedCancellationToken, OwnedCancelled, TreeHandle};
pub use self::wait_group::{WaitGroup, WaitGroupHandle, Worker};
pub use crate::wait::Zero;
