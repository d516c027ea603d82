//! A value that fits into a byte.

use std::cell::RefCell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::oneshot::lite::{Oneshot, Place, Receiver, Sender, State, channel};
use wakeful::channel::{RecvError, TryRecvError};
use wakeful::lock::{LocalLock, RawLock, StdLock};

use super::probe::{Call, Probe, Third};

trait Scene {
    fn play<A: Place<State = bool>>(tx: Sender<A>, rx: Receiver<A>);
}

fn everywhere<S: Scene>() {
    fn flavor<L: RawLock, S: Scene>() {
        let mut borrowed = Oneshot::<bool, L>::new();
        for _ in 0..3 {
            let (tx, rx) = borrowed.split();
            S::play(tx, rx);
        }
        let (tx, rx) = channel::<bool, L>();
        S::play(tx, rx);
    }
    flavor::<LocalLock, S>();
    flavor::<StdLock, S>();
    flavor::<Third, S>();
}

#[test]
fn a_byte_that_was_sent_is_received_once() {
    struct S;
    impl Scene for S {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            assert!(!tx.is_closed() && !rx.is_closed() && rx.is_empty());
            assert_eq!(tx.send(true), Ok(()));
            assert!(!rx.is_empty() && !rx.is_terminated());
            assert_eq!(rx.try_recv(), Ok(true));
            assert!(rx.is_terminated() && rx.is_closed() && rx.is_empty());
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
            assert_eq!(Probe::new().poll(&mut rx), Poll::Ready(Err(RecvError)));
            rx.close();
        }
    }
    everywhere::<S>();
}

#[test]
fn who_waits_is_woken_once_by_the_byte_or_the_drop() {
    struct S<const SEND: bool>;
    impl<const SEND: bool> Scene for S<SEND> {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            let (stale, task) = (Probe::new(), Probe::new());
            assert!(stale.poll(&mut rx).is_pending());
            assert!(task.poll(&mut rx).is_pending());
            assert!(task.poll(&mut rx).is_pending());
            assert_eq!((stale.held(), task.clones()), (0, 1));
            let expected = if SEND {
                assert_eq!(tx.send(false), Ok(()));
                Ok(false)
            } else {
                drop(tx);
                Err(RecvError)
            };
            assert_eq!((stale.wakes(), task.wakes(), task.held()), (0, 1, 0));
            assert_eq!(task.poll(&mut rx), Poll::Ready(expected));
            assert_eq!(task.poll(&mut rx), Poll::Ready(Err(RecvError)));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        }
    }
    everywhere::<S<true>>();
    everywhere::<S<false>>();
}

#[test]
fn a_receiver_that_goes_or_closes_gives_the_value_back() {
    struct Goes<const WAITS: bool>;
    impl<const WAITS: bool> Scene for Goes<WAITS> {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            let task = Probe::new();
            assert!(!WAITS || task.poll(&mut rx).is_pending());
            drop(rx);
            assert!(tx.is_closed());
            assert_eq!(tx.send(true), Err(true));
            assert_eq!((task.wakes(), task.held()), (0, 0));
        }
    }
    everywhere::<Goes<false>>();
    everywhere::<Goes<true>>();

    struct Closes<const WAITS: bool>;
    impl<const WAITS: bool> Scene for Closes<WAITS> {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            let task = Probe::new();
            assert!(!WAITS || task.poll(&mut rx).is_pending());
            rx.close();
            rx.close();
            assert!(rx.is_closed() && tx.is_closed() && !rx.is_terminated());
            assert_eq!(tx.send(true), Err(true));
            assert_eq!(task.poll(&mut rx), Poll::Ready(Err(RecvError)));
            assert_eq!((task.wakes(), task.held()), (0, 0));
        }
    }
    everywhere::<Closes<false>>();
    everywhere::<Closes<true>>();
}

#[test]
fn what_was_sent_before_a_close_is_received() {
    struct S;
    impl Scene for S {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            assert_eq!(tx.send(true), Ok(()));
            rx.close();
            assert_eq!(rx.try_recv(), Ok(true));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        }
    }
    everywhere::<S>();

    struct Dropped;
    impl Scene for Dropped {
        fn play<A: Place<State = bool>>(tx: Sender<A>, rx: Receiver<A>) {
            assert_eq!(tx.send(true), Ok(()));
            drop(rx);
        }
    }
    everywhere::<Dropped>();

    struct Closed;
    impl Scene for Closed {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            rx.close();
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
            drop(tx);
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        }
    }
    everywhere::<Closed>();
}

