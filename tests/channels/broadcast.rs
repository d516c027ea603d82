//! `broadcast`: every receiver sees every message.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::thread;
use std::time::Duration;

use wakeful::channel::broadcast::{
    self as threads, Channel, RecvError, RecvTimeoutError, TryRecvError,
};
use wakeful::channel::generic::broadcast as generic;
use wakeful::channel::{SendError, SendTimeoutError, TrySendError, local};
#[cfg(feature = "critical-section")]
use wakeful::lock::CriticalSectionLock;
use wakeful::lock::{LocalLock, RawLock, StdLock};

/// Counts wakes.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (Arc::clone(&bell), Waker::from(bell))
    }

    fn rings(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>, waker: &Waker) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(waker)) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn now<F: Future>(future: F) -> Option<F::Output> {
    poll(pin!(future), Waker::noop())
}

/// A value that is counted while it lives.
struct Counted(u32, Rc<Cell<isize>>);

impl Counted {
    fn new(n: u32, alive: &Rc<Cell<isize>>) -> Self {
        alive.set(alive.get() + 1);
        Self(n, Rc::clone(alive))
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(self.0, &self.1)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.set(self.1.get() - 1);
    }
}

fn in_every_flavor(test: [fn(); 3]) {
    test.into_iter().for_each(|test| test());
}

/// The flavor for interrupts, where it is.
#[cfg(feature = "critical-section")]
type Critical = CriticalSectionLock;
#[cfg(not(feature = "critical-section"))]
type Critical = LocalLock;

fn everybody_sees_everything<L: RawLock>() {
    for capacity in [1, 2, 3, 7] {
        let (tx, mut one) = generic::channel::<u32, L>(capacity);
        let mut two = tx.subscribe();
        assert_eq!((tx.capacity(), one.capacity(), tx.receiver_count()), (capacity, capacity, 2));
        for round in 0..5 {
            for n in 0..capacity as u32 {
                assert_eq!(tx.try_send(round + n), Ok(2));
            }
            assert_eq!((tx.len(), one.len(), two.len()), (capacity, capacity, capacity));
            for n in 0..capacity as u32 {
                assert_eq!(now(one.recv()), Some(Ok(round + n)));
                assert_eq!(two.try_recv(), Ok(round + n));
            }
            assert!(tx.is_empty() && one.is_empty() && two.is_empty());
            assert_eq!(one.try_recv(), Err(TryRecvError::Empty));
        }
    }
}

#[test]
fn every_receiver_sees_every_message_at_any_capacity() {
    in_every_flavor([
        everybody_sees_everything::<StdLock>,
        everybody_sees_everything::<LocalLock>,
        everybody_sees_everything::<Critical>,
    ]);
}

fn lag_is_exact<L: RawLock>() {
    let (tx, mut rx) = generic::channel::<u32, L>(3);
    let mut other = rx.clone();
    (0..10).for_each(|n| assert_eq!(now(tx.send(n)), Some(Ok(2))));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Lagged(7)));
    assert_eq!(rx.try_recv(), Ok(7));
    tx.try_send(10).unwrap();
    assert_eq!(now(other.recv()), Some(Err(RecvError::Lagged(8))));
    for n in 8..11 {
        assert_eq!((rx.try_recv(), other.try_recv()), (Ok(n), Ok(n)));
    }
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
}

#[test]
fn a_slow_receiver_learns_once_how_many_it_missed() {
    in_every_flavor([lag_is_exact::<StdLock>, lag_is_exact::<LocalLock>, lag_is_exact::<Critical>]);
}

fn backpressure_loses_nothing<L: RawLock>() {
    let (tx, mut fast) = generic::backpressure::<u32, L>(2);
    let mut slow = tx.subscribe();
    tx.try_send(0).unwrap();
    tx.try_send(1).unwrap();
    assert_eq!(tx.try_send(2), Err(TrySendError::Full(2)));
    let (bell, waker) = Bell::new();
    let (next, after) = (tx.clone(), tx.clone());
    let (mut first, mut second) = (pin!(next.send(2)), pin!(after.send(3)));
    assert!(poll(first.as_mut(), &waker).is_none());
    assert!(poll(second.as_mut(), &waker).is_none());
    assert_eq!((fast.try_recv(), fast.try_recv()), (Ok(0), Ok(1)));
    assert_eq!(bell.rings(), 0, "the slow one has seen nothing yet");
    assert_eq!(slow.try_recv(), Ok(0));
    assert_eq!(bell.rings(), 1);
    assert_eq!(poll(first.as_mut(), &waker), Some(Ok(2)));
    assert_eq!(slow.try_recv(), Ok(1));
    assert_eq!(bell.rings(), 2);
    assert_eq!(poll(second.as_mut(), &waker), Some(Ok(2)));
    assert_eq!((slow.try_recv(), slow.try_recv()), (Ok(2), Ok(3)));
    assert_eq!((fast.try_recv(), fast.try_recv()), (Ok(2), Ok(3)));
}

