//! The two ends, in every flavor and form.

use std::cell::RefCell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::oneshot::{Oneshot, Place, Receiver, Sender, channel};
use wakeful::channel::{RecvError, TryRecvError};
use wakeful::lock::{LocalLock, RawLock, StdLock};

use super::probe::{Call, Census, Probe, Third, Tracked};

/// What is to hold whatever the flavor and the form.
trait Scene {
    fn play<A: Place<Value = Tracked>>(tx: Sender<A>, rx: Receiver<A>, census: &Census);
}

fn everywhere<S: Scene>() {
    fn flavor<L: RawLock, S: Scene>() {
        let census = Census::new();
        let mut borrowed = Oneshot::<Tracked, L>::new();
        for _ in 0..3 {
            let (tx, rx) = borrowed.split();
            S::play(tx, rx, &census);
        }
        drop(borrowed);
        assert_eq!(census.alive(), 0, "borrowed");
        let (tx, rx) = channel::<Tracked, L>();
        S::play(tx, rx, &census);
        assert_eq!(census.alive(), 0, "shared");
    }
    flavor::<LocalLock, S>();
    flavor::<StdLock, S>();
    flavor::<Third, S>();
}

fn is_closed<T>(result: Result<T, TryRecvError>) -> bool {
    matches!(result, Err(TryRecvError::Closed))
}

fn is_over<T>(poll: Poll<Result<T, RecvError>>) -> bool {
    matches!(poll, Poll::Ready(Err(RecvError)))
}

#[test]
fn a_value_that_was_sent_is_received_once() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            assert!(matches!(rx.try_recv(), Err(TryRecvError::Empty)));
            assert!(!tx.is_closed() && !rx.is_closed() && rx.is_empty());
            assert!(tx.send(census.value()).is_ok());
            assert!(!rx.is_empty() && !rx.is_terminated());
            let value = rx.try_recv().ok().unwrap();
            assert_eq!(census.alive(), 1);
            drop(value);
            assert!(rx.is_terminated() && rx.is_closed() && rx.is_empty());
            assert!(is_closed(rx.try_recv()));
            assert!(is_over(Probe::new().poll(&mut rx)));
            rx.close();
            assert!(is_closed(rx.try_recv()));
        }
    }
    everywhere::<S>();
}

#[test]
fn who_waits_is_woken_once_by_the_value() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            let task = Probe::new();
            assert!(task.poll(&mut rx).is_pending());
            assert_eq!((task.wakes(), task.held()), (0, 1));
            assert!(tx.send(census.value()).is_ok());
            assert_eq!((task.wakes(), task.held()), (1, 0));
            assert!(matches!(task.poll(&mut rx), Poll::Ready(Ok(_))));
            assert!(is_over(task.poll(&mut rx)));
            assert!(is_closed(rx.try_recv()));
        }
    }
    everywhere::<S>();
}

#[test]
fn who_waits_is_woken_by_the_drop_of_the_sender() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, _: &Census) {
            let task = Probe::new();
            assert!(task.poll(&mut rx).is_pending());
            drop(tx);
            assert_eq!((task.wakes(), task.held()), (1, 0));
            assert!(is_over(task.poll(&mut rx)));
            assert!(is_closed(rx.try_recv()));
            assert!(is_over(task.poll(&mut rx)));
        }
    }
    everywhere::<S>();
}

#[test]
fn a_sender_that_was_dropped_before_closes() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, _: &Census) {
            drop(tx);
            assert!(is_closed(rx.try_recv()));
            assert!(is_closed(rx.try_recv()));
        }
    }
    everywhere::<S>();
}

#[test]
fn a_dropped_receiver_gives_the_value_back() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, rx: Receiver<A>, census: &Census) {
            drop(rx);
            assert!(tx.is_closed());
            assert!(tx.send(census.value()).is_err());
        }
    }
    everywhere::<S>();
}

#[test]
fn a_dropped_receiver_drops_the_value_and_its_waker() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, rx: Receiver<A>, census: &Census) {
            assert!(tx.send(census.value()).is_ok());
            assert_eq!(census.alive(), 1);
            drop(rx);
            assert_eq!(census.alive(), 0);
        }
    }
    everywhere::<S>();

    struct Waits;
    impl Scene for Waits {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            let task = Probe::new();
            assert!(task.poll(&mut rx).is_pending());
            drop(rx);
            assert_eq!((task.wakes(), task.held()), (0, 0));
            assert!(tx.send(census.value()).is_err());
        }
    }
    everywhere::<Waits>();
}