#[test]
fn a_dropped_future_takes_its_waker_with_it() {
    struct S;
    impl Scene for S {
        fn play<A: Place<State = bool>>(tx: Sender<A>, mut rx: Receiver<A>) {
            let task = Probe::new();
            let mut recv = rx.recv();
            assert!(task.poll(&mut recv).is_pending());
            drop(recv);
            assert_eq!(task.held(), 0);
            assert_eq!(tx.send(true), Ok(()));
            assert_eq!(task.wakes(), 0);
            let mut recv = rx.recv();
            assert_eq!(task.poll(&mut recv), Poll::Ready(Ok(true)));
            assert!(recv.is_terminated());
        }
    }
    everywhere::<S>();
}

#[test]
fn a_waker_may_send_from_within() {
    fn play<L: RawLock + 'static>() {
        for call in [Call::Clone, Call::Drop] {
            let (tx, mut rx) = channel::<bool, L>();
            let sender = Rc::new(RefCell::new(Some(tx)));
            let (task, other) = (Probe::new(), Probe::new());
            task.at(call, move || {
                assert_eq!(sender.borrow_mut().take().unwrap().send(true), Ok(()))
            });
            let mut polled = task.poll(&mut rx);
            if call == Call::Drop {
                assert!(polled.is_pending());
                assert!(other.poll(&mut rx).is_pending());
                assert_eq!(other.wakes(), 1);
                polled = other.poll(&mut rx);
            }
            assert_eq!(polled, Poll::Ready(Ok(true)));
            assert_eq!((task.held(), other.held()), (0, 0));
        }
        let (tx, mut rx) = channel::<bool, L>();
        let task = Probe::new();
        assert!(task.poll(&mut rx).is_pending());
        let receiver = Rc::new(RefCell::new(Some(rx)));
        task.at(Call::Wake, move || drop(receiver.borrow_mut().take()));
        assert_eq!(tx.send(true), Ok(()));
        assert_eq!((task.wakes(), task.held()), (1, 0));
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn forgotten_ends_leave_a_channel_that_starts_over() {
    fn play<L: RawLock>() {
        let mut channel = Oneshot::<bool, L>::new();
        let task = Probe::new();
        for _ in 0..2 {
            let (tx, mut rx) = channel.split();
            assert!(task.poll(&mut rx).is_pending());
            mem::forget((tx, rx));
        }
        let (tx, mut rx) = channel.split();
        assert_eq!(task.held(), 0);
        assert_eq!(tx.send(true), Ok(()));
        assert_eq!((task.wakes(), rx.try_recv()), (0, Ok(true)));
        drop(rx);
        let (tx, mut rx) = channel.split();
        assert!(task.poll(&mut rx).is_pending());
        mem::forget((tx, rx));
        drop(channel);
        assert_eq!(task.held(), 0);
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn unit_and_bool_fit_into_a_byte() {
    fn round<S: State + PartialEq>(value: S) -> bool {
        S::from_u8(value.to_u8()) == Some(value)
    }
    assert!(round(()) && round(false) && round(true));
    assert_eq!((<()>::from_u8(1), bool::from_u8(2)), (None, None));
}

#[test]
fn a_wrong_state_panics_and_closes() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Wrong(u8);
    impl State for Wrong {
        fn to_u8(self) -> u8 {
            self.0
        }
        fn from_u8(_: u8) -> Option<Self> {
            None
        }
    }
    let (tx, mut rx) = channel::<Wrong, StdLock>();
    assert!(catch_unwind(AssertUnwindSafe(|| tx.send(Wrong(255)))).is_err());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
    let (tx, mut rx) = channel::<Wrong, StdLock>();
    assert_eq!(tx.send(Wrong(7)), Ok(()));
    assert!(catch_unwind(AssertUnwindSafe(|| rx.try_recv())).is_err());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn it_is_small() {
    assert!(size_of::<Oneshot<bool, StdLock>>() <= 4 * size_of::<usize>());
    let (tx, rx) = channel::<bool, StdLock>();
    assert_eq!(size_of_val(&tx), size_of::<usize>());
    assert_eq!(size_of_val(&rx), size_of::<usize>());
    assert_eq!(format!("{tx:?}"), "Sender { is_closed: false }");
    assert_eq!(format!("{rx:?}"), "Receiver { is_empty: true, completed: false }");
    assert_eq!(format!("{:?}", Oneshot::<bool, StdLock>::default()), "Oneshot { is_empty: true }");
}