#[test]
fn with_backpressure_senders_wait_for_the_slowest_in_order() {
    in_every_flavor([
        backpressure_loses_nothing::<StdLock>,
        backpressure_loses_nothing::<LocalLock>,
        backpressure_loses_nothing::<Critical>,
    ]);
}

fn an_offer_is_passed_on<L: RawLock>() {
    let (tx, mut rx) = generic::backpressure::<u32, L>(1);
    tx.try_send(0).unwrap();
    let (bell, waker) = Bell::new();
    let (other, other_waker) = Bell::new();
    let mut second = pin!(tx.send(2));
    {
        let mut first = pin!(tx.send(1));
        assert!(poll(first.as_mut(), &waker).is_none());
        assert!(poll(second.as_mut(), &other_waker).is_none());
        assert_eq!(rx.try_recv(), Ok(0));
        assert_eq!((bell.rings(), other.rings()), (1, 0));
    }
    assert_eq!((bell.rings(), other.rings()), (1, 1));
    assert_eq!(poll(second.as_mut(), &other_waker), Some(Ok(1)));
    assert_eq!(rx.try_recv(), Ok(2));
}

#[test]
fn a_woken_sender_that_is_dropped_passes_its_room_on() {
    in_every_flavor([
        an_offer_is_passed_on::<StdLock>,
        an_offer_is_passed_on::<LocalLock>,
        an_offer_is_passed_on::<Critical>,
    ]);
}

fn a_forgotten_offer_takes_nothing<L: RawLock + 'static>() {
    let (tx, mut rx) = generic::backpressure::<u32, L>(1);
    tx.try_send(0).unwrap();
    let tx: &'static _ = Box::leak(Box::new(tx));
    let mut first = Box::pin(tx.send(1));
    assert!(poll(first.as_mut(), Waker::noop()).is_none());
    assert_eq!(rx.try_recv(), Ok(0));
    std::mem::forget(first);
    assert_eq!(tx.try_send(2), Ok(1));
    assert_eq!(rx.try_recv(), Ok(2));
}

#[test]
#[cfg_attr(miri, ignore = "leaks on purpose")]
fn a_woken_sender_that_is_forgotten_takes_no_room() {
    in_every_flavor([
        a_forgotten_offer_takes_nothing::<StdLock>,
        a_forgotten_offer_takes_nothing::<LocalLock>,
        a_forgotten_offer_takes_nothing::<Critical>,
    ]);
}

fn overtaking_ends<L: RawLock>() {
    let (tx, mut rx) = generic::backpressure::<u32, L>(1);
    tx.try_send(0).unwrap();
    let mut waiting = pin!(tx.send(100));
    assert!(poll(waiting.as_mut(), Waker::noop()).is_none());
    let mut overtaken = 0;
    while rx.try_recv().is_ok() && tx.try_send(1).is_ok() {
        overtaken += 1;
        assert!(overtaken < 10, "newcomers overtake for ever");
        assert!(poll(waiting.as_mut(), Waker::noop()).is_none());
    }
    assert_eq!(overtaken, 4);
    assert_eq!(poll(waiting.as_mut(), Waker::noop()), Some(Ok(1)));
    assert_eq!(rx.try_recv(), Ok(100));
}

#[test]
fn a_sender_is_overtaken_four_times_at_most() {
    in_every_flavor([
        overtaking_ends::<StdLock>,
        overtaking_ends::<LocalLock>,
        overtaking_ends::<Critical>,
    ]);
}

fn receivers_come_and_go<L: RawLock>() {
    let (tx, rx) = generic::backpressure::<u32, L>(2);
    drop(rx);
    assert!(tx.is_closed());
    assert_eq!(tx.try_send(1), Err(TrySendError::Closed(1)));
    assert_eq!(now(tx.send(1)), Some(Err(SendError(1))));
    let mut rx = tx.subscribe();
    assert!(!tx.is_closed());
    tx.try_send(2).unwrap();
    let late = rx.resubscribe();
    let mut same = rx.clone();
    tx.try_send(3).unwrap();
    assert_eq!((late.len(), rx.len(), same.len()), (1, 2, 2));
    assert_eq!((rx.try_recv(), rx.try_recv()), (Ok(2), Ok(3)));
    assert_eq!(same.try_recv(), Ok(2));
    assert_eq!(tx.try_send(4), Ok(3));
    assert_eq!(tx.try_send(5), Err(TrySendError::Full(5)));
    // Those who leave give up what they have not seen.
    let mut waiting = pin!(tx.send(5));
    let (bell, waker) = Bell::new();
    assert!(poll(waiting.as_mut(), &waker).is_none());
    drop(late);
    assert_eq!(bell.rings(), 0);
    drop(same);
    assert_eq!(bell.rings(), 1);
    assert_eq!(poll(waiting.as_mut(), &waker), Some(Ok(1)));
    assert_eq!((rx.try_recv(), rx.try_recv()), (Ok(4), Ok(5)));
}

