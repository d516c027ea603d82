//! Futures and guards that own an `Rc`.

use std::rc::Rc;

use wakeful::lock::LocalLock;
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Condvar, Latch, ManualResetEvent, Mutex, Notify,
    RwLock, Semaphore, WaitGroup,
};
use wakeful::time::Queue;
use wakeful::time::generic::Sleep;

use super::{Flavor, Local, Lock, Mock};
use crate::scene::{Held, Waiting, erase, now};

/// By `Rc`, through the `_owned` methods, which are for [`LocalLock`] alone: it is not watched, but
/// panics by itself when it is entered again.
#[derive(Clone, Copy)]
pub(crate) struct ThroughRc;

impl Flavor for ThroughRc {
    const NAME: &'static str = <Local as Lock>::OWNED;

    type Lock = LocalLock;
    type Own<P: 'static> = Rc<P>;

    fn own<P: 'static>(primitive: P) -> Self::Own<P> {
        Rc::new(primitive)
    }

    fn hold_lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Held<'static> {
        Box::new(now(mutex.lock_owned()))
    }

    fn hold_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        Box::new(now(lock.read_owned()))
    }

    fn hold_upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        Box::new(now(lock.upgradable_read_owned()))
    }

    fn hold_write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        Box::new(now(lock.write_owned()))
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

    fn park<'a, T: 'static>(
        condvar: &'a Condvar<Self::Lock>,
        mutex: &'a Self::Own<Mutex<T, Self::Lock>>,
    ) -> Waiting<'a> {
        erase(async { condvar.wait(mutex.lock_owned().await).await })
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

    fn sleep<Q: Queue + 'static>(
        timers: &Self::Own<Mock<Self::Lock, Q>>,
        deadline: u64,
    ) -> Waiting<'_> {
        erase(Sleep::until(timers.clone(), deadline))
    }
}
