//! Two meet: whatever becomes of the one, the other's value is not lost.

use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use wakeful::channel::generic::exchange::Exchange;
use wakeful::channel::{exchange, exchange::Parted, exchange::TryExchangeError};
use wakeful::executor::block_on;
#[cfg(feature = "critical-section")]
use wakeful::lock::CriticalSectionLock as Critical;
#[cfg(not(feature = "critical-section"))]
use wakeful::lock::LocalLock as Critical;
use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::rendezvous::{Counted, Event, Probe, forget};

/// Runs a generic function for each flavor.
macro_rules! each {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            super::$name::<StdLock>();
            super::$name::<LocalLock>();
            super::$name::<Critical>();
        }
    )*};
}

mod flavors {
    use super::{Critical, LocalLock, StdLock};

    each! {
        two_who_meet_get_the_others_value
        they_meet_two_by_two
        one_who_is_dropped_alone_takes_its_value_along
        what_was_for_one_who_was_dropped_is_for_the_next
        what_was_left_can_be_fetched
        a_newcomer_swaps_while_the_first_has_not_come_back
        cancel_gives_back_what_was_not_taken
        cancel_gives_what_there_is_if_the_value_was_taken
        try_exchange_needs_somebody
        one_who_was_forgotten_stops_nobody
        the_newest_waker_is_woken
        wakers_may_use_the_exchange
        values_may_use_the_exchange
        a_waker_that_panics_leaves_the_exchange_usable
        every_value_is_dropped_once
        a_future_is_terminated_when_it_has_completed
        debug_prints_without_the_values
    }
}

fn two_who_meet_get_the_others_value<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let (a, b) = (Probe::new(), Probe::new());
    let (mut first, mut second) = (pin!(place.exchange(1)), pin!(place.exchange(2)));
    assert!(!place.is_ready());
    assert!(a.poll(first.as_mut()).is_pending());
    assert!(a.poll(first.as_mut()).is_pending());
    assert!(place.is_ready());
    assert_eq!(b.poll(second.as_mut()), Poll::Ready(1));
    assert_eq!(a.poll(first.as_mut()), Poll::Ready(2));
    assert_eq!((a.wakes.get(), b.wakes.get()), (1, 0));
    assert_eq!((a.alive.get(), b.alive.get()), (0, 0));
    assert!(!place.is_ready());
}

fn they_meet_two_by_two<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let probe = Probe::new();
    for n in 0..10 {
        let (mut first, mut second) = (pin!(place.exchange(n)), pin!(place.exchange(100 + n)));
        assert!(probe.poll(first.as_mut()).is_pending());
        assert_eq!(probe.poll(second.as_mut()), Poll::Ready(n));
        assert_eq!(probe.poll(first.as_mut()), Poll::Ready(100 + n));
    }
    assert_eq!((probe.wakes.get(), place.take_left()), (10, None));
}

fn one_who_is_dropped_alone_takes_its_value_along<L: RawLock>() {
    let drops = Rc::new(Cell::new(0));
    let place = Exchange::<Counted, L>::new();
    let probe = Probe::new();
    drop(place.exchange(Counted(drops.clone())));
    assert_eq!(drops.get(), 1);
    let mut first = Box::pin(place.exchange(Counted(drops.clone())));
    assert!(probe.poll(first.as_mut()).is_pending());
    drop(first);
    assert_eq!(drops.get(), 2);
    assert_eq!((probe.wakes.get(), probe.alive.get()), (0, 0));
    assert!(place.take_left().is_none());
    let mut next = pin!(place.exchange(Counted(drops.clone())));
    assert!(probe.poll(next.as_mut()).is_pending());
}

fn what_was_for_one_who_was_dropped_is_for_the_next<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let probe = Probe::new();
    let mut first = Box::pin(place.exchange(1));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(probe.poll(pin!(place.exchange(2))), Poll::Ready(1));
    drop(first);
    assert_eq!(probe.poll(pin!(place.exchange(3))), Poll::Ready(2));
    assert_eq!(probe.poll(pin!(place.exchange(4))), Poll::Ready(3));
    assert_eq!(place.try_exchange(5), Ok(4));
    assert_eq!(place.take_left(), Some(5));
    assert!(probe.poll(pin!(place.exchange(6))).is_pending());
}

fn what_was_left_can_be_fetched<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let probe = Probe::new();
    assert_eq!(place.take_left(), None);
    let mut first = Box::pin(place.exchange(1));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(place.take_left(), None, "it has not left");
    assert_eq!(place.try_exchange(2), Ok(1));
    assert_eq!(place.take_left(), None, "it is for one who is there");
    drop(first);
    assert_eq!(place.take_left(), Some(2));
    assert_eq!(place.take_left(), None);
}