#[test]
fn receivers_come_and_go_and_give_up_what_they_have_not_seen() {
    in_every_flavor([
        receivers_come_and_go::<StdLock>,
        receivers_come_and_go::<LocalLock>,
        receivers_come_and_go::<Critical>,
    ]);
}

fn close_lets_receivers_drain<L: RawLock>() {
    let (tx, mut rx) = generic::channel::<u32, L>(4);
    tx.try_send(1).unwrap();
    let other = tx.clone();
    assert_eq!(rx.sender_count(), 2);
    other.close();
    assert!(tx.is_closed() && rx.is_closed());
    assert_eq!(tx.try_send(2), Err(TrySendError::Closed(2)));
    assert_eq!(now(rx.recv()), Some(Ok(1)));
    assert_eq!(now(rx.recv()), Some(Err(RecvError::Closed)));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(tx.subscribe().try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn a_closed_channel_is_drained_first() {
    in_every_flavor([
        close_lets_receivers_drain::<StdLock>,
        close_lets_receivers_drain::<LocalLock>,
        close_lets_receivers_drain::<Critical>,
    ]);
}

fn who_waits_hears_of_the_end<L: RawLock>() {
    let (tx, mut rx) = generic::backpressure::<u32, L>(1);
    let mut other = rx.clone();
    let (bell, waker) = Bell::new();
    let mut one = pin!(rx.recv());
    let mut two = pin!(other.recv());
    assert!(poll(one.as_mut(), &waker).is_none() && poll(two.as_mut(), &waker).is_none());
    drop(tx);
    assert_eq!(bell.rings(), 2);
    assert_eq!(poll(one.as_mut(), &waker), Some(Err(RecvError::Closed)));
    assert_eq!(poll(two.as_mut(), &waker), Some(Err(RecvError::Closed)));

    let (tx, rx) = generic::backpressure::<u32, L>(1);
    tx.try_send(0).unwrap();
    let mut send = pin!(tx.send(1));
    let mut closed = pin!(tx.closed());
    assert!(poll(send.as_mut(), &waker).is_none() && poll(closed.as_mut(), &waker).is_none());
    drop(rx);
    assert_eq!(bell.rings(), 4);
    // Those who subscribe later do not undo it.
    let _late = tx.subscribe();
    assert_eq!(poll(send.as_mut(), &waker), Some(Err(SendError(1))));
    assert_eq!(poll(closed.as_mut(), &waker), Some(()));
    assert!(closed.is_terminated() && send.is_terminated());
}

#[test]
fn those_who_wait_hear_of_the_end() {
    in_every_flavor([
        who_waits_hears_of_the_end::<StdLock>,
        who_waits_hears_of_the_end::<LocalLock>,
        who_waits_hears_of_the_end::<Critical>,
    ]);
}

fn one_wake_each<L: RawLock>() {
    let (tx, rx) = generic::channel::<u32, L>(2);
    let mut receivers: Vec<_> = (0..20).map(|_| rx.clone()).collect();
    let bells: Vec<_> = receivers.iter().map(|_| Bell::new()).collect();
    for n in 0..3 {
        let mut futures: Vec<_> = receivers.iter_mut().map(|rx| Box::pin(rx.recv())).collect();
        for (future, (_, waker)) in futures.iter_mut().zip(&bells) {
            assert!(poll(future.as_mut(), waker).is_none());
        }
        assert_eq!(tx.try_send(n), Ok(21));
        for (future, (bell, waker)) in futures.iter_mut().zip(&bells) {
            assert_eq!(bell.rings(), n as usize + 1);
            assert_eq!(poll(future.as_mut(), waker), Some(Ok(n)));
        }
    }
}

#[test]
fn every_receiver_is_woken_once_for_a_message() {
    in_every_flavor([
        one_wake_each::<StdLock>,
        one_wake_each::<LocalLock>,
        one_wake_each::<Critical>,
    ]);
}

fn a_dropped_receive_loses_nothing<L: RawLock>() {
    let (tx, mut rx) = generic::channel::<u32, L>(2);
    let (bell, waker) = Bell::new();
    {
        let mut recv = pin!(rx.recv());
        assert!(poll(recv.as_mut(), &waker).is_none());
        tx.try_send(1).unwrap();
        assert_eq!(bell.rings(), 1);
    }
    assert_eq!(now(rx.recv()), Some(Ok(1)));
    assert!(poll(pin!(rx.recv()), &waker).is_none());
    tx.try_send(2).unwrap();
    assert_eq!(bell.rings(), 1, "nobody waits any more");
    assert_eq!(rx.try_recv(), Ok(2));
}

#[test]
fn a_receive_that_is_dropped_loses_no_message() {
    in_every_flavor([
        a_dropped_receive_loses_nothing::<StdLock>,
        a_dropped_receive_loses_nothing::<LocalLock>,
        a_dropped_receive_loses_nothing::<Critical>,
    ]);
}

fn the_newest_waker_counts<L: RawLock>() {
    let (tx, mut rx) = generic::backpressure::<u32, L>(1);
    let ((old, old_waker), (new, new_waker)) = (Bell::new(), Bell::new());
    {
        let mut recv = pin!(rx.recv());
        assert!(poll(recv.as_mut(), &old_waker).is_none());
        assert_eq!(Arc::strong_count(&old), 3);
        assert!(poll(recv.as_mut(), &old_waker).is_none());
        assert_eq!(Arc::strong_count(&old), 3);
        assert!(poll(recv.as_mut(), &new_waker).is_none());
        assert_eq!(Arc::strong_count(&old), 2);
        tx.try_send(1).unwrap();
    }
    assert_eq!((old.rings(), new.rings()), (0, 1));
    let mut send = pin!(tx.send(2));
    assert!(poll(send.as_mut(), &old_waker).is_none());
    assert!(poll(send.as_mut(), &new_waker).is_none());
    rx.try_recv().unwrap();
    assert_eq!((old.rings(), new.rings()), (0, 2));
    assert_eq!(poll(send.as_mut(), &new_waker), Some(Ok(1)));
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    in_every_flavor([
        the_newest_waker_counts::<StdLock>,
        the_newest_waker_counts::<LocalLock>,
        the_newest_waker_counts::<Critical>,
    ]);
}

fn values_are_conserved<L: RawLock>() {
    let alive = Rc::new(Cell::new(0));
    for lossless in [false, true] {
        let make = if lossless { generic::backpressure::<Counted, L> } else { generic::channel };
        let (tx, mut rx) = make(3);
        let mut other: generic::Receiver<_> = tx.subscribe();
        for n in 0..3 {
            assert!(tx.try_send(Counted::new(n, &alive)).is_ok());
        }
        assert_eq!(tx.try_send(Counted::new(3, &alive)).is_ok(), !lossless);
        assert_eq!(alive.get(), 3);
        if !lossless {
            assert!(matches!(rx.try_recv(), Err(TryRecvError::Lagged(1))));
        }
        let first = rx.try_recv().ok().unwrap();
        assert_eq!((first.0, alive.get()), (u32::from(!lossless), 4));
        if !lossless {
            assert!(other.try_recv().is_err());
        }
        // The last one gets the value itself.
        let last = other.try_recv().ok().unwrap();
        assert_eq!((last.0, alive.get()), (first.0, 4));
        drop((first, last));
        assert_eq!(alive.get(), 2);
        drop(other);
        assert_eq!(alive.get(), 2);
        drop(rx);
        assert_eq!(alive.get(), 0);
        drop(tx);
    }
}

#[test]
fn every_value_is_dropped_once_and_the_last_receiver_gets_it_moved() {
    in_every_flavor([
        values_are_conserved::<StdLock>,
        values_are_conserved::<LocalLock>,
        values_are_conserved::<Critical>,
    ]);
}

/// Runs a closure when it is cloned, or dropped.
struct Hook {
    n: u32,
    on_clone: Rc<dyn Fn(u32)>,
    on_drop: Rc<dyn Fn(u32)>,
}

impl Hook {
    fn new(n: u32, on_clone: impl Fn(u32) + 'static, on_drop: impl Fn(u32) + 'static) -> Self {
        Self { n, on_clone: Rc::new(on_clone), on_drop: Rc::new(on_drop) }
    }
}

impl Clone for Hook {
    fn clone(&self) -> Self {
        (self.on_clone)(self.n);
        // The clone does nothing more.
        Self { n: self.n, on_clone: Rc::new(|_| {}), on_drop: Rc::new(|_| {}) }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        (self.on_drop)(self.n);
    }
}

fn a_message_is_overwritten_while_it_is_cloned<L: RawLock + 'static>() {
    let dropped = Rc::new(RefCell::new(Vec::new()));
    let (tx, mut rx) = generic::channel::<Hook, L>(2);
    let mut other = tx.subscribe();
    let send = {
        let (tx, dropped) = (Rc::new(tx.clone()), Rc::clone(&dropped));
        Rc::new(move |n| {
            let dropped = Rc::clone(&dropped);
            tx.try_send(Hook::new(n, |_| {}, move |n| dropped.borrow_mut().push(n))).is_ok()
        })
    };
    let (inner, log) = (Rc::clone(&send), Rc::clone(&dropped));
    let first = Hook::new(
        1,
        move |_| {
            // The slot of message 1 is pinned: 2 goes beside it, then over 2, never over 1.
            assert!(inner(2) && inner(3) && inner(4));
        },
        move |n| log.borrow_mut().push(n),
    );
    assert!(tx.try_send(first).is_ok());
    let got = rx.try_recv().ok().unwrap();
    assert_eq!(got.n, 1);
    assert_eq!(*dropped.borrow(), [2, 3, 1], "what was pinned lives until the clone is done");
    assert!(matches!(rx.try_recv(), Err(TryRecvError::Lagged(2))));
    assert_eq!(rx.try_recv().ok().unwrap().n, 4);
    assert!(matches!(other.try_recv(), Err(TryRecvError::Lagged(3))));
    assert_eq!(other.try_recv().ok().unwrap().n, 4);
    assert!(other.try_recv().is_err());
    // Both slots are in use again.
    assert!(send(5) && send(6));
    assert_eq!(rx.try_recv().ok().unwrap().n, 5);
    assert_eq!(rx.try_recv().ok().unwrap().n, 6);
}

#[test]
fn a_value_stays_while_it_is_cloned_though_its_message_is_overwritten() {
    in_every_flavor([
        a_message_is_overwritten_while_it_is_cloned::<StdLock>,
        a_message_is_overwritten_while_it_is_cloned::<LocalLock>,
        a_message_is_overwritten_while_it_is_cloned::<Critical>,
    ]);
}

fn all_slots_are_pinned<L: RawLock + 'static>() {
    let (tx, mut rx) = generic::channel::<Hook, L>(1);
    let mut other = tx.subscribe();
    let (bell, waker) = Bell::new();
    type Waiting = Option<Pin<Box<dyn Future<Output = bool>>>>;
    let waiting: Rc<RefCell<Waiting>> = Rc::default();
    let (inner, slot, clone_waker) = (tx.clone(), Rc::clone(&waiting), waker.clone());
    let on_clone = move |_| {
        let Err(TrySendError::Full(refused)) = inner.try_send(Hook::new(2, |_| {}, |_| {})) else {
            panic!("it went over a value that is being cloned");
        };
        let tx = inner.clone();
        let mut send: Pin<Box<dyn Future<Output = bool>>> =
            Box::pin(async move { tx.send(refused).await.is_ok() });
        assert!(poll(send.as_mut(), &clone_waker).is_none());
        *slot.borrow_mut() = Some(send);
    };
    assert!(tx.try_send(Hook::new(1, on_clone, |_| {})).is_ok());
    assert_eq!(rx.try_recv().ok().unwrap().n, 1);
    assert_eq!(bell.rings(), 1, "the end of the clone makes room");
    let mut send = waiting.borrow_mut().take().unwrap();
    assert_eq!(poll(send.as_mut(), &waker), Some(true));
    assert!(matches!(other.try_recv(), Err(TryRecvError::Lagged(1))));
    assert_eq!((rx.try_recv().ok().unwrap().n, other.try_recv().ok().unwrap().n), (2, 2));
}