#[test]
fn close_refuses_what_comes_and_keeps_what_came() {
    struct Before;
    impl Scene for Before {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            let task = Probe::new();
            assert!(task.poll(&mut rx).is_pending());
            rx.close();
            rx.close();
            assert!(rx.is_closed() && !rx.is_terminated() && tx.is_closed());
            assert!(tx.send(census.value()).is_err());
            assert!(is_over(task.poll(&mut rx)));
            assert!(is_closed(rx.try_recv()));
            assert_eq!((task.wakes(), task.held()), (0, 0));
        }
    }
    everywhere::<Before>();

    struct Undecided;
    impl Scene for Undecided {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            rx.close();
            assert!(is_closed(rx.try_recv()));
            assert!(is_closed(rx.try_recv()));
            assert!(tx.send(census.value()).is_err());
        }
    }
    everywhere::<Undecided>();

    struct After;
    impl Scene for After {
        fn play<A: Place<Value = Tracked>>(tx: Sender<A>, mut rx: Receiver<A>, census: &Census) {
            assert!(tx.send(census.value()).is_ok());
            rx.close();
            assert!(rx.try_recv().is_ok());
            assert!(is_closed(rx.try_recv()));
            assert!(is_over(Probe::new().poll(&mut rx)));
        }
    }
    everywhere::<After>();
}

#[test]
fn who_waits_for_the_close_is_woken_by_it() {
    struct Close;
    impl Scene for Close {
        fn play<A: Place<Value = Tracked>>(
            mut tx: Sender<A>,
            mut rx: Receiver<A>,
            census: &Census,
        ) {
            let task = Probe::new();
            let mut closed = tx.closed();
            assert!(task.poll(&mut closed).is_pending());
            assert!(!closed.is_terminated());
            rx.close();
            assert_eq!((task.wakes(), task.held()), (1, 0));
            assert!(task.poll(&mut closed).is_ready());
            assert!(closed.is_terminated());
            let again = catch_unwind(AssertUnwindSafe(|| task.poll(&mut closed).is_ready()));
            assert!(again.is_err(), "a completed future was polled");
            drop(closed);
            assert!(tx.send(census.value()).is_err());
        }
    }
    everywhere::<Close>();

    struct Gone;
    impl Scene for Gone {
        fn play<A: Place<Value = Tracked>>(mut tx: Sender<A>, rx: Receiver<A>, _: &Census) {
            let task = Probe::new();
            assert!(task.with(|cx| tx.poll_closed(cx)).is_pending());
            drop(rx);
            assert_eq!((task.wakes(), task.held()), (1, 0));
            assert!(task.with(|cx| tx.poll_closed(cx)).is_ready());
            assert!(task.with(|cx| tx.poll_closed(cx)).is_ready());
        }
    }
    everywhere::<Gone>();
}

#[test]
fn a_sender_that_waited_for_the_close_sends_and_drops_its_waker() {
    struct Sends;
    impl Scene for Sends {
        fn play<A: Place<Value = Tracked>>(
            mut tx: Sender<A>,
            mut rx: Receiver<A>,
            census: &Census,
        ) {
            let (task, other) = (Probe::new(), Probe::new());
            assert!(task.with(|cx| tx.poll_closed(cx)).is_pending());
            assert!(other.poll(&mut rx).is_pending());
            assert!(tx.send(census.value()).is_ok());
            assert_eq!((task.wakes(), task.held()), (0, 0));
            assert_eq!((other.wakes(), other.held()), (1, 0));
            assert!(rx.try_recv().is_ok());
        }
    }
    everywhere::<Sends>();

    struct Leaves;
    impl Scene for Leaves {
        fn play<A: Place<Value = Tracked>>(mut tx: Sender<A>, mut rx: Receiver<A>, _: &Census) {
            let (task, other) = (Probe::new(), Probe::new());
            assert!(task.with(|cx| tx.poll_closed(cx)).is_pending());
            assert!(other.poll(&mut rx).is_pending());
            drop(tx);
            assert_eq!((task.wakes(), task.held()), (0, 0));
            assert_eq!((other.wakes(), other.held()), (1, 0));
        }
    }
    everywhere::<Leaves>();
}

