//! C12: everything has `Debug`; constructors are `const`; errors are what errors should be.

use std::error::Error;
use std::fmt::Debug;
use std::marker::PhantomData;

use wakeful::lock::RawLock;
use wakeful::sync::generic::{
    AutoResetEvent, Barrier, CancellationToken, Condvar, Latch, Lazy, ManualResetEvent, Mutex,
    Notify, OnceCell, RwLock, Semaphore, SingleWaiterNotify, WaitGroup,
};
use wakeful::sync::{Closed, TryAcquireError, TryLockError};
use wakeful::time::generic::{MockClock, Timers};
use wakeful::time::{Clock, Heap};
use wakeful::wait::WakerCell;

use super::Verdict;
use crate::flavor::{self, Flavor, Visitor};
use crate::scene::Subject;

pub(super) fn everything_can_be_printed(subject: &Subject) -> Verdict {
    let scene = (subject.set)(1);
    assert!(!format!("{scene:?}").is_empty());
    scene.release();
    assert!(!format!("{scene:#?}").is_empty());
    Ok(())
}

/// One of each, made by the compiler, for any lock.
struct Constants<L>(PhantomData<L>);

#[allow(clippy::declare_interior_mutable_const, reason = "that they can be is the test")]
impl<L: RawLock> Constants<L> {
    const MUTEX: Mutex<u32, L> = Mutex::new(1);
    const FAIR_MUTEX: Mutex<u32, L> = Mutex::fair(2);
    const RWLOCK: RwLock<u32, L> = RwLock::new(3);
    const FAIR_RWLOCK: RwLock<u32, L> = RwLock::fair(4);
    const SEMAPHORE: Semaphore<L> = Semaphore::new(5);
    const FAIR_SEMAPHORE: Semaphore<L> = Semaphore::fair(6);
    const MANUAL: ManualResetEvent<L> = ManualResetEvent::new(true);
    const AUTO: AutoResetEvent<L> = AutoResetEvent::new(true);
    const NOTIFY: Notify<L> = Notify::new();
    const SINGLE: SingleWaiterNotify<L> = SingleWaiterNotify::new();
    const CONDVAR: Condvar<L> = Condvar::new();
    const BARRIER: Barrier<L> = Barrier::new(7);
    const LATCH: Latch<L> = Latch::new(8);
    const GROUP: WaitGroup<L> = WaitGroup::new();
    const CELL: OnceCell<u32, L> = OnceCell::new();
    const FULL_CELL: OnceCell<u32, L> = OnceCell::from_value(9);
    const LAZY: Lazy<u32, fn(), L> = Lazy::new(|| ());
    const TOKEN: CancellationToken<L> = CancellationToken::new();
    const WAKER: WakerCell<L> = WakerCell::new();
    const CLOCK: MockClock<L> = MockClock::new();
    const TIMERS: Timers<MockClock<L>, L, Heap> = Timers::new(MockClock::new());
}

struct Construct;

#[allow(
    clippy::borrow_interior_mutable_const,
    reason = "each use of a constant is a new primitive"
)]
impl Visitor for Construct {
    fn visit<F: Flavor>(&mut self) {
        assert_eq!(Constants::<F::Lock>::MUTEX.into_inner(), 1);
        assert_eq!(Constants::<F::Lock>::FAIR_MUTEX.into_inner(), 2);
        assert_eq!(Constants::<F::Lock>::RWLOCK.into_inner(), 3);
        assert_eq!(Constants::<F::Lock>::FAIR_RWLOCK.into_inner(), 4);
        assert_eq!(Constants::<F::Lock>::SEMAPHORE.available_permits(), 5);
        assert_eq!(Constants::<F::Lock>::FAIR_SEMAPHORE.available_permits(), 6);
        assert!(Constants::<F::Lock>::MANUAL.is_set());
        assert!(Constants::<F::Lock>::AUTO.try_wait());
        assert_eq!(Constants::<F::Lock>::LATCH.count(), 8);
        assert_eq!(Constants::<F::Lock>::GROUP.count(), 0);
        assert_eq!(Constants::<F::Lock>::CELL.into_inner(), None);
        assert_eq!(Constants::<F::Lock>::FULL_CELL.into_inner(), Some(9));
        assert_eq!(Constants::<F::Lock>::LAZY.try_get(), None);
        assert!(!Constants::<F::Lock>::TOKEN.is_cancelled());
        assert!(!Constants::<F::Lock>::SINGLE.try_take());
        assert!(Constants::<F::Lock>::WAKER.take().is_none());
        assert_eq!(Constants::<F::Lock>::CLOCK.now(), 0);
        assert!(Constants::<F::Lock>::TIMERS.is_empty());
        let rest = (
            Constants::<F::Lock>::NOTIFY,
            Constants::<F::Lock>::CONDVAR,
            Constants::<F::Lock>::BARRIER,
        );
        assert!(!format!("{rest:?}").is_empty());
    }
}

#[test]
fn c12_every_constructor_is_const() {
    flavor::each_borrowed(&mut Construct);
    flavor::each_owned(&mut Construct);
}

fn is_an_error<E: Error + Clone + PartialEq + Debug + Send + Sync + 'static>(error: E) {
    assert!(!error.to_string().is_empty());
    assert!(!format!("{error:?}").is_empty());
    assert!(error.clone() == error);
}

#[test]
fn c12_errors_are_what_errors_should_be() {
    is_an_error(TryLockError);
    is_an_error(Closed);
    is_an_error(TryAcquireError::NoPermits);
    is_an_error(TryAcquireError::Closed);
}