#[test]
fn a_sender_waits_while_all_slots_are_being_cloned() {
    in_every_flavor([
        all_slots_are_pinned::<StdLock>,
        all_slots_are_pinned::<LocalLock>,
        all_slots_are_pinned::<Critical>,
    ]);
}

fn a_clone_panics<L: RawLock + 'static>() {
    for lossless in [false, true] {
        let make = if lossless { generic::backpressure::<Hook, L> } else { generic::channel };
        let (tx, mut rx) = make(1);
        let mut other: generic::Receiver<_> = tx.subscribe();
        let fail = Rc::new(Cell::new(true));
        let failing = Rc::clone(&fail);
        let on_clone = move |_| assert!(!failing.get(), "clone fails");
        assert!(tx.try_send(Hook::new(1, on_clone, |_| {})).is_ok());
        assert!(catch_unwind(AssertUnwindSafe(|| rx.try_recv().is_ok())).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| now(rx.recv()).is_some())).is_err());
        fail.set(false);
        assert_eq!(rx.len(), 1);
        assert_eq!(rx.try_recv().ok().unwrap().n, 1);
        assert_eq!(other.try_recv().ok().unwrap().n, 1);
        assert!(tx.is_empty());
        assert!(tx.try_send(Hook::new(2, |_| {}, |_| {})).is_ok());
        assert_eq!(rx.try_recv().ok().unwrap().n, 2);
    }
}

