//! Timeouts: who wins, what it costs, and what becomes of the future.

use std::cell::Cell;
use std::future::{Future, pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use wakeful::future::yield_now;
use wakeful::lock::{LocalLock, RawLock};
use wakeful::sync;
use wakeful::time::{Clock, Elapsed, generic, local};

use crate::support::{nanos, poll};

type Timers<'a> = local::Timers<&'a local::MockClock>;

/// A clock that counts who looks at it.
#[derive(Default)]
struct Watched {
    clock: local::MockClock,
    looks: Cell<usize>,
}

impl Clock for Watched {
    fn now(&self) -> u64 {
        self.looks.set(self.looks.get() + 1);
        self.clock.now()
    }
}

std::thread_local! {
    static LOCKED: Cell<usize> = const { Cell::new(0) };
}

/// A lock that counts how often it is taken.
struct Counted(LocalLock);

// SAFETY: forwards to a lock that keeps the contract, and counts beside it.
unsafe impl RawLock for Counted {
    const NEW: Self = Self(LocalLock::NEW);
    type Counter = Cell<usize>;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        LOCKED.set(LOCKED.get() + 1);
        self.0.with(f)
    }
}

#[test]
fn a_future_that_is_ready_costs_neither_a_look_at_the_clock_nor_a_lock() {
    let timers = generic::Timers::<Watched, Counted>::new(Watched::default());
    let before = LOCKED.get();
    assert_eq!(poll(pin!(timers.timeout(nanos(5), ready(1)))), Poll::Ready(Ok(1)));
    assert_eq!(poll(pin!(timers.timeout_at(5, ready(2)))), Poll::Ready(Ok(2)));
    assert_eq!(timers.clock().looks.get(), 0);
    assert_eq!(LOCKED.get(), before);
}

#[test]
fn a_future_that_waits_costs_one_look_at_the_clock() {
    let timers = generic::Timers::<Watched, Counted>::new(Watched::default());
    let mut timeout = pin!(timers.timeout(nanos(5), pending::<()>()));
    assert!(poll(timeout.as_mut()).is_pending());
    assert!(poll(timeout.as_mut()).is_pending());
    assert_eq!(timers.clock().looks.get(), 1);
}

#[test]
fn the_time_runs_from_the_first_poll_on() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = pin!(timers.timeout(nanos(10), pending::<()>()));
    clock.set(100);
    assert!(poll(timeout.as_mut()).is_pending());
    assert_eq!(timers.next_expiration(), Some(110));
    clock.set(109);
    timers.check_expirations();
    assert!(poll(timeout.as_mut()).is_pending());
    clock.set(110);
    timers.check_expirations();
    assert!(poll(timeout).is_ready());
}

#[test]
fn a_future_that_is_polled_again_does_not_start_the_time_again() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = pin!(timers.timeout(nanos(10), pending::<()>()));
    for now in 0..10 {
        clock.set(now);
        timers.check_expirations();
        assert!(poll(timeout.as_mut()).is_pending());
        assert_eq!(timers.next_expiration(), Some(10));
    }
}

#[test]
fn the_future_wins_if_both_are_due() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let open = Cell::new(false);
    let gate = poll_fn(|_| if open.get() { Poll::Ready(7) } else { Poll::Pending });
    let mut timeout = pin!(timers.timeout(nanos(10), gate));
    assert!(poll(timeout.as_mut()).is_pending());
    clock.set(10);
    timers.check_expirations();
    open.set(true);
    assert_eq!(poll(timeout.as_mut()), Poll::Ready(Ok(7)));
    assert!(timeout.is_terminated());
}

#[test]
fn a_future_without_any_time_left_is_polled_once() {
    let clock = local::MockClock::new();
    clock.set(100);
    let timers: Timers<'_> = Timers::new(&clock);
    let polls = Cell::new(0);
    let slow = || {
        poll_fn(|_| {
            polls.set(polls.get() + 1);
            Poll::<()>::Pending
        })
    };
    assert!(matches!(poll(pin!(timers.timeout_at(99, slow()))), Poll::Ready(Err(_))));
    assert!(matches!(poll(pin!(timers.timeout(Duration::ZERO, slow()))), Poll::Ready(Err(_))));
    assert_eq!(polls.get(), 2);
    assert_eq!(poll(pin!(timers.timeout_at(99, ready(1)))), Poll::Ready(Ok(1)));
}

#[test]
fn a_duration_that_no_clock_reaches_is_never_out() {
    let clock = local::MockClock::new();
    clock.set(5);
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = pin!(timers.timeout(Duration::MAX, pending::<()>()));
    assert!(poll(timeout.as_mut()).is_pending());
    assert!(timers.is_empty());
    clock.set(u64::MAX);
    timers.check_expirations();
    assert!(poll(timeout).is_pending());
}

/// Says that it was dropped.
struct Dropped(Rc<Cell<bool>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

#[test]
fn the_future_is_gone_when_the_timeout_resolves() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    for ready in [false, true] {
        let gone = Rc::new(Cell::new(false));
        let held = Dropped(Rc::clone(&gone));
        let future = poll_fn(move |_| {
            let _ = &held;
            if ready { Poll::Ready(()) } else { Poll::Pending }
        });
        let mut timeout = pin!(timers.timeout(Duration::ZERO, future));
        assert!(!gone.get());
        assert!(poll(timeout.as_mut()).is_ready());
        assert!(gone.get());
        assert!(timeout.is_terminated());
        assert!(timers.is_empty());
    }
}

