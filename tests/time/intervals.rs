//! Intervals: when they tick, and what they do when they are late.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use wakeful::time::generic::Interval;
use wakeful::time::{Handle, MissedTickBehavior, NEVER, local};

use crate::support::{millis, poll};

type Timers<'a> = local::Timers<&'a local::MockClock>;

fn tick<H: Handle>(interval: &mut Interval<H>) -> Option<u64> {
    match poll(pin!(interval.tick())) {
        Poll::Ready(deadline) => Some(deadline),
        Poll::Pending => None,
    }
}

const fn ms(n: u64) -> u64 {
    n * 1_000_000
}

/// The times at which an interval of 50 ms ticks whose first tick is followed by `work`.
fn ticks_after_work(missed: MissedTickBehavior, work: u64) -> Vec<u64> {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval(millis(50));
    interval.set_missed_tick_behavior(missed);
    assert_eq!(tick(&mut interval), Some(0));
    clock.set(ms(work));
    let mut times = Vec::new();
    for now in work..=500 {
        clock.set(ms(now));
        while tick(&mut interval).is_some() {
            times.push(now);
        }
    }
    times
}

#[test]
fn a_burst_makes_up_for_all_that_was_missed() {
    let ticks = |work| ticks_after_work(MissedTickBehavior::Burst, work);
    assert_eq!(ticks(200), [200, 200, 200, 200, 250, 300, 350, 400, 450, 500]);
    assert_eq!(ticks(220), [220, 220, 220, 220, 250, 300, 350, 400, 450, 500]);
}

#[test]
fn a_delay_begins_anew() {
    let ticks = |work| ticks_after_work(MissedTickBehavior::Delay, work);
    assert_eq!(ticks(200), [200, 250, 300, 350, 400, 450, 500]);
    assert_eq!(ticks(220), [220, 270, 320, 370, 420, 470]);
}

#[test]
fn a_skip_comes_back_to_its_times() {
    let ticks = |work| ticks_after_work(MissedTickBehavior::Skip, work);
    assert_eq!(ticks(200), [200, 250, 300, 350, 400, 450, 500]);
    assert_eq!(ticks(220), [220, 250, 300, 350, 400, 450, 500]);
}

#[test]
fn a_delay_of_a_clock_that_is_a_little_late_does_not_add_up() {
    let times = ticks_after_work(MissedTickBehavior::Delay, 53);
    assert_eq!(times, [53, 100, 150, 200, 250, 300, 350, 400, 450, 500]);
    let times = ticks_after_work(MissedTickBehavior::Delay, 56);
    assert_eq!(times, [56, 106, 156, 206, 256, 306, 356, 406, 456]);
}

#[test]
fn the_first_tick_comes_at_once_or_when_it_was_asked_for() {
    let clock = local::MockClock::new();
    clock.set(7);
    let timers: Timers<'_> = Timers::new(&clock);
    assert_eq!(tick(&mut timers.interval(millis(1))), Some(7));
    let mut interval = timers.interval_at(10, millis(1));
    assert_eq!(tick(&mut interval), None);
    clock.set(10);
    assert_eq!(tick(&mut interval), Some(10));
    assert_eq!(tick(&mut timers.interval_at(3, millis(1))), Some(3));
}

#[test]
fn a_tick_that_is_dropped_has_taken_nothing() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval_at(10, millis(1));
    {
        let mut dropped = pin!(interval.tick());
        assert!(poll(dropped.as_mut()).is_pending());
        assert!(!timers.is_empty());
        clock.set(10);
        timers.check_expirations();
    }
    assert!(timers.is_empty());
    assert_eq!(interval.next_tick(), 10);
    assert_eq!(tick(&mut interval), Some(10));
    assert_eq!(interval.next_tick(), 10 + ms(1));
}

#[test]
fn a_tick_is_woken_by_its_timer() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval_at(10, millis(1));
    let mut tick = pin!(interval.tick());
    assert!(poll(tick.as_mut()).is_pending());
    assert_eq!((clock.alarm(), timers.next_expiration()), (Some(10), Some(10)));
    clock.set(12);
    assert_eq!(timers.check_expirations(), None);
    assert_eq!(poll(tick), Poll::Ready(10));
}

#[test]
#[should_panic(expected = "polled after it completed")]
fn a_tick_that_has_completed_is_not_polled_again() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval(millis(1));
    let mut tick = pin!(interval.tick());
    assert!(poll(tick.as_mut()).is_ready());
    let _ = poll(tick);
}

#[test]
fn a_reset_moves_the_next_tick() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval(millis(50));
    clock.set(ms(10));
    interval.reset();
    assert_eq!(interval.next_tick(), ms(60));
    interval.reset_at(ms(5));
    assert_eq!(tick(&mut interval), Some(ms(5)));
    assert_eq!((interval.next_tick(), interval.period()), (ms(55), millis(50)));
    interval.reset_after(millis(7));
    assert_eq!(interval.next_tick(), ms(17));
    interval.reset_after(Duration::MAX);
    assert_eq!(interval.next_tick(), NEVER);
    interval.reset_immediately();
    assert_eq!(tick(&mut interval), Some(ms(10)));
}

#[test]
fn times_that_no_clock_reaches_do_not_come() {
    let clock = local::MockClock::new();
    let timers: Timers<'_> = Timers::new(&clock);
    for missed in [MissedTickBehavior::Burst, MissedTickBehavior::Delay, MissedTickBehavior::Skip] {
        for period in [Duration::MAX, Duration::from_nanos(u64::MAX - 1), Duration::from_nanos(1)] {
            clock.set(0);
            let mut interval = timers.interval_at(NEVER - 1, period);
            interval.set_missed_tick_behavior(missed);
            clock.set(NEVER - 1);
            assert_eq!(tick(&mut interval), Some(NEVER - 1));
            assert_eq!(tick(&mut interval), None);
            assert!(timers.is_empty());
        }
    }
}

#[test]
fn a_clock_that_goes_back_harms_nothing() {
    let clock = local::MockClock::new();
    clock.set(ms(100));
    let timers: Timers<'_> = Timers::new(&clock);
    let mut interval = timers.interval(millis(50));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    assert_eq!(tick(&mut interval), Some(ms(100)));
    clock.set(0);
    assert_eq!(tick(&mut interval), None);
    clock.set(ms(150));
    assert_eq!(tick(&mut interval), Some(ms(150)));
}

#[test]
#[should_panic(expected = "must not be zero")]
fn a_period_is_not_zero() {
    let clock = local::MockClock::new();
    let _ = Timers::<'_>::new(&clock).interval(Duration::ZERO);
}

#[test]
fn ticks_go_from_thread_to_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let mut interval = is_send(wakeful::time::interval(millis(1)));
    let mut tick = pin!(is_send(interval.tick()));
    assert!(
        tick.as_mut()
            .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
            .is_ready()
    );
}
