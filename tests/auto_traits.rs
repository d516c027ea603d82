//! C11: `Send`, `Sync` and `Unpin` of every public type, for values of every kind.

#![cfg(feature = "std")]

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use wakeful::lock::{LocalLock, Locked, StdLock, Word};
use wakeful::sync::generic::*;
use wakeful::sync::{BarrierWaitResult, Closed, TryAcquireError, TryLockError};
use wakeful::wait::{Acquire, Grant, Permit, WaitQueue, WakerCell};

/// Tells of a concrete type which traits it has: the constants of the type itself, which exist if
/// the bound holds, come before those of the traits, which always exist.
struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized + Send> Probe<T> {
    const SEND: bool = true;
}

impl<T: ?Sized + Sync> Probe<T> {
    const SYNC: bool = true;
}

impl<T: ?Sized + Unpin> Probe<T> {
    const UNPIN: bool = true;
}

trait Lacks {
    const SEND: bool = false;
    const SYNC: bool = false;
    const UNPIN: bool = false;
}

impl<T: ?Sized> Lacks for Probe<T> {}

// The kinds of values.
type Both = u32;
type SendOnly = Cell<u32>;
type SyncOnly = std::sync::MutexGuard<'static, u32>;
type Neither = Rc<u32>;

/// Whether a trait is there, for values that are both, only `Send`, only `Sync`, neither.
type Kinds = [bool; 4];

const ALWAYS: Kinds = [true; 4];
const NEVER: Kinds = [false; 4];
const IF_SEND: Kinds = [true, true, false, false];
const IF_BOTH: Kinds = [true, false, false, false];

/// What is found, or expected.
#[derive(Debug, PartialEq, Eq)]
struct Traits {
    send: Kinds,
    sync: Kinds,
    unpin: Kinds,
}

/// How a type has to do with the primitive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It is one, or owns one.
    Itself,
    /// It reaches one through a reference or a shared handle.
    Reaching,
}
use Part::{Itself, Reaching};