#[test]
fn it_may_be_asked_while_the_future_borrows_from_itself() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = pin!(timers.timeout(Duration::from_secs(1), async {
        let mut value = 1;
        let borrowed = &mut value;
        yield_now().await;
        *borrowed += 1;
        value
    }));
    assert!(poll(timeout.as_mut()).is_pending());
    assert!(!timeout.is_terminated());
    assert!(format!("{timeout:?}").contains("completed: false"));
    assert_eq!(poll(timeout.as_mut()), Poll::Ready(Ok(2)));
}

#[test]
fn the_timer_is_gone_when_the_future_was_ready() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut first = true;
    let second_time = poll_fn(move |_| match std::mem::take(&mut first) {
        true => Poll::Pending,
        false => Poll::Ready(()),
    });
    let mut timeout = pin!(timers.timeout(nanos(10), second_time));
    assert!(poll(timeout.as_mut()).is_pending());
    assert!(!timers.is_empty());
    assert_eq!(poll(timeout.as_mut()), Poll::Ready(Ok(())));
    assert!(timers.is_empty());
}

#[test]
fn what_the_future_held_is_passed_on_when_the_time_is_out() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mutex = sync::local::Mutex::new(());
    // One holds the lock for ever, one waits for it, both for so long; and one waits behind them.
    let mut holder = pin!(timers.timeout(nanos(10), async {
        let _guard = mutex.lock().await;
        pending::<()>().await;
    }));
    let mut waiter = pin!(timers.timeout(nanos(5), mutex.lock()));
    let mut last = pin!(mutex.lock());
    assert!(poll(holder.as_mut()).is_pending());
    assert!(poll(waiter.as_mut()).is_pending());
    assert!(poll(last.as_mut()).is_pending());
    clock.set(5);
    timers.check_expirations();
    assert!(matches!(poll(waiter.as_mut()), Poll::Ready(Err(_))));
    assert!(poll(last.as_mut()).is_pending());
    clock.set(10);
    timers.check_expirations();
    assert!(matches!(poll(holder.as_mut()), Poll::Ready(Err(_))));
    assert!(poll(last).is_ready());
}

#[test]
fn an_offer_is_passed_on_when_the_timeout_is_dropped() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mutex = sync::local::Mutex::new(());
    let guard = mutex.try_lock();
    let mut offered = Box::pin(timers.timeout(nanos(5), mutex.lock()));
    let mut last = pin!(mutex.lock());
    assert!(poll(offered.as_mut()).is_pending());
    assert!(poll(last.as_mut()).is_pending());
    // The lock is offered to one whose time is out, and who is not polled again.
    drop(guard);
    drop(offered);
    assert!(poll(last).is_ready());
}

#[test]
#[should_panic(expected = "polled after it completed")]
fn a_timeout_that_has_completed_is_not_polled_again() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = pin!(timers.timeout(nanos(5), ready(())));
    assert!(poll(timeout.as_mut()).is_ready());
    let _ = poll(timeout);
}

/// A clock that panics once.
struct Broken(Cell<bool>);

impl Clock for Broken {
    fn now(&self) -> u64 {
        assert!(!self.0.take(), "a clock that panics");
        5
    }
}

#[test]
fn a_clock_that_panics_takes_nothing_from_the_time() {
    let timers = local::Timers::<_>::new(Broken(Cell::new(true)));
    let mut timeout = pin!(timers.timeout(nanos(10), pending::<()>()));
    let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll(timeout.as_mut())));
    assert!(polled.is_err());
    assert!(poll(timeout.as_mut()).is_pending());
    assert_eq!(timers.next_expiration(), Some(15));
}

/// Panics when it is dropped, and not when the thread panics already.
struct Bomb;

impl Future for Bomb {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "a future that panics when it is dropped");
    }
}

#[test]
fn a_future_that_panics_when_it_is_dropped_leaves_no_timer() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut timeout = Box::pin(timers.timeout(Duration::ZERO, Bomb));
    let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll(timeout.as_mut())));
    assert!(polled.is_err());
    assert!(timeout.is_terminated());
    drop(timeout);
    assert!(timers.is_empty());
}

#[test]
fn an_error_says_what_happened() {
    fn is_error<E: std::error::Error + Copy + Eq>(_: E) {}
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let Poll::Ready(Err(elapsed)) = poll(pin!(timers.timeout_at(0, pending::<()>()))) else {
        panic!("the time is out");
    };
    is_error::<Elapsed>(elapsed);
    assert_eq!(
        (elapsed.to_string(), format!("{elapsed:?}")),
        ("the time is out".into(), "Elapsed".into())
    );
}

#[test]
fn whoever_reads_or_writes_is_told_by_an_error_of_that_kind() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut reading = pin!(async {
        let _: usize = timers.timeout_at(0, pending()).await?;
        std::io::Result::Ok(())
    });
    let Poll::Ready(Err(error)) = poll(reading.as_mut()) else { panic!("the time is out") };
    assert_eq!(
        (error.kind(), error.to_string()),
        (std::io::ErrorKind::TimedOut, "the time is out".into())
    );
}
