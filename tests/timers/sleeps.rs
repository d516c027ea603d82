//! One sleep: what its documentation promises.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Waker};
use std::time::Duration;

use wakeful::lock::{LocalLock, RawLock, StdLock};
use wakeful::time::generic::{MockClock, Sleep, Timers};
use wakeful::time::{Clock, Heap, NEVER, StdClock, WakerId, Wheel};

use crate::busy::{BusyLock, holds};
use crate::caught::caught;
use crate::flavors::{Visitor, each};
use crate::real::{Kind, TimersOf};
use crate::task::Log;

type Counted = Timers<MockClock<LocalLock>, BusyLock, Heap>;

#[test]
fn what_is_due_or_never_comes_takes_no_lock() {
    let timers = Counted::new(MockClock::new());
    timers.clock().set(7);
    let mut cx = Context::from_waker(Waker::noop());
    let taken = holds(|| {
        for deadline in [0, 6, 7] {
            assert!(pin!(timers.sleep_until(deadline)).poll(&mut cx).is_ready());
        }
        assert!(pin!(timers.sleep(Duration::ZERO)).poll(&mut cx).is_ready());
        for never in [timers.sleep(Duration::MAX), timers.sleep_until(NEVER)] {
            let mut never = pin!(never);
            assert!(never.as_mut().poll(&mut cx).is_pending());
            assert!(never.as_mut().poll(&mut cx).is_pending());
            assert_eq!(never.deadline(), NEVER);
        }
        drop(timers.sleep(Duration::from_secs(1)));
    });
    assert_eq!(taken, 0);
    assert!(timers.is_empty());
}

#[test]
fn the_time_counts_from_the_call() {
    let timers = Counted::new(MockClock::new());
    let sleep = timers.sleep(Duration::from_nanos(10));
    timers.clock().set(9);
    assert_eq!(sleep.deadline(), 10);
    let mut sleep = pin!(sleep);
    sleep.as_mut().reset_after(Duration::from_nanos(5));
    assert_eq!(sleep.deadline(), 14);
    sleep.as_mut().reset_after(Duration::MAX);
    assert_eq!(sleep.deadline(), NEVER);
}

#[test]
fn a_sleep_that_is_over_panics_until_it_is_reset() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, _flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let mut cx = Context::from_waker(Waker::noop());
            let mut sleep = pin!(timers.sleep_until(5));
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
            timers.clock().set(5);
            timers.fire();
            assert!(sleep.is_elapsed());
            assert!(sleep.as_mut().poll(&mut cx).is_ready());
            let message = caught(|| sleep.as_mut().poll(&mut cx)).expect_err("it is over");
            assert!(message.contains("polled after it completed"), "{message}");
            sleep.as_mut().reset(9);
            assert!(!sleep.is_elapsed());
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
            timers.clock().set(9);
            assert_eq!(timers.check_expirations(), None);
            assert!(sleep.as_mut().poll(&mut cx).is_ready());
        }
    }
    each(&mut Check);
}

#[test]
fn a_sleep_that_waits_is_woken_at_the_time_that_it_is_reset_to() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, _flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let log = Log::default();
            let waker = log.waker(());
            let mut sleep = pin!(timers.sleep_until(50));
            assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            assert_eq!(timers.clock().alarm(), Some(50));
            sleep.as_mut().reset(20);
            assert_eq!(timers.clock().alarm(), Some(20), "the clock is told");
            sleep.as_mut().reset(90);
            assert_eq!(timers.next_expiration(), Some(90));
            timers.clock().set(50);
            assert_eq!(timers.check_expirations(), Some(90));
            assert_eq!(log.take().len(), 0);
            timers.clock().set(90);
            assert_eq!(timers.check_expirations(), None);
            assert_eq!(log.take().len(), 1);
            sleep.as_mut().reset(99);
            assert!(timers.is_empty(), "it was woken, and is to be polled");
        }
    }
    each(&mut Check);
}

#[test]
fn the_owning_handle_keeps_the_timers_alive() {
    let timers = std::sync::Arc::new(wakeful::time::Timers::<_>::new(StdClock));
    let mut sleep = Box::pin(Sleep::new(timers.clone(), Duration::from_secs(9999)));
    drop(timers);
    std::thread::spawn(move || {
        assert!(sleep.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(!sleep.handle().is_empty());
    })
    .join()
    .expect("no panic");
}

#[test]
fn everything_can_be_shown() {
    let timers = TimersOf::<LocalLock, crate::real::InWheel>::new(MockClock::new());
    timers.clock().advance(Duration::from_nanos(3));
    assert_eq!(format!("{:?}", timers.clock()), "MockClock { now: 3, alarm: None }");
    assert_eq!(format!("{:?}", timers.sleep_until(5)), "Sleep { deadline: 5, is_elapsed: false }");
    assert_eq!(format!("{timers:?}"), "Timers { is_empty: true, .. }");
}

#[test]
fn the_alarm_holds_although_somebody_else_checks_and_tells_nobody() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let mut cx = Context::from_waker(Waker::noop());
            let mut wait = |deadline| {
                let mut sleep = Box::pin(timers.sleep_until(deadline));
                assert!(sleep.as_mut().poll(&mut cx).is_pending());
                sleep
            };
            let first = wait(100);
            timers.clock().set(100);
            assert_eq!(timers.check_expirations(), None);
            let second = wait(4096 + 50);
            // So many in one place that a wheel does not look for the earliest.
            let crowd: Vec<_> = (0..60).map(|n| wait(4096 + 50 + n % 9)).collect();
            assert!(timers.check_expirations().is_some());
            let last = wait(4096 + 10);
            assert_eq!(timers.clock().alarm(), Some(4096 + 10), "{} ({flavor})", K::NAME);
            drop((first, second, crowd, last));
        }
    }
    each(&mut Check);
}

