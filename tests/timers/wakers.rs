//! Wakers that do what wakers should not: panic, and call back.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, RawWaker, RawWakerVTable, Wake, Waker};

use wakeful::lock::RawLock;
use wakeful::time::NEVER;
use wakeful::time::generic::{MockClock, Sleep};

use crate::caught::caught;
use crate::flavors::{Visitor, each};
use crate::real::{Kind, TimersOf};
use crate::task::Log;

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("this waker panics");
    }
}

#[test]
fn a_waker_that_panics_leaves_nobody_asleep() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let log = Log::default();
            let panics = Waker::from(Arc::new(Panics));
            // The second panic and those after it are leaked, which Miri would complain about.
            let is_bad = |n: usize| if cfg!(miri) { n == 9 } else { n % 9 == 0 };
            let mut sleeps: Vec<_> = (0..40).map(|n| Box::pin(timers.sleep_until(1 + n))).collect();
            for (n, sleep) in sleeps.iter_mut().enumerate() {
                let waker = if is_bad(n) { panics.clone() } else { log.waker(n) };
                assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            }
            timers.clock().set(40);
            let message = caught(|| timers.check_expirations()).expect_err("a waker panics");
            assert_eq!(message, "this waker panics", "{} ({flavor})", K::NAME);
            let others: Vec<_> = (0..40).filter(|n| !is_bad(*n)).collect();
            assert_eq!(log.take(), others);
            assert!(sleeps.iter().all(|sleep| sleep.is_elapsed()));
            assert_eq!(timers.check_expirations(), None);
        }
    }
    each(&mut Check);
}

/// What calls back.
type Call = dyn Fn();

/// A waker that runs `call` whenever it is cloned, woken or dropped. It stays on its thread.
fn calling(call: Rc<Call>) -> Waker {
    fn of(data: *const ()) -> *const Rc<Call> {
        data.cast()
    }
    fn clone(data: *const ()) -> RawWaker {
        // SAFETY: `data` was made by `raw`, and is borrowed.
        let call = unsafe { &*of(data) };
        call();
        raw(call.clone())
    }
    fn wake(data: *const ()) {
        wake_by_ref(data);
        drop(data);
    }
    fn wake_by_ref(data: *const ()) {
        // SAFETY: `data` was made by `raw`, and is borrowed.
        let call = unsafe { &*of(data) };
        call();
    }
    fn drop(data: *const ()) {
        // SAFETY: `data` was made by `raw`, and is not used again.
        let call = unsafe { Box::from_raw(of(data).cast_mut()) };
        call();
    }
    static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop);
    fn raw(call: Rc<Call>) -> RawWaker {
        RawWaker::new(Box::into_raw(Box::new(call)).cast(), &TABLE)
    }
    // SAFETY: the functions above keep the contract, on one thread.
    unsafe { Waker::from_raw(raw(call)) }
}

type Shared<L, K> = Rc<TimersOf<L, K>>;
type Sleeps<L, K> = RefCell<Vec<Pin<Box<Sleep<Shared<L, K>>>>>>;

/// Uses the timers in every way.
fn use_all<L: RawLock, K: Kind>(timers: &Shared<L, K>, sleeps: &Sleeps<L, K>) {
    timers.check_expirations();
    timers.next_expiration();
    let mut cx = Context::from_waker(Waker::noop());
    let deadline = timers.now().saturating_add(3);
    let mut fresh = Box::pin(Sleep::until(timers.clone(), deadline));
    assert!(fresh.as_mut().poll(&mut cx).is_pending());
    let mut other = Box::pin(Sleep::until(timers.clone(), deadline + 100));
    assert!(other.as_mut().poll(&mut cx).is_pending());
    fresh.as_mut().reset(deadline + 7);
    drop(other);
    // Somebody is dropped, and maybe with a waker that calls back.
    let old = sleeps.try_borrow_mut().ok().and_then(|mut sleeps| sleeps.pop());
    drop(old);
    assert!(!timers.is_empty());
}

#[test]
fn wakers_may_call_back_when_they_are_cloned_woken_and_dropped() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers: Shared<L, K> = Rc::new(TimersOf::<L, K>::new(MockClock::new()));
            let sleeps: Rc<Sleeps<L, K>> = Rc::default();
            let called = Rc::new(RefCell::new(0));
            let depth = Rc::new(RefCell::new(0));
            let waker = calling({
                let (timers, sleeps, called) = (timers.clone(), sleeps.clone(), called.clone());
                Rc::new(move || {
                    *called.borrow_mut() += 1;
                    if *depth.borrow() < 2 {
                        *depth.borrow_mut() += 1;
                        use_all::<L, K>(&timers, &sleeps);
                        *depth.borrow_mut() -= 1;
                    }
                })
            });
            let mut cx = Context::from_waker(&waker);
            for n in 0..if cfg!(miri) { 8 } else { 30 } {
                let mut sleep = Box::pin(Sleep::until(timers.clone(), 10 + n % 4));
                assert!(sleep.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
                assert!(sleep.as_mut().poll(&mut cx).is_pending());
                sleep.as_mut().reset(11 + n % 5);
                sleeps.borrow_mut().push(sleep);
            }
            timers.clock().set(12);
            timers.check_expirations();
            timers.clock().set(1 << 40);
            timers.check_expirations();
            assert!(*called.borrow() >= 10, "{} ({flavor})", K::NAME);
            let left = sleeps.take();
            drop(left);
        }
    }
    each(&mut Check);
}

#[test]
fn who_registers_when_he_is_woken_is_in_the_time_that_is_returned() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers: Shared<L, K> = Rc::new(TimersOf::<L, K>::new(MockClock::new()));
            let sleeps: Rc<Sleeps<L, K>> = Rc::default();
            let waker = calling({
                let (timers, sleeps) = (timers.clone(), sleeps.clone());
                Rc::new(move || {
                    let mut sleep = Box::pin(Sleep::until(timers.clone(), timers.now() + 5));
                    let polled = sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    assert!(polled.is_pending());
                    sleeps.borrow_mut().push(sleep);
                })
            });
            let mut far = pin!(timers.sleep_until(1000));
            assert!(far.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            let mut near = pin!(timers.sleep_until(20));
            assert!(near.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            sleeps.take();
            timers.clock().set(20);
            assert_eq!(timers.check_expirations(), Some(25), "{} ({flavor})", K::NAME);
            drop(waker);
            sleeps.take();
        }
    }
    each(&mut Check);
}

#[test]
fn a_waker_that_panics_when_it_is_dropped_leaves_a_sleep_that_is_not_early() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let count = Rc::new(Cell::new(0));
            let waker = calling({
                let count = count.clone();
                Rc::new(move || {
                    count.set(count.get() + 1);
                    assert_ne!(count.get(), 2, "this waker panics");
                })
            });
            let mut sleep = pin!(timers.sleep_until(10));
            assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            caught(|| sleep.as_mut().reset(NEVER)).expect_err("its waker panics");
            assert_eq!(sleep.deadline(), NEVER);
            let mut cx = Context::from_waker(Waker::noop());
            assert!(sleep.as_mut().poll(&mut cx).is_pending(), "{} ({flavor})", K::NAME);
            assert!(timers.is_empty());
        }
    }
    each(&mut Check);
}
