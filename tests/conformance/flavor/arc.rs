//! Futures and guards that own an `Arc`.

use std::marker::PhantomData;
use std::sync::Arc;

use wakeful::lock::ThreadSafe;
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Latch, ManualResetEvent, Mutex, MutexGuard, Notify,
    RwLock, Semaphore, WaitGroup,
};
use wakeful::wait::Primitive;

use super::{Flavor, Lock};
use crate::scene::{Waiting, erase};

/// By `Arc`, through the `_owned` methods.
#[derive(Clone, Copy)]
pub(crate) struct ThroughArc<K>(PhantomData<K>);

impl<K: Lock<Lock: ThreadSafe>> Flavor for ThroughArc<K> {
    const NAME: &'static str = K::OWNED;

    type Lock = K::Lock;
    type Own<P: Primitive + 'static> = Arc<P>;
    type Reach<'a, P: Primitive + 'static> = Arc<P>;

    fn own<P: Primitive + 'static>(primitive: P) -> Self::Own<P> {
        Arc::new(primitive)
    }

    fn try_lock<T: 'static>(
        mutex: &Self::Own<Mutex<T, Self::Lock>>,
    ) -> Option<MutexGuard<Self::Reach<'_, Mutex<T, Self::Lock>>>> {
        mutex.try_lock_owned().ok()
    }

    fn lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Waiting<'_> {
        erase(mutex.lock_owned())
    }

    fn read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.read_owned())
    }

    fn upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.upgradable_read_owned())
    }

    fn write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.write_owned())
    }

    fn upgrade<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        match lock.try_upgradable_read_owned() {
            Ok(guard) => erase(guard.upgrade()),
            Err(_) => Self::write(lock),
        }
    }

    fn acquire(semaphore: &Self::Own<Semaphore<Self::Lock>>, n: u32) -> Waiting<'_> {
        match n {
            1 => erase(semaphore.acquire_owned()),
            n => erase(semaphore.acquire_many_owned(n)),
        }
    }

    fn manual(event: &Self::Own<ManualResetEvent<Self::Lock>>) -> Waiting<'_> {
        erase(event.wait_owned())
    }

    fn auto(event: &Self::Own<AutoResetEvent<Self::Lock>>) -> Waiting<'_> {
        erase(event.wait_owned())
    }

    fn notified(notify: &Self::Own<Notify<Self::Lock>>) -> Waiting<'_> {
        erase(notify.notified_owned())
    }

    fn barrier(barrier: &Self::Own<Barrier<Self::Lock>>) -> Waiting<'_> {
        erase(barrier.wait_owned())
    }

    fn latch(latch: &Self::Own<Latch<Self::Lock>>) -> Waiting<'_> {
        erase(latch.wait_owned())
    }

    fn wait_group(group: &Self::Own<WaitGroup<Self::Lock>>) -> Waiting<'_> {
        erase(group.wait_owned())
    }

    fn cancelled(token: &Self::Own<CancellationToken<Self::Lock>>) -> Waiting<'_> {
        erase(token.cancelled_owned())
    }
}