#[test]
fn a_message_whose_clone_panics_is_not_seen() {
    in_every_flavor([
        a_clone_panics::<StdLock>,
        a_clone_panics::<LocalLock>,
        a_clone_panics::<Critical>,
    ]);
}

fn a_destructor_panics<L: RawLock + 'static>() {
    let dropped = Rc::new(Cell::new(0));
    let (tx, rx) = generic::channel::<Hook, L>(5);
    for n in 0..5 {
        let dropped = Rc::clone(&dropped);
        let on_drop = move |n| {
            dropped.set(dropped.get() + 1);
            assert!(n != 1, "a destructor fails");
        };
        assert!(tx.try_send(Hook::new(n, |_| {}, on_drop)).is_ok());
    }
    assert!(catch_unwind(AssertUnwindSafe(|| drop(rx))).is_err());
    assert_eq!(dropped.get(), 5);
    assert_eq!(tx.receiver_count(), 0);
}

#[test]
fn the_other_values_are_dropped_when_a_destructor_panics() {
    in_every_flavor([
        a_destructor_panics::<StdLock>,
        a_destructor_panics::<LocalLock>,
        a_destructor_panics::<Critical>,
    ]);
}

#[test]
fn a_destructor_may_use_the_channel() {
    let (tx, mut rx) = threads::channel::<Option<Arc<dyn Fn() + Send + Sync>>>(1);
    struct OnDrop<F: Fn()>(F);
    impl<F: Fn()> Drop for OnDrop<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    let sender = tx.clone();
    let guard = OnDrop(move || drop(sender.try_send(None)));
    tx.try_send(Some(Arc::new(move || _ = &guard))).ok().unwrap();
    // The first is overwritten by the second, and sends a third when it is dropped.
    tx.try_send(None).ok().unwrap();
    assert!(matches!(rx.try_recv(), Err(TryRecvError::Lagged(2))));
    assert!(matches!(rx.try_recv(), Ok(None)));
    assert!(matches!(rx.try_recv(), Err(TryRecvError::Empty)));
}