fn a_newcomer_swaps_while_the_first_has_not_come_back<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let probe = Probe::new();
    let mut first = pin!(place.exchange(1));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(place.try_exchange(2), Ok(1));
    assert_eq!(place.try_exchange(3), Ok(2));
    assert_eq!(probe.poll(pin!(place.exchange(4))), Poll::Ready(3));
    assert_eq!(probe.poll(first.as_mut()), Poll::Ready(4));
    assert_eq!(probe.wakes.get(), 1);
}

fn cancel_gives_back_what_was_not_taken<L: RawLock>() {
    let place = Exchange::<String, L>::new();
    let probe = Probe::new();
    let mut first = pin!(place.exchange("a".into()));
    assert_eq!(first.as_mut().cancel(), Parted::Alone("a".into()), "never polled");
    let mut first = pin!(place.exchange("b".into()));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(first.as_mut().cancel(), Parted::Alone("b".into()));
    assert!(first.is_terminated());
    assert_eq!(first.as_mut().cancel(), Parted::Done);
    assert_eq!(probe.alive.get(), 0);
    assert!(!place.is_ready());
}

fn cancel_gives_what_there_is_if_the_value_was_taken<L: RawLock>() {
    let place = Exchange::<String, L>::new();
    let probe = Probe::new();
    let mut first = pin!(place.exchange("a".into()));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(place.try_exchange("b".into()).as_deref(), Ok("a"));
    assert_eq!(first.as_mut().cancel(), Parted::Met("b".into()));
    assert_eq!(first.cancel(), Parted::Done);
    assert!(!place.is_ready());
}

fn try_exchange_needs_somebody<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let probe = Probe::new();
    assert_eq!(place.try_exchange(1), Err(TryExchangeError(1)));
    let mut first = pin!(place.exchange(2));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert_eq!(place.try_exchange(3), Ok(2));
    assert_eq!(probe.poll(first.as_mut()), Poll::Ready(3));
    let error = place.try_exchange(4).unwrap_err();
    assert_eq!(error.to_string(), "nobody is there to exchange with");
    assert_eq!(error.into_inner(), 4);
}

fn one_who_was_forgotten_stops_nobody<L: RawLock>() {
    let place = Exchange::<Box<u32>, L>::new();
    let probe = Probe::new();
    let mut first = Box::pin(place.exchange(Box::new(1)));
    assert!(probe.poll(first.as_mut()).is_pending());
    forget(first);
    assert_eq!(place.try_exchange(Box::new(2)), Ok(Box::new(1)));
    assert_eq!(place.try_exchange(Box::new(3)), Ok(Box::new(2)));
    assert_eq!(place.take_left(), None, "nobody knows that it will not come");
}

fn the_newest_waker_is_woken<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let (old, new) = (Probe::new(), Probe::new());
    let mut first = pin!(place.exchange(1));
    assert!(old.poll(first.as_mut()).is_pending());
    assert!(new.poll(first.as_mut()).is_pending());
    assert_eq!((old.alive.get(), new.alive.get()), (0, 1));
    let waker = new.waker();
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert_eq!(new.clones.get(), 1, "the same task");
    assert_eq!(place.try_exchange(2), Ok(1));
    assert_eq!((old.wakes.get(), new.wakes.get()), (0, 1));
    assert_eq!(old.poll(first.as_mut()), Poll::Ready(2));
    assert_eq!((old.clones.get(), new.clones.get()), (1, 1));
}

fn wakers_may_use_the_exchange<L: RawLock + 'static>() {
    let place = Rc::new(Exchange::<u32, L>::new());
    let calls = Rc::new(Cell::new(0));
    let probe = Probe::new();
    let (other, count) = (place.clone(), calls.clone());
    probe.on_event(move |_| {
        count.set(count.get() + 1);
        let _ = other.try_exchange(50);
        let task = Probe::new();
        let mut meet = Box::pin(other.exchange(60));
        let _ = task.poll(meet.as_mut());
        drop(meet);
        let _ = other.take_left();
    });
    for n in 0..4 {
        let mut meet = Box::pin(place.exchange(n));
        if probe.poll(meet.as_mut()).is_pending() {
            let _ = place.try_exchange(70);
            let _ = probe.poll(meet.as_mut());
        }
    }
    assert!(calls.get() > 8);
    probe.on_event(|_| {});
    assert_eq!(probe.alive.get(), 0);
}

fn values_may_use_the_exchange<L: RawLock>() {
    struct Calls<'a, L: RawLock>(Option<&'a Exchange<Self, L>>);

    impl<L: RawLock> Drop for Calls<'_, L> {
        fn drop(&mut self) {
            if let Some(place) = self.0 {
                assert!(place.try_exchange(Calls(None)).is_err());
            }
        }
    }

    // Leaked: a value that borrows the place which it lies in could outlive it otherwise.
    let place = mem::ManuallyDrop::new(Exchange::<Calls<'_, L>, L>::new());
    let probe = Probe::new();
    let mut meet = Box::pin(place.exchange(Calls(Some(&place))));
    assert!(probe.poll(meet.as_mut()).is_pending());
    drop(meet);
    assert!(!place.is_ready());
}

