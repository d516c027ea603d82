//! Flavors by type: which lock, and how a future reaches its primitive.

mod arc;
mod borrowed;
#[cfg_attr(feature = "critical-section", path = "critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "no_critical.rs")]
mod critical;
mod keeps;
#[cfg_attr(feature = "lock_api", path = "lock_api.rs")]
#[cfg_attr(not(feature = "lock_api"), path = "no_lock_api.rs")]
mod lock_api;
mod rc;

use std::ops::Deref;

use wakeful::lock::{LocalLock, StdLock};
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Condvar, Latch, ManualResetEvent, Mutex, Notify,
    RwLock, Semaphore, WaitGroup,
};
use wakeful::time::Queue;
use wakeful::time::generic::{MockClock, Timers};

pub(crate) use self::arc::ThroughArc;
pub(crate) use self::borrowed::Borrowed;
pub(crate) use self::keeps::{Ends, Keeps};
pub(crate) use self::rc::ThroughRc;
use crate::scene::{Held, Waiting};
use crate::watched::Watched;

/// A lock, and a way from a future to its primitive: by reference, or by a handle that owns it.
pub(crate) trait Flavor: Copy + 'static {
    const NAME: &'static str;

    type Lock: Keeps + 'static;

    /// Where primitives lie.
    type Own<P: 'static>: Deref<Target = P> + Clone + 'static;

    fn own<P: 'static>(primitive: P) -> Self::Own<P>;

    // What stands in the way of those who wait.

    fn hold_lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Held<'static>;
    fn hold_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static>;
    fn hold_upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static>;
    fn hold_write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Held<'static>;

    // The futures of the methods that exist for references and for handles.

    fn lock<T: 'static>(mutex: &Self::Own<Mutex<T, Self::Lock>>) -> Waiting<'_>;
    fn read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_>;
    fn upgradable_read<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_>;
    fn write<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_>;
    fn upgrade<T: 'static>(lock: &Self::Own<RwLock<T, Self::Lock>>) -> Waiting<'_>;
    /// Locks the mutex and waits.
    fn park<'a, T: 'static>(
        condvar: &'a Condvar<Self::Lock>,
        mutex: &'a Self::Own<Mutex<T, Self::Lock>>,
    ) -> Waiting<'a>;
    fn acquire(semaphore: &Self::Own<Semaphore<Self::Lock>>, n: u32) -> Waiting<'_>;
    fn manual(event: &Self::Own<ManualResetEvent<Self::Lock>>) -> Waiting<'_>;
    fn auto(event: &Self::Own<AutoResetEvent<Self::Lock>>) -> Waiting<'_>;
    fn notified(notify: &Self::Own<Notify<Self::Lock>>) -> Waiting<'_>;
    fn barrier(barrier: &Self::Own<Barrier<Self::Lock>>) -> Waiting<'_>;
    fn latch(latch: &Self::Own<Latch<Self::Lock>>) -> Waiting<'_>;
    fn wait_group(group: &Self::Own<WaitGroup<Self::Lock>>) -> Waiting<'_>;
    fn cancelled(token: &Self::Own<CancellationToken<Self::Lock>>) -> Waiting<'_>;
    fn sleep<Q: Queue + 'static>(
        timers: &Self::Own<Mock<Self::Lock, Q>>,
        deadline: u64,
    ) -> Waiting<'_>;
}

/// Timers of a clock that is told when to go on.
pub(crate) type Mock<L, Q> = Timers<MockClock<L>, L, Q>;

/// What is to be done in every flavor.
pub(crate) trait Visitor {
    fn visit<F: Flavor>(&mut self);
}

#[derive(Clone, Copy)]
pub(crate) struct Threads;
#[derive(Clone, Copy)]
pub(crate) struct Local;

/// The lock of a flavor and its name.
pub(crate) trait Lock: Copy + 'static {
    const NAME: &'static str;
    const OWNED: &'static str;
    type Lock: Keeps + 'static;
}

impl Lock for Threads {
    const NAME: &'static str = "threads";
    const OWNED: &'static str = "threads, Arc";
    type Lock = Watched<StdLock>;
}

impl Lock for Local {
    const NAME: &'static str = "local";
    const OWNED: &'static str = "local, Rc";
    type Lock = Watched<LocalLock>;
}

/// Visits the flavors whose futures borrow.
pub(crate) fn each_borrowed(visitor: &mut impl Visitor) {
    visitor.visit::<Borrowed<Threads>>();
    visitor.visit::<Borrowed<Local>>();
    critical::borrowed(visitor);
    lock_api::borrowed(visitor);
}

/// Visits the flavors whose futures own a handle.
pub(crate) fn each_owned(visitor: &mut impl Visitor) {
    visitor.visit::<ThroughArc<Threads>>();
    visitor.visit::<ThroughRc>();
    critical::owned(visitor);
    lock_api::owned(visitor);
}