/// A waker that sends on the channel when it is cloned, woken and dropped.
fn reentrant(tx: threads::Sender<u32>) -> Waker {
    fn act(data: *const ()) {
        // SAFETY: made of an `Arc` below, and alive as long as the waker is.
        let tx = unsafe { &*data.cast::<threads::Sender<u32>>() };
        let _ = tx.try_send(7);
        let _ = tx.subscribe().try_recv();
        tx.len();
    }
    const VTABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            act(data);
            // SAFETY: it is the pointer of an `Arc`.
            unsafe { Arc::increment_strong_count(data.cast::<threads::Sender<u32>>()) };
            RawWaker::new(data, &VTABLE)
        },
        |data| {
            act(data);
            // SAFETY: it is the pointer of an `Arc`.
            drop(unsafe { Arc::from_raw(data.cast::<threads::Sender<u32>>()) });
        },
        act,
        |data| {
            act(data);
            // SAFETY: it is the pointer of an `Arc`.
            drop(unsafe { Arc::from_raw(data.cast::<threads::Sender<u32>>()) });
        },
    );
    let data = Arc::into_raw(Arc::new(tx)).cast();
    // SAFETY: the table counts the `Arc`.
    unsafe { Waker::from_raw(RawWaker::new(data, &VTABLE)) }
}

#[test]
fn a_waker_may_use_the_channel() {
    let (tx, mut rx) = threads::channel::<u32>(2);
    let waker = reentrant(tx.clone());
    let mut other = tx.subscribe();
    {
        let mut recv = pin!(rx.recv());
        // Its own clone sends, so it is ready.
        assert_eq!(poll(recv.as_mut(), &waker), Some(Ok(7)));
    }
    while other.try_recv() != Err(TryRecvError::Empty) {}
    while rx.try_recv() != Err(TryRecvError::Empty) {}
    let mut recv = pin!(rx.recv());
    assert!(poll(recv.as_mut(), Waker::noop()).is_none());
    let mut polled = poll(recv.as_mut(), &waker);
    assert_eq!(polled.take(), Some(Ok(7)));
    drop(waker);
}