#[test]
fn a_dropped_future_takes_its_waker_with_it() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(
            mut tx: Sender<A>,
            mut rx: Receiver<A>,
            census: &Census,
        ) {
            let task = Probe::new();
            let mut recv = rx.recv();
            assert!(task.poll(&mut recv).is_pending());
            assert!(!recv.is_terminated());
            drop(recv);
            let mut closed = tx.closed();
            assert!(task.poll(&mut closed).is_pending());
            drop(closed);
            assert_eq!(task.held(), 0);
            assert!(tx.send(census.value()).is_ok());
            assert_eq!(task.wakes(), 0);
            let mut recv = rx.recv();
            assert!(matches!(task.poll(&mut recv), Poll::Ready(Ok(_))));
            assert!(recv.is_terminated());
            assert!(is_over(task.poll(&mut recv)));
        }
    }
    everywhere::<S>();
}

#[test]
fn the_newest_waker_is_the_one_woken_and_none_is_cloned_twice() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Tracked>>(
            mut tx: Sender<A>,
            mut rx: Receiver<A>,
            census: &Census,
        ) {
            let (a, b) = (Probe::new(), Probe::new());
            assert!(a.poll(&mut rx).is_pending());
            assert!(a.poll(&mut rx).is_pending());
            assert_eq!(a.clones(), 1);
            assert!(b.poll(&mut rx).is_pending());
            assert_eq!((a.held(), b.held()), (0, 1));
            let (c, d) = (Probe::new(), Probe::new());
            for task in [&c, &c, &d] {
                assert!(task.with(|cx| tx.poll_closed(cx)).is_pending());
            }
            assert_eq!((c.clones(), c.held(), d.held()), (1, 0, 1));
            assert!(tx.send(census.value()).is_ok());
            assert_eq!((a.wakes(), b.wakes()), (0, 1));
            assert!(rx.try_recv().is_ok());
        }
    }
    everywhere::<S>();
}

/// An end that a hook can take.
type Slot<T> = Rc<RefCell<Option<T>>>;

/// Wakers that call back live on: only the shared form lives long enough.
fn shared_everywhere(play: [fn(); 3]) {
    play.map(|play| play());
}

