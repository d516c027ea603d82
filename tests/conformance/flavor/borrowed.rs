//! Futures and guards that borrow their primitive.

use std::marker::PhantomData;
use std::rc::Rc;

use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Condvar, Latch, ManualResetEvent, Mutex, Notify,
    RwLock, Semaphore, WaitGroup,
};
use wakeful::time::Queue;

use super::{Flavor, Lock, Mock};
use crate::scene::{Held, Waiting, erase, now};

/// By reference. The scene itself keeps its primitives in `Rc`s.
#[derive(Clone, Copy)]
pub(crate) struct Borrowed<K>(PhantomData<K>);

impl<K: Lock> Flavor for Borrowed<K> {
    const NAME: &'static str = K::NAME;

    type Lock = K::Lock;
    type Own<P: 'static> = Rc<P>;

    fn own<P: 'static>(primitive: P) -> Self::Own<P> {
        Rc::new(primitive)
    }

    fn hold_lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Held<'static> {
        hold(mutex, |mutex| now(mutex.lock()))
    }

    fn hold_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        hold(lock, |lock| now(lock.read()))
    }

    fn hold_upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        hold(lock, |lock| now(lock.upgradable_read()))
    }

    fn hold_write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static> {
        hold(lock, |lock| now(lock.write()))
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

    fn park<'a, T: 'static>(
        condvar: &'a Condvar<Self::Lock>,
        mutex: &'a Self::Own<Mutex<T, Self::Lock>>,
    ) -> Waiting<'a> {
        erase(async { condvar.wait(mutex.lock().await).await })
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

    fn sleep<Q: Queue + 'static>(
        timers: &Self::Own<Mock<Self::Lock, Q>>,
        deadline: u64,
    ) -> Waiting<'_> {
        erase(timers.sleep_until(deadline))
    }
}

/// Something that borrows what an `Rc` owns, and the `Rc`. Dropped in this order.
struct Holding<P, G> {
    _guard: G,
    _owner: Rc<P>,
}

fn hold<P: 'static, G: 'static>(owner: &Rc<P>, take: fn(&'static P) -> G) -> Held<'static> {
    // SAFETY: what is borrowed is owned by the `Rc` beside the guard, which is dropped after it.
    let guard = take(unsafe { &*Rc::as_ptr(owner) });
    Box::new(Holding { _guard: guard, _owner: owner.clone() })
}