#[test]
fn the_others_are_woken_when_a_waker_panics() {
    struct Bad;
    impl Wake for Bad {
        fn wake(self: Arc<Self>) {
            panic!("a waker fails");
        }
    }
    let (tx, mut rx) = threads::channel::<u32>(2);
    let mut other = tx.subscribe();
    let (bell, waker) = Bell::new();
    let mut first = pin!(rx.recv());
    let mut second = pin!(other.recv());
    assert!(poll(first.as_mut(), &Waker::from(Arc::new(Bad))).is_none());
    assert!(poll(second.as_mut(), &waker).is_none());
    assert!(catch_unwind(AssertUnwindSafe(|| tx.try_send(1))).is_err());
    assert_eq!(bell.rings(), 1);
    assert_eq!(poll(first.as_mut(), &waker), Some(Ok(1)));
    assert_eq!(poll(second.as_mut(), &waker), Some(Ok(1)));
}

#[test]
fn a_channel_may_be_split_again() {
    let alive = Rc::new(Cell::new(0));
    let mut channel = local::broadcast::Channel::<Counted, 3>::new();
    {
        let (tx, rx) = channel.split();
        assert!(tx.try_send(Counted::new(1, &alive)).is_ok());
        assert!(tx.try_send(Counted::new(2, &alive)).is_ok());
        // Forgotten: what it has not seen stays.
        std::mem::forget(rx);
        tx.close();
    }
    assert_eq!(alive.get(), 2);
    {
        let (tx, mut rx) = channel.split();
        assert_eq!(alive.get(), 0);
        assert!(!tx.is_closed());
        assert_eq!((tx.sender_count(), tx.receiver_count(), tx.len()), (1, 1, 0));
        assert!(tx.try_send(Counted::new(3, &alive)).is_ok());
        assert_eq!(rx.try_recv().ok().unwrap().0, 3);
        assert!(tx.try_send(Counted::new(4, &alive)).is_ok());
        std::mem::forget(rx);
    }
    drop(channel);
    assert_eq!(alive.get(), 0);
}

#[test]
#[cfg_attr(miri, ignore = "leaks on purpose")]
fn forgotten_futures_are_never_touched_again() {
    let channel = Box::leak(Box::new(threads::Channel::<u32, 1>::backpressure()));
    for _ in 0..2 {
        let (tx, mut rx) = channel.split();
        let mut recv = Box::pin(rx.recv());
        assert!(poll(recv.as_mut(), Waker::noop()).is_none());
        std::mem::forget(recv);
        tx.try_send(1).unwrap();
        let mut send = Box::pin(tx.send(2));
        assert!(poll(send.as_mut(), Waker::noop()).is_none());
        std::mem::forget(send);
        assert_eq!(rx.try_recv(), Ok(1));
    }
}

#[test]
fn a_static_channel_is_split_once() {
    static CHANNEL: Channel<u32, 2> = Channel::new();
    let (tx, mut rx) = CHANNEL.split_static();
    tx.try_send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    drop((tx, rx));
    assert!(catch_unwind(|| CHANNEL.split_static()).is_err());
}

#[test]
fn a_leaving_receiver_gives_up_many_messages() {
    let (tx, rx) = threads::backpressure::<u32>(100);
    let mut slow = rx.clone();
    let other = rx.clone();
    (0..100).for_each(|n| assert_eq!(tx.try_send(n), Ok(3)));
    let copy = slow.clone();
    drop((rx, other));
    assert_eq!((tx.len(), copy.len()), (100, 100));
    (0..100).for_each(|n| assert_eq!(slow.try_recv(), Ok(n)));
    assert_eq!(tx.len(), 100);
    drop(copy);
    assert_eq!(tx.len(), 0);
    assert_eq!(tx.try_send(1), Ok(1));
}

#[test]
fn blocking_calls_time_out() {
    let (tx, mut rx) = threads::backpressure::<u32>(1);
    let short = Duration::from_millis(2);
    assert_eq!(rx.blocking_recv_timeout(short), Err(RecvTimeoutError::Timeout));
    assert_eq!(tx.blocking_send(1), Ok(1));
    assert_eq!(tx.blocking_send_timeout(2, short), Err(SendTimeoutError::Timeout(2)));
    assert_eq!(rx.blocking_recv(), Ok(1));
    assert_eq!(tx.blocking_send_timeout(3, short), Ok(1));
    assert_eq!(rx.blocking_recv_timeout(short), Ok(3));
    thread::scope(|s| {
        s.spawn(|| tx.blocking_closed());
        s.spawn(|| drop(rx));
    });
    assert_eq!(tx.blocking_send_timeout(4, short), Err(SendTimeoutError::Closed(4)));
    assert_eq!(tx.blocking_send(4), Err(SendError(4)));
}