fn a_waker_that_panics_leaves_the_exchange_usable<L: RawLock>() {
    let place = Exchange::<u32, L>::new();
    let bad = Probe::new();
    bad.on_event(|event| assert!(event != Event::Wake, "planted"));
    let mut first = pin!(place.exchange(1));
    assert!(bad.poll(first.as_mut()).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| place.try_exchange(2))).is_err());
    assert_eq!(bad.poll(first.as_mut()), Poll::Ready(2));
    assert_eq!(place.try_exchange(3), Err(TryExchangeError(3)));
}

fn every_value_is_dropped_once<L: RawLock>() {
    let drops = Rc::new(Cell::new(0));
    let probe = Probe::new();
    let place = Exchange::<Counted, L>::new();
    let mut first = Box::pin(place.exchange(Counted(drops.clone())));
    assert!(probe.poll(first.as_mut()).is_pending());
    let mut second = Box::pin(place.exchange(Counted(drops.clone())));
    let got = probe.poll(second.as_mut());
    drop((first, second));
    assert_eq!(drops.get(), 0, "one was received, one is on the table");
    drop(got);
    assert_eq!(drops.get(), 1);
    drop(place);
    assert_eq!(drops.get(), 2);
}

fn a_future_is_terminated_when_it_has_completed<L: RawLock>() {
    let place = Exchange::<u32, L>::default();
    let probe = Probe::new();
    let mut first = pin!(place.exchange(1));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert!(!first.is_terminated());
    assert_eq!(place.try_exchange(2), Ok(1));
    assert_eq!(probe.poll(first.as_mut()), Poll::Ready(2));
    assert!(first.is_terminated());
    assert!(catch_unwind(AssertUnwindSafe(|| probe.poll(first.as_mut()))).is_err());
}

fn debug_prints_without_the_values<L: RawLock>() {
    struct Opaque;
    let place = Exchange::<Opaque, L>::new();
    assert_eq!(format!("{place:?}"), "Exchange { ready: false }");
    assert_eq!(format!("{:?}", place.exchange(Opaque)), "Meet { completed: false }");
    assert_eq!(format!("{:?}", TryExchangeError(Opaque)), "TryExchangeError(..)");
}

#[test]
fn blocking_forms_meet() {
    static PLACE: exchange::Exchange<u32> = exchange::Exchange::new();
    thread::scope(|s| {
        s.spawn(|| assert_eq!(PLACE.blocking_exchange(1), 2));
        assert_eq!(PLACE.blocking_exchange_timeout(2, Duration::MAX), Ok(1));
    });
    let short = Duration::from_millis(5);
    assert_eq!(PLACE.blocking_exchange_timeout(3, short), Err(TryExchangeError(3)));
    assert!(!PLACE.is_ready());
}

#[test]
fn threads_conserve_their_values() {
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    let place = exchange::Exchange::<Box<usize>>::new();
    let (sum, busy) = (AtomicUsize::new(0), AtomicUsize::new(3));
    thread::scope(|s| {
        for thread in 0..3 {
            let (place, sum, busy) = (&place, &sum, &busy);
            s.spawn(move || {
                for n in 0..rounds {
                    let mut meet = pin!(place.exchange(Box::new(thread * rounds + n)));
                    let mut cx = Context::from_waker(Waker::noop());
                    let mut got = None;
                    for _ in 0..n % 5 + 1 {
                        if let Poll::Ready(value) = meet.as_mut().poll(&mut cx) {
                            got = Some(value);
                            break;
                        }
                        thread::yield_now();
                    }
                    if got.is_none() {
                        got = match meet.cancel() {
                            Parted::Alone(value) | Parted::Met(value) => Some(value),
                            Parted::Done => None,
                        };
                    }
                    sum.fetch_add(*got.unwrap(), Relaxed);
                }
                busy.fetch_sub(1, Relaxed);
            });
        }
    });
    assert_eq!(busy.into_inner(), 0);
    let left = place.take_left().map_or(0, |value| *value);
    let all = 3 * rounds;
    assert_eq!(sum.into_inner() + left, all * (all - 1) / 2);
}

#[test]
fn tasks_on_threads_meet() {
    let rounds = if cfg!(miri) { 5 } else { 200 };
    let place = exchange::Exchange::<usize>::new();
    // Or one comes again before the other has fetched what is on the table.
    let barrier = Barrier::new(2);
    thread::scope(|s| {
        for party in 0..2 {
            let (place, barrier) = (&place, &barrier);
            s.spawn(move || {
                for n in 0..rounds {
                    assert_eq!(block_on(place.exchange(2 * n + party)), 2 * n + 1 - party);
                    barrier.wait();
                }
            });
        }
    });
}

#[test]
fn futures_are_as_free_as_is_sound() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    send::<exchange::Exchange<Cell<u8>>>();
    sync::<exchange::Exchange<Cell<u8>>>();
    send::<exchange::Meet<'_, Cell<u8>>>();
    sync::<exchange::Meet<'_, Cell<u8>>>();
}