#[test]
fn a_clock_behind_a_pointer_is_a_clock() {
    /// Says that it is held up, so that all of its methods differ from those that a trait has anyway.
    #[derive(Default)]
    struct Slow(AtomicU64, AtomicUsize);
    impl Clock for Slow {
        fn now(&self) -> u64 {
            7
        }
        fn set_alarm(&self, at: u64) {
            self.0.store(at, Relaxed);
        }
        fn waits(&self, _: WakerId) {
            self.1.fetch_add(1, Relaxed);
        }
        fn is_held_up(&self) -> bool {
            true
        }
    }
    fn check(clock: impl Clock, slow: &Slow) {
        let timers = Timers::<_, LocalLock>::new(clock);
        let mut cx = Context::from_waker(Waker::noop());
        let told = slow.1.load(Relaxed);
        assert!(pin!(timers.sleep_until(9)).poll(&mut cx).is_pending());
        assert_eq!((slow.0.load(Relaxed), slow.1.load(Relaxed)), (9, told + 1));
        assert!(timers.clock().is_held_up());
    }
    let (rc, arc, owned) = <(Rc<Slow>, Arc<Slow>, Box<Slow>)>::default();
    check(rc.clone(), &rc);
    check(arc.clone(), &arc);
    check(&owned, &owned);
    check(&arc as &dyn Clock, &arc);
    let boxed: Box<dyn Clock> = Box::new(rc.clone());
    check(boxed, &rc);
}

#[test]
fn a_sleep_whose_clock_is_held_up_looks_for_itself() {
    struct HeldUp(MockClock<LocalLock>);
    impl Clock for HeldUp {
        fn now(&self) -> u64 {
            self.0.now()
        }
        fn is_held_up(&self) -> bool {
            true
        }
    }
    let timers = Timers::<_, LocalLock>::new(HeldUp(MockClock::new()));
    let log = Log::default();
    let waker = log.waker(());
    let mut cx = Context::from_waker(&waker);
    let mut sleep = pin!(timers.sleep_until(5));
    for now in 0..5 {
        timers.clock().0.set(now);
        assert!(sleep.as_mut().poll(&mut cx).is_pending(), "it is early");
    }
    timers.clock().0.set(5);
    assert!(sleep.as_mut().poll(&mut cx).is_ready());
    assert!(sleep.is_elapsed() && timers.is_empty());
    assert_eq!(log.wakers(), 1, "its clone is gone");
    sleep.as_mut().reset(9);
    assert!(sleep.as_mut().poll(&mut cx).is_pending());
    timers.clock().0.set(9);
    timers.check_expirations();
    assert_eq!(log.take().len(), 1);
    assert!(sleep.as_mut().poll(&mut cx).is_ready());
}

/// Keeps what it is told.
#[derive(Default)]
struct Told {
    clock: MockClock<LocalLock>,
    wakers: RefCell<Vec<WakerId>>,
}

impl Clock for Told {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn waits(&self, waker: WakerId) {
        self.wakers.borrow_mut().push(waker);
    }
}

#[test]
#[cfg_attr(miri, ignore = "it gives functions several addresses, so that no waker is like another")]
fn a_clock_is_told_which_waker_a_sleep_waits_with() {
    let told = Told::default();
    let timers = Timers::<&Told, BusyLock>::new(&told);
    let log = Log::default();
    let wakers = [log.waker(1), log.waker(2)];
    let mut sleep = pin!(Sleep::until(&timers, 10));
    for waker in [&wakers[0], &wakers[0], &wakers[1], &wakers[1]] {
        assert!(sleep.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
    }
    sleep.as_mut().reset(20);
    told.clock.set(20);
    timers.check_expirations();
    assert_eq!(log.take(), [2]);
    assert!(sleep.as_mut().poll(&mut Context::from_waker(&wakers[0])).is_ready());
    let told = told.wakers.borrow();
    assert_eq!(told.len(), 2, "once for each waker");
    for (told, waker) in told.iter().zip(&wakers) {
        assert_eq!((told.data(), told.vtable()), (waker.data(), waker.vtable()));
    }
}

#[test]
fn timers_and_sleeps_go_where_their_lock_may_go() {
    fn shared<T: Send + Sync>() {}
    shared::<Timers<StdClock, StdLock, Heap>>();
    shared::<Timers<StdClock, StdLock, Wheel>>();
    shared::<Sleep<&Timers<StdClock, StdLock, Wheel>>>();
    shared::<Sleep<std::sync::Arc<Timers<StdClock, StdLock>>>>();
}

#[test]
fn a_sleep_is_nine_words_and_a_heap_two() {
    let words = |bytes: usize| bytes.div_ceil(size_of::<usize>());
    if cfg!(target_pointer_width = "64") {
        assert_eq!(words(size_of::<Sleep<&Counted>>()), 9);
        assert_eq!(size_of::<Heap>(), 16);
        assert!(size_of::<Wheel>() < 5_800);
    }
}