#[test]
fn a_stream_waits_by_itself() {
    let (tx, rx) = threads::channel::<u32>(2);
    let (bell, waker) = Bell::new();
    let mut messages = pin!(rx.into_stream());
    let mut cx = Context::from_waker(&waker);
    for n in 0..3 {
        assert!(messages.as_mut().poll_recv(&mut cx).is_pending());
        tx.try_send(n).unwrap();
        assert_eq!(bell.rings(), n as usize + 1);
        assert_eq!(messages.as_mut().poll_recv(&mut cx), Poll::Ready(Ok(n)));
    }
    assert_eq!(messages.get_ref().len(), 0);
    drop(tx);
    assert_eq!(messages.as_mut().poll_recv(&mut cx), Poll::Ready(Err(RecvError::Closed)));
}

#[cfg(feature = "futures-core")]
#[test]
fn a_stream_yields_messages_and_gaps_until_the_end() {
    use futures_core::Stream;
    let (tx, mut rx) = threads::channel::<u32>(1);
    (0..3).for_each(|n| assert_eq!(tx.try_send(n), Ok(1)));
    drop(tx);
    let mut messages = pin!(rx.stream());
    let mut cx = Context::from_waker(Waker::noop());
    let mut next = || messages.as_mut().poll_next(&mut cx);
    assert_eq!(next(), Poll::Ready(Some(Err(threads::Lagged(2)))));
    assert_eq!(next(), Poll::Ready(Some(Ok(2))));
    assert_eq!((next(), next()), (Poll::Ready(None), Poll::Ready(None)));
}

#[test]
fn a_completed_future_panics_when_it_is_polled() {
    let (tx, mut rx) = threads::channel::<u32>(1);
    let mut send = pin!(tx.send(1));
    assert!(poll(send.as_mut(), Waker::noop()).is_some());
    assert!(catch_unwind(AssertUnwindSafe(|| poll(send.as_mut(), Waker::noop()))).is_err());
    let mut recv = pin!(rx.recv());
    assert!(poll(recv.as_mut(), Waker::noop()).is_some());
    assert!(recv.is_terminated());
    assert!(catch_unwind(AssertUnwindSafe(|| poll(recv.as_mut(), Waker::noop()))).is_err());
}

/// What is sent by threads arrives in order; nothing is torn, nothing is lost but what lag tells.
fn stress(
    (tx, rx): (threads::Sender<Box<u64>>, threads::Receiver<Box<u64>>),
    messages: u64,
    lossless: bool,
) {
    let receivers: Vec<_> = (0..2).map(|_| rx.clone()).chain([rx.clone()]).collect();
    drop(rx);
    thread::scope(|s| {
        for mut rx in receivers {
            s.spawn(move || {
                let mut next = 0;
                loop {
                    match rx.blocking_recv() {
                        Ok(n) => {
                            assert_eq!(*n, next);
                            next += 1;
                        }
                        Err(RecvError::Lagged(n)) => {
                            assert!(!lossless);
                            next += n;
                        }
                        Err(RecvError::Closed) => break,
                    }
                    if next % 16 == 3 {
                        // Receivers come and go meanwhile.
                        drop(rx.clone());
                    }
                }
                assert_eq!(next, messages);
            });
        }
        s.spawn(move || (0..messages).for_each(|n| drop(tx.blocking_send(Box::new(n)))));
    });
}

#[test]
fn threads_with_backpressure_lose_nothing() {
    let messages = if cfg!(miri) { 12 } else { 20_000 };
    for capacity in [1, 2, 5] {
        stress(threads::backpressure(capacity), messages, true);
    }
}

#[test]
fn threads_that_lag_learn_by_how_much() {
    let messages = if cfg!(miri) { 12 } else { 20_000 };
    for capacity in [1, 2, 5] {
        stress(threads::channel(capacity), messages, false);
    }
}

fn is_send<T: Send>(_: &T) {}
fn is_sync<T: Sync>(_: &T) {}
fn is_unpin<T: Unpin>(_: &T) {}

#[test]
fn ends_and_futures_may_move_between_threads() {
    let (tx, mut rx) = threads::channel::<u32>(1);
    is_send(&tx);
    is_sync(&tx);
    is_send(&rx);
    is_sync(&rx);
    is_unpin(&rx);
    is_send(&tx.send(1));
    is_sync(&tx.send(1));
    is_send(&tx.closed());
    is_send(&rx.recv());
    is_sync(&rx.recv());
    is_send(&rx.stream());
}
