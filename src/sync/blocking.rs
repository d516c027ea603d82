//! Waiting without `async`: what a thread calls.
//!
//! Each blocks the thread: inside of a future that stops the executor's thread.

use super::Closed;
use super::generic::{
    AutoResetEvent, Barrier, BarrierWaitResult, CancellationToken, ChildToken, Condvar, Latch,
    Lazy, ManualResetEvent, Mutex, MutexGuard, Notify, OnceCell, OwnedCancellationToken,
    ParentToken, ReadGuard, RwLock, RwLockGuard, Semaphore, SingleWaiterNotify, Upgradable,
    UpgradableGuard, WaitGroup, WriteGuard,
};
use crate::executor::block_on;
use crate::lock::ThreadSafe;
use crate::wait::{Handle, Permit};

impl<T: ?Sized, L: ThreadSafe> Mutex<T, L> {
    /// [`lock`](Self::lock) that blocks the thread.
    pub fn blocking_lock(&self) -> MutexGuard<&Self> {
        block_on(self.lock())
    }
}

impl<L: ThreadSafe> Condvar<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait<H, T>(&self, guard: MutexGuard<H>) -> MutexGuard<H>
    where
        H: Handle<Target = Mutex<T, L>>,
        T: ?Sized,
    {
        block_on(self.wait(guard))
    }

    /// [`wait_while`](Self::wait_while) that blocks the thread.
    pub fn blocking_wait_while<H, T>(
        &self,
        guard: MutexGuard<H>,
        condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<H>
    where
        H: Handle<Target = Mutex<T, L>>,
        T: ?Sized,
    {
        block_on(self.wait_while(guard, condition))
    }
}

impl<T: ?Sized, L: ThreadSafe> RwLock<T, L> {
    /// [`read`](Self::read) that blocks the thread.
    pub fn blocking_read(&self) -> ReadGuard<&Self> {
        block_on(self.read())
    }

    /// [`upgradable_read`](Self::upgradable_read) that blocks the thread.
    pub fn blocking_upgradable_read(&self) -> UpgradableGuard<&Self> {
        block_on(self.upgradable_read())
    }

    /// [`write`](Self::write) that blocks the thread.
    pub fn blocking_write(&self) -> WriteGuard<&Self> {
        block_on(self.write())
    }
}

impl<L: ThreadSafe> Semaphore<L> {
    /// [`acquire`](Self::acquire) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the semaphore is or gets closed.
    pub fn blocking_acquire(&self) -> Result<Permit<&Self>, Closed> {
        block_on(self.acquire())
    }

    /// [`acquire_many`](Self::acquire_many) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the semaphore is or gets closed.
    pub fn blocking_acquire_many(&self, n: u32) -> Result<Permit<&Self>, Closed> {
        block_on(self.acquire_many(n))
    }
}

impl<L: ThreadSafe> ManualResetEvent<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait(&self) {
        block_on(self.wait());
    }
}

impl<L: ThreadSafe> AutoResetEvent<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait(&self) {
        block_on(self.wait());
    }
}

impl<L: ThreadSafe> Notify<L> {
    /// [`notified`](Self::notified) that blocks the thread.
    pub fn blocking_notified(&self) {
        block_on(self.notified());
    }
}

impl<L: ThreadSafe> SingleWaiterNotify<L> {
    /// [`notified`](Self::notified) that blocks the thread.
    pub fn blocking_notified(&self) {
        block_on(self.notified());
    }
}

impl<L: ThreadSafe> Barrier<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait(&self) -> BarrierWaitResult {
        block_on(self.wait())
    }
}

impl<L: ThreadSafe> Latch<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait(&self) {
        block_on(self.wait());
    }
}

impl<L: ThreadSafe> WaitGroup<L> {
    /// [`wait`](Self::wait) that blocks the thread.
    pub fn blocking_wait(&self) {
        block_on(self.wait());
    }
}

impl<H, T, L> RwLockGuard<H, Upgradable>
where
    H: Handle<Target = RwLock<T, L>>,
    T: ?Sized,
    L: ThreadSafe,
{
    /// [`upgrade`](Self::upgrade) that blocks the thread.
    pub fn blocking_upgrade(self) -> WriteGuard<H> {
        block_on(self.upgrade())
    }
}

impl<T, L: ThreadSafe> OnceCell<T, L> {
    /// [`get_or_init`](Self::get_or_init) that blocks the thread.
    pub fn blocking_get_or_init(&self, init: impl FnOnce() -> T) -> &T {
        block_on(self.get_or_init(|| async { init() }))
    }

    /// [`get_or_try_init`](Self::get_or_try_init) that blocks the thread.
    ///
    /// # Errors
    ///
    /// What `init` failed with.
    pub fn blocking_get_or_try_init<E>(
        &self,
        init: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        block_on(self.get_or_try_init(|| async { init() }))
    }
}

impl<T, F: AsyncFn() -> T, L: ThreadSafe> Lazy<T, F, L> {
    /// [`get`](Self::get) that blocks the thread.
    pub fn blocking_get(&self) -> &T {
        block_on(self.get())
    }
}

impl<P: ParentToken, L: ThreadSafe> ChildToken<'_, P, L> {
    /// [`cancelled`](Self::cancelled) that blocks the thread.
    pub fn blocking_cancelled(&self) {
        block_on(self.cancelled());
    }
}

impl<L: ThreadSafe> OwnedCancellationToken<L> {
    /// [`cancelled`](Self::cancelled) that blocks the thread.
    pub fn blocking_cancelled(&self) {
        block_on(self.cancelled());
    }
}

impl<L: ThreadSafe> CancellationToken<L> {
    /// [`cancelled`](Self::cancelled) that blocks the thread.
    pub fn blocking_cancelled(&self) {
        block_on(self.cancelled());
    }
}