#[test]
fn a_waker_may_send_and_drop_from_within() {
    fn play<L: RawLock + 'static>() {
        for call in [Call::Clone, Call::Wake, Call::Drop] {
            let census = Census::new();
            let (tx, mut rx) = channel::<Tracked, L>();
            let sender: Slot<_> = Rc::new(RefCell::new(Some(tx)));
            let (task, other) = (Probe::new(), Probe::new());
            let (hook, value) = (sender.clone(), census.value());
            task.at(call, move || {
                let tx = hook.borrow_mut().take().unwrap();
                assert!(tx.send(value).is_ok());
            });
            let polled = match call {
                // The value comes while the waker is cloned: found before the task sleeps.
                Call::Clone => task.poll(&mut rx),
                // The stale waker is dropped when the new one is in.
                Call::Drop => {
                    assert!(task.poll(&mut rx).is_pending());
                    let polled = other.poll(&mut rx);
                    assert_eq!((task.wakes(), other.wakes()), (0, 1));
                    assert!(polled.is_pending());
                    other.poll(&mut rx)
                }
                Call::Wake => {
                    task.with(|cx| cx.waker().wake_by_ref());
                    task.poll(&mut rx)
                }
            };
            assert!(matches!(polled, Poll::Ready(Ok(_))), "{call:?}");
            drop(polled);
            drop(rx);
            assert_eq!((census.alive(), task.held(), other.held()), (0, 0, 0), "{call:?}");
        }
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn a_woken_task_may_drop_the_receiver_from_within_the_wake() {
    fn play<L: RawLock + 'static>() {
        for send in [false, true] {
            let census = Census::new();
            let (tx, mut rx) = channel::<Tracked, L>();
            let task = Probe::new();
            assert!(task.poll(&mut rx).is_pending());
            let receiver: Slot<_> = Rc::new(RefCell::new(Some(rx)));
            task.at(Call::Wake, move || drop(receiver.borrow_mut().take()));
            if send {
                assert!(tx.send(census.value()).is_ok());
            } else {
                drop(tx);
            }
            assert_eq!((task.wakes(), task.held(), census.alive()), (1, 0, 0));
        }
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn a_sender_may_be_dropped_from_within_the_wake_of_the_close() {
    fn play<L: RawLock + 'static>() {
        let (mut tx, rx) = channel::<Tracked, L>();
        let task = Probe::new();
        assert!(task.with(|cx| tx.poll_closed(cx)).is_pending());
        let sender: Slot<_> = Rc::new(RefCell::new(Some(tx)));
        task.at(Call::Wake, move || drop(sender.borrow_mut().take()));
        drop(rx);
        assert_eq!((task.wakes(), task.held()), (1, 0));
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn a_value_may_use_the_channel_when_it_is_dropped_and_may_panic() {
    fn play<L: RawLock + 'static>() {
        let census = Census::new();
        let mut channel = Oneshot::<Tracked, L>::new();
        let (tx, rx) = channel.split();
        let value = census.value().at_drop(|| panic!("the value's"));
        assert!(tx.send(value).is_ok());
        assert!(catch_unwind(AssertUnwindSafe(|| drop(rx))).is_err());
        assert_eq!(census.alive(), 0);
        // Left in the channel by forgotten ends: dropped by the next split, once.
        let (tx, rx) = channel.split();
        assert!(tx.send(census.value().at_drop(|| panic!("the value's"))).is_ok());
        mem::forget(rx);
        assert!(catch_unwind(AssertUnwindSafe(|| drop(channel.split()))).is_err());
        assert_eq!(census.alive(), 0);
        let (tx, mut rx) = channel.split();
        assert!(tx.send(census.value()).is_ok());
        assert!(rx.try_recv().is_ok());
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn forgotten_ends_leave_a_channel_that_starts_over() {
    fn play<L: RawLock + 'static>() {
        let census = Census::new();
        let (task, other) = (Probe::new(), Probe::new());
        let mut channel = Oneshot::<Tracked, L>::new();
        let (mut tx, mut rx) = channel.split();
        assert!(task.poll(&mut rx).is_pending());
        assert!(other.with(|cx| tx.poll_closed(cx)).is_pending());
        mem::forget((tx, rx));
        assert_eq!((task.held(), other.held()), (1, 1));
        let (tx, mut rx) = channel.split();
        assert_eq!((task.held(), other.held()), (0, 0));
        assert!(tx.send(census.value()).is_ok());
        assert_eq!(task.wakes(), 0);
        assert!(rx.try_recv().is_ok());
        drop(rx);
        let (tx, rx) = channel.split();
        assert!(tx.send(census.value()).is_ok());
        mem::forget(rx);
        assert!(!channel.is_empty());
        drop(channel);
        assert_eq!(census.alive(), 0);
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn a_panicking_waker_leaves_nothing_half_done() {
    fn play<L: RawLock + 'static>() {
        let census = Census::new();
        let (tx, mut rx) = channel::<Tracked, L>();
        let task = Probe::new();
        task.at(Call::Clone, || panic!("the waker's"));
        assert!(catch_unwind(AssertUnwindSafe(|| task.poll(&mut rx).is_pending())).is_err());
        let task = Probe::new();
        assert!(task.poll(&mut rx).is_pending());
        task.at(Call::Wake, || panic!("the waker's"));
        let value = census.value();
        assert!(catch_unwind(AssertUnwindSafe(|| tx.send(value).is_ok())).is_err());
        assert!(rx.try_recv().is_ok());
        assert_eq!(census.alive(), 0);
    }
    shared_everywhere([play::<LocalLock>, play::<StdLock>, play::<Third>]);
}

#[test]
fn ends_and_channels_can_be_printed() {
    let mut channel = Oneshot::<u8, StdLock>::default();
    assert_eq!(format!("{channel:?}"), "Oneshot { is_empty: true }");
    let (mut tx, mut rx) = channel.split();
    assert_eq!(format!("{tx:?}"), "Sender { is_closed: false }");
    assert_eq!(format!("{rx:?}"), "Receiver { is_empty: true, completed: false }");
    assert_eq!(
        format!("{:?} {:?}", tx.closed(), rx.recv()),
        "Closed { completed: false } Recv { completed: false }"
    );
}