/// A row of the table: what is expected of a type in the flavors for threads.
struct Row(&'static str, Part, Kinds, Kinds, Kinds);

impl Row {
    fn expect(&self, found: &Traits, local: bool) {
        let Self(name, part, send, sync, unpin) = *self;
        let (send, sync) = match (local, part) {
            (false, _) => (send, sync),
            // A local primitive may change its thread while nobody has a reference to it.
            (true, Itself) => (send, NEVER),
            (true, Reaching) => (NEVER, NEVER),
        };
        assert_eq!(
            *found,
            Traits { send, sync, unpin },
            "{name}{}",
            if local { ", local" } else { "" }
        );
    }
}

// The types, by value `T`, lock `L` and handle. `'static` stands for any life.

type Ref<P> = &'static P;
type MutexOf<T, L> = Mutex<T, L>;
type LockRef<T, L> = Lock<Ref<Mutex<T, L>>>;
type GuardRef<T, L> = MutexGuard<Ref<Mutex<T, L>>>;
type MappedRef<T, L> = MappedMutexGuard<Ref<Mutex<T, L>>, T>;
type RwLockOf<T, L> = RwLock<T, L>;
type ReadRef<T, L> = Read<Ref<RwLock<T, L>>>;
type UpgradableRef<T, L> = UpgradableRead<Ref<RwLock<T, L>>>;
type WriteRef<T, L> = Write<Ref<RwLock<T, L>>>;
type UpgradeRef<T, L> = Upgrade<Ref<RwLock<T, L>>>;
type ReadGuardRef<T, L> = ReadGuard<Ref<RwLock<T, L>>>;
type UpgradableGuardRef<T, L> = UpgradableGuard<Ref<RwLock<T, L>>>;
type WriteGuardRef<T, L> = WriteGuard<Ref<RwLock<T, L>>>;
type OnceCellOf<T, L> = OnceCell<T, L>;
type LazyOf<T, L> = Lazy<T, fn(), L>;
type LazyBy<T, L> = Lazy<u32, T, L>;
type CondvarWaitRef<T, L> = CondvarWait<'static, Ref<Mutex<T, L>>, T, L>;
type LockedOf<T, L> = Locked<T, L>;

type LockArc<T, L> = Lock<Arc<Mutex<T, L>>>;
type GuardArc<T, L> = MutexGuard<Arc<Mutex<T, L>>>;
type MappedArc<T, L> = MappedMutexGuard<Arc<Mutex<T, L>>, T>;
type ReadArc<T, L> = Read<Arc<RwLock<T, L>>>;
type UpgradableArc<T, L> = UpgradableRead<Arc<RwLock<T, L>>>;
type WriteArc<T, L> = Write<Arc<RwLock<T, L>>>;
type UpgradeArc<T, L> = Upgrade<Arc<RwLock<T, L>>>;
type ReadGuardArc<T, L> = ReadGuard<Arc<RwLock<T, L>>>;
type UpgradableGuardArc<T, L> = UpgradableGuard<Arc<RwLock<T, L>>>;
type WriteGuardArc<T, L> = WriteGuard<Arc<RwLock<T, L>>>;
type CondvarWaitArc<T, L> = CondvarWait<'static, Arc<Mutex<T, L>>, T, L>;

type LockRc<T, L> = Lock<Rc<Mutex<T, L>>>;
type GuardRc<T, L> = MutexGuard<Rc<Mutex<T, L>>>;
type MappedRc<T, L> = MappedMutexGuard<Rc<Mutex<T, L>>, T>;
type ReadRc<T, L> = Read<Rc<RwLock<T, L>>>;
type UpgradeRc<T, L> = Upgrade<Rc<RwLock<T, L>>>;
type ReadGuardRc<T, L> = ReadGuard<Rc<RwLock<T, L>>>;
type WriteGuardRc<T, L> = WriteGuard<Rc<RwLock<T, L>>>;
type CondvarWaitRc<T, L> = CondvarWait<'static, Rc<Mutex<T, L>>, T, L>;

type EventWait<L> = Wait<Ref<ManualResetEvent<L>>>;
type AutoWait<L> = Wait<Ref<AutoResetEvent<L>>>;
type LatchWait<L> = Wait<Ref<Latch<L>>>;
type GroupWait<L> = Wait<Ref<WaitGroup<L>>>;
type GroupWorker<L> = Worker<Ref<WaitGroup<L>>>;
type TokenWait<L> = Wait<Ref<CancellationToken<L>>>;
type NotifyWait<L> = Notified<Ref<Notify<L>>>;
type SingleWait<L> = SingleNotified<'static, L>;
type BarrierRef<L> = BarrierWait<Ref<Barrier<L>>>;
type SemaphoreWait<L> = AcquirePermit<Ref<Semaphore<L>>>;
type SemaphorePermit<L> = Permit<Ref<Semaphore<L>>>;
type Child<L> = ChildToken<'static, CancellationToken<L>, L>;
type ChildWait<L> = ChildCancelled<'static, CancellationToken<L>, L>;
type Queue<L> = WaitQueue<Counting, L>;
type QueueWait<L> = Acquire<Ref<Queue<L>>>;
type QueuePermit<L> = Permit<Ref<Queue<L>>>;
type SemaphoreWaitArc<L> = AcquirePermit<Arc<Semaphore<L>>>;
type SemaphorePermitArc<L> = Permit<Arc<Semaphore<L>>>;
type BarrierArc<L> = BarrierWait<Arc<Barrier<L>>>;
type WorkerArc<L> = Worker<Arc<WaitGroup<L>>>;
type SemaphoreWaitRc<L> = AcquirePermit<Rc<Semaphore<L>>>;
type SemaphorePermitRc<L> = Permit<Rc<Semaphore<L>>>;
type BarrierRc<L> = BarrierWait<Rc<Barrier<L>>>;
type WorkerRc<L> = Worker<Rc<WaitGroup<L>>>;

/// The traits of a type for each kind of value.
macro_rules! with_values {
    ($Type:ident, $L:ty) => {
        Traits {
            send: [
                <Probe<$Type<Both, $L>>>::SEND,
                <Probe<$Type<SendOnly, $L>>>::SEND,
                <Probe<$Type<SyncOnly, $L>>>::SEND,
                <Probe<$Type<Neither, $L>>>::SEND,
            ],
            sync: [
                <Probe<$Type<Both, $L>>>::SYNC,
                <Probe<$Type<SendOnly, $L>>>::SYNC,
                <Probe<$Type<SyncOnly, $L>>>::SYNC,
                <Probe<$Type<Neither, $L>>>::SYNC,
            ],
            unpin: [
                <Probe<$Type<Both, $L>>>::UNPIN,
                <Probe<$Type<SendOnly, $L>>>::UNPIN,
                <Probe<$Type<SyncOnly, $L>>>::UNPIN,
                <Probe<$Type<Neither, $L>>>::UNPIN,
            ],
        }
    };
}

/// The traits of a type that holds no value.
macro_rules! without_value {
    ($Type:ty) => {
        Traits {
            send: [<Probe<$Type>>::SEND; 4],
            sync: [<Probe<$Type>>::SYNC; 4],
            unpin: [<Probe<$Type>>::UNPIN; 4],
        }
    };
}

/// Compares every type of a flavor with the table.
macro_rules! check_flavor {
    ($L:ty, local: $local:expr) => {
        let by_value = [
            (MUTEX, with_values!(MutexOf, $L)),
            (LOCK, with_values!(LockRef, $L)),
            (GUARD, with_values!(GuardRef, $L)),
            (MAPPED, with_values!(MappedRef, $L)),
            (RWLOCK, with_values!(RwLockOf, $L)),
            (READ, with_values!(ReadRef, $L)),
            (READ, with_values!(UpgradableRef, $L)),
            (READ, with_values!(WriteRef, $L)),
            (UPGRADE, with_values!(UpgradeRef, $L)),
            (RW_GUARD, with_values!(ReadGuardRef, $L)),
            (RW_GUARD, with_values!(UpgradableGuardRef, $L)),
            (RW_GUARD, with_values!(WriteGuardRef, $L)),
            (ONCE, with_values!(OnceCellOf, $L)),
            (ONCE, with_values!(LazyOf, $L)),
            (LAZY_BY, with_values!(LazyBy, $L)),
            (CONDVAR_WAIT, with_values!(CondvarWaitRef, $L)),
            (LOCKED, with_values!(LockedOf, $L)),
        ];
        let by_handle = [
            (LOCK, with_values!(LockArc, $L)),
            (GUARD, with_values!(GuardArc, $L)),
            (MAPPED, with_values!(MappedArc, $L)),
            (READ, with_values!(ReadArc, $L)),
            (READ, with_values!(UpgradableArc, $L)),
            (READ, with_values!(WriteArc, $L)),
            (UPGRADE, with_values!(UpgradeArc, $L)),
            (RW_GUARD, with_values!(ReadGuardArc, $L)),
            (RW_GUARD, with_values!(UpgradableGuardArc, $L)),
            (RW_GUARD, with_values!(WriteGuardArc, $L)),
            (CONDVAR_WAIT, with_values!(CondvarWaitArc, $L)),
        ];
        let plain = [
            (PRIMITIVE, without_value!(Semaphore<$L>)),
            (PRIMITIVE, without_value!(ManualResetEvent<$L>)),
            (PRIMITIVE, without_value!(AutoResetEvent<$L>)),
            (PRIMITIVE, without_value!(Notify<$L>)),
            (PRIMITIVE, without_value!(SingleWaiterNotify<$L>)),
            (PRIMITIVE, without_value!(Condvar<$L>)),
            (PRIMITIVE, without_value!(Barrier<$L>)),
            (PRIMITIVE, without_value!(Latch<$L>)),
            (PRIMITIVE, without_value!(WaitGroup<$L>)),
            (PRIMITIVE, without_value!(CancellationToken<$L>)),
            (PRIMITIVE, without_value!(WakerCell<$L>)),
            (PRIMITIVE, without_value!(Queue<$L>)),
            (CHILD, without_value!(Child<$L>)),
            (CHILD, without_value!(OwnedCancellationToken<$L>)),
            (FUTURE, without_value!(EventWait<$L>)),
            (FUTURE, without_value!(AutoWait<$L>)),
            (FUTURE, without_value!(LatchWait<$L>)),
            (FUTURE, without_value!(GroupWait<$L>)),
            (FUTURE, without_value!(TokenWait<$L>)),
            (FUTURE, without_value!(ChildWait<$L>)),
            (FUTURE, without_value!(OwnedCancelled<$L>)),
            (FUTURE, without_value!(NotifyWait<$L>)),
            (FUTURE, without_value!(BarrierRef<$L>)),
            (FUTURE, without_value!(BarrierArc<$L>)),
            (FUTURE, without_value!(SemaphoreWait<$L>)),
            (FUTURE, without_value!(SemaphoreWaitArc<$L>)),
            (FUTURE, without_value!(QueueWait<$L>)),
            (PERMIT, without_value!(SingleWait<$L>)),
            (PERMIT, without_value!(SemaphorePermit<$L>)),
            (PERMIT, without_value!(SemaphorePermitArc<$L>)),
            (PERMIT, without_value!(QueuePermit<$L>)),
            (PERMIT, without_value!(GroupWorker<$L>)),
            (PERMIT, without_value!(WorkerArc<$L>)),
        ];
        for (row, found) in by_value.iter().chain(&by_handle).chain(&plain) {
            row.expect(found, $local);
        }
        // An `Rc` keeps whatever reaches through it on its thread.
        let by_rc = [
            with_values!(LockRc, $L),
            with_values!(GuardRc, $L),
            with_values!(MappedRc, $L),
            with_values!(ReadRc, $L),
            with_values!(UpgradeRc, $L),
            with_values!(ReadGuardRc, $L),
            with_values!(WriteGuardRc, $L),
            with_values!(CondvarWaitRc, $L),
            without_value!(SemaphoreWaitRc<$L>),
            without_value!(SemaphorePermitRc<$L>),
            without_value!(BarrierRc<$L>),
            without_value!(WorkerRc<$L>),
        ];
        for found in by_rc {
            assert_eq!((found.send, found.sync), (NEVER, NEVER), "through an Rc");
        }
    };
}

// The table. A shared mutex moves its value to whoever locks it; it shares it through the guard
// alone. A shared reader-writer lock shares its value, and so does a full cell.

const MUTEX: Row = Row("Mutex", Itself, IF_SEND, IF_SEND, ALWAYS);
const LOCK: Row = Row("Lock", Reaching, IF_SEND, IF_SEND, NEVER);
// A shared guard also shares its mutex (`MutexGuard::mutex`), hence `Send`.
const GUARD: Row = Row("MutexGuard", Reaching, IF_SEND, IF_BOTH, ALWAYS);
const MAPPED: Row = Row("MappedMutexGuard", Reaching, IF_SEND, IF_BOTH, ALWAYS);
const RWLOCK: Row = Row("RwLock", Itself, IF_SEND, IF_BOTH, ALWAYS);
const READ: Row = Row("Read, UpgradableRead, Write", Reaching, IF_BOTH, IF_BOTH, NEVER);
const UPGRADE: Row = Row("Upgrade", Reaching, IF_BOTH, IF_BOTH, NEVER);
const RW_GUARD: Row = Row("RwLockGuard", Reaching, IF_BOTH, IF_BOTH, ALWAYS);
const ONCE: Row = Row("OnceCell, Lazy", Itself, IF_SEND, IF_BOTH, ALWAYS);
// The closure is called through `&Lazy`, on any thread, and never moved out.
const LAZY_BY: Row = Row("Lazy by a closure", Itself, IF_SEND, [true, false, true, false], ALWAYS);
const CONDVAR_WAIT: Row = Row("CondvarWait", Reaching, IF_SEND, IF_SEND, NEVER);
const LOCKED: Row = Row("Locked", Itself, IF_SEND, IF_SEND, ALWAYS);
const PRIMITIVE: Row = Row("a primitive without a value", Itself, ALWAYS, ALWAYS, ALWAYS);
const CHILD: Row = Row("a token below another", Reaching, ALWAYS, ALWAYS, ALWAYS);
const FUTURE: Row = Row("a future without a value", Reaching, ALWAYS, ALWAYS, NEVER);
const PERMIT: Row = Row("a permit", Reaching, ALWAYS, ALWAYS, ALWAYS);

#[test]
fn c11_the_flavor_for_threads_is_as_shareable_as_is_sound() {
    check_flavor!(StdLock, local: false);
}

#[test]
fn c11_the_local_flavor_stays_on_its_thread() {
    check_flavor!(LocalLock, local: true);
}

#[test]
#[cfg(feature = "critical-section")]
fn c11_the_critical_flavor_is_as_shareable_as_is_sound() {
    check_flavor!(wakeful::lock::CriticalSectionLock, local: false);
}

#[test]
#[cfg(feature = "lock_api")]
fn c11_a_flavor_by_lock_api_is_as_shareable_as_its_lock() {
    check_flavor!(wakeful::lock::LockApi<parking_lot::RawMutex>, local: false);
}

#[test]
fn c11_plain_data_is_free() {
    let types = [
        without_value!(TryLockError),
        without_value!(TryAcquireError),
        without_value!(Closed),
        without_value!(BarrierWaitResult),
        without_value!(Grant),
        without_value!(Mode),
        without_value!(Word),
    ];
    for found in types {
        assert_eq!(found, Traits { send: ALWAYS, sync: ALWAYS, unpin: ALWAYS });
    }
}

#[test]
fn c11_futures_of_async_functions_can_be_spawned() {
    fn is_send<T: Send>(_: &T) {}
    let mutex = wakeful::sync::Mutex::new(0);
    let condvar = wakeful::sync::Condvar::new();
    let guard = mutex.try_lock().expect("nobody has it");
    is_send(&condvar.wait_while(guard, |value| *value == 0));
    let cell = wakeful::sync::OnceCell::new();
    is_send(&cell.get_or_init(|| std::future::ready(1)));
    is_send(&cell.get_or_try_init(|| std::future::ready(Ok::<_, ()>(1))));
    let token = wakeful::sync::CancellationToken::new();
    is_send(&token.run_until_cancelled(std::future::ready(())));
    is_send(&wakeful::sync::OwnedCancellationToken::new().run_until_cancelled(async {}));
}
