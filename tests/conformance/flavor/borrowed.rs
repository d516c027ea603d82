//! Futures and guards that borrow their primitive.

use std::marker::PhantomData;
use std::rc::Rc;

use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Latch, ManualResetEvent, Mutex, MutexGuard, Notify,
    RwLock, Semaphore, WaitGroup,
};
use wakeful::wait::Primitive;

use super::{Flavor, Lock};
use crate::scene::{Waiting, erase};

/// By reference. The scene itself keeps its primitives in `Rc`s.
#[derive(Clone, Copy)]
pub(crate) struct Borrowed<K>(PhantomData<K>);

impl<K: Lock> Flavor for Borrowed<K> {
    const NAME: &'static str = K::NAME;

    type Lock = K::Lock;
    type Own<P: Primitive + 'static> = Rc<P>;
    type Reach<'a, P: Primitive + 'static> = &'a P;

    fn own<P: Primitive + 'static>(primitive: P) -> Self::Own<P> {
        Rc::new(primitive)
    }

    fn try_lock<T: 'static>(
        mutex: &Self::Own<Mutex<T, Self::Lock>>,
    ) -> Option<MutexGuard<Self::Reach<'_, Mutex<T, Self::Lock>>>> {
        mutex.try_lock().ok()
    }

    fn lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Waiting<'_> {
        erase(mutex.lock())
    }

    fn read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.read())
    }

    fn upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.upgradable_read())
    }

    fn write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        erase(lock.write())
    }

    fn upgrade<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_> {
        match lock.try_upgradable_read() {
            Ok(guard) => erase(guard.upgrade()),
            Err(_) => Self::write(lock),
        }
    }

    fn acquire(semaphore: &Self::Own<Semaphore<Self::Lock>>, n: u32) -> Waiting<'_> {
        match n {
            1 => erase(semaphore.acquire()),
            n => erase(semaphore.acquire_many(n)),
        }
    }

    fn manual(event: &Self::Own<ManualResetEvent<Self::Lock>>) -> Waiting<'_> {
        erase(event.wait())
    }

    fn auto(event: &Self::Own<AutoResetEvent<Self::Lock>>) -> Waiting<'_> {
        erase(event.wait())
    }

    fn notified(notify: &Self::Own<Notify<Self::Lock>>) -> Waiting<'_> {
        erase(notify.notified())
    }

    fn barrier(barrier: &Self::Own<Barrier<Self::Lock>>) -> Waiting<'_> {
        erase(barrier.wait())
    }

    fn latch(latch: &Self::Own<Latch<Self::Lock>>) -> Waiting<'_> {
        erase(latch.wait())
    }

    fn wait_group(group: &Self::Own<WaitGroup<Self::Lock>>) -> Waiting<'_> {
        erase(group.wait())
    }

    fn cancelled(token: &Self::Own<CancellationToken<Self::Lock>>) -> Waiting<'_> {
        erase(token.cancelled())
    }
}
