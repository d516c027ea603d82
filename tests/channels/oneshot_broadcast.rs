//! One value, once, for every receiver.

use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use wakeful::channel::generic::oneshot_broadcast::{Channel, Place, Receiver, Sender, channel};
use wakeful::channel::{RecvError, RecvTimeoutError, TryRecvError, oneshot_broadcast};
use wakeful::executor::block_on;
use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::oneshot::probe::{Probe, Third, forget};

trait Scene {
    fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>);
}

fn everywhere<S: Scene>() {
    fn flavor<L: RawLock, S: Scene>() {
        let value = Arc::new(7);
        let mut borrowed = Channel::<Arc<u32>, L>::new();
        for _ in 0..3 {
            let (tx, rx) = borrowed.split();
            S::play(tx, rx, value.clone());
        }
        drop(borrowed);
        assert_eq!(Arc::strong_count(&value), 1, "borrowed");
        let (tx, rx) = channel::<Arc<u32>, L>();
        S::play(tx, rx, value.clone());
        assert_eq!(Arc::strong_count(&value), 1, "shared");
    }
    flavor::<LocalLock, S>();
    flavor::<StdLock, S>();
    flavor::<Third, S>();
}

#[test]
fn every_receiver_gets_a_clone_as_often_as_it_asks() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>) {
            let other = rx.clone();
            assert_eq!(tx.receiver_count(), 2);
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            assert_eq!((rx.get(), tx.get()), (None, None));
            assert_eq!(tx.send(value.clone()), Ok(()));
            assert!(tx.send(value.clone()).is_err(), "the second is rejected");
            drop(tx);
            for rx in [&rx, &other, &other.clone()] {
                for _ in 0..2 {
                    assert_eq!(rx.try_recv().as_ref(), Ok(&value));
                    assert_eq!(rx.get(), Some(&value));
                    assert_eq!(
                        Probe::new().poll(&mut pin!(rx.recv())),
                        Poll::Ready(Ok(value.clone()))
                    );
                }
                assert!(!rx.is_closed());
            }
        }
    }
    everywhere::<S>();
}

#[test]
fn all_who_wait_are_woken_once_by_the_value() {
    /// More than are woken at a time.
    const TASKS: usize = if cfg!(miri) { 11 } else { 20 };

    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>) {
            let tasks: Vec<_> = (0..TASKS).map(|_| Probe::new()).collect();
            let mut waits: Vec<_> = tasks.iter().map(|_| Box::pin(rx.recv())).collect();
            for (task, wait) in tasks.iter().zip(&mut waits) {
                assert!(task.poll(wait).is_pending());
                assert!(task.poll(wait).is_pending());
                assert_eq!(task.clones(), 1);
            }
            // One goes before, another moves to another task, one is forgotten.
            drop(waits.remove(3));
            assert_eq!(tasks[3].held(), 0);
            let moved = Probe::new();
            assert!(moved.poll(&mut waits[5]).is_pending());
            forget(waits.pop().unwrap());
            assert_eq!(tx.send(value.clone()), Ok(()));
            assert_eq!((tasks[3].wakes(), tasks[6].wakes(), moved.wakes()), (0, 0, 1));
            for (task, wait) in tasks.iter().filter(|task| task.wakes() == 1).zip(&mut waits) {
                assert_eq!(task.held(), 0);
                assert_eq!(task.poll(wait), Poll::Ready(Ok(value.clone())));
                assert!(wait.is_terminated());
            }
            assert_eq!(tasks.iter().map(Probe::wakes).sum::<usize>(), TASKS - 2);
        }
    }
    everywhere::<S>();
}

#[test]
fn without_a_value_everybody_gets_an_error() {
    struct S<const CLOSE: bool>;
    impl<const CLOSE: bool> Scene for S<CLOSE> {
        fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>) {
            let task = Probe::new();
            let mut wait = pin!(rx.recv());
            assert!(task.poll(&mut wait).is_pending());
            if CLOSE {
                tx.close();
                assert!(tx.is_closed());
                assert_eq!(tx.send(value.clone()), Err(value));
            }
            drop(tx);
            assert_eq!((task.wakes(), task.held()), (1, 0));
            assert_eq!(task.poll(&mut wait), Poll::Ready(Err(RecvError)));
            for rx in [&rx, &rx.clone()] {
                assert!(rx.is_closed());
                assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
                assert_eq!(task.poll(&mut pin!(rx.recv())), Poll::Ready(Err(RecvError)));
            }
        }
    }
    everywhere::<S<false>>();
    everywhere::<S<true>>();
}

#[test]
fn close_after_the_value_changes_nothing() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>) {
            assert_eq!(tx.send(value.clone()), Ok(()));
            tx.close();
            assert!(!tx.is_closed() && !rx.is_closed());
            assert_eq!(rx.try_recv(), Ok(value));
        }
    }
    everywhere::<S>();
}

#[test]
fn the_last_receiver_closes_and_no_other() {
    struct S;
    impl Scene for S {
        fn play<A: Place<Value = Arc<u32>>>(tx: Sender<A>, rx: Receiver<A>, value: Arc<u32>) {
            drop(rx.clone());
            assert!(!tx.is_closed());
            drop(rx);
            assert!(tx.is_closed());
            assert_eq!(tx.receiver_count(), 0);
            assert_eq!(tx.send(value.clone()), Err(value));
        }
    }
    everywhere::<S>();
}

#[test]
fn the_last_end_drops_the_value_whoever_it_is() {
    let value = Arc::new(1);
    let (tx, rx) = oneshot_broadcast::channel();
    tx.send(value.clone()).unwrap();
    drop(rx);
    assert_eq!(Arc::strong_count(&value), 2);
    drop(tx);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn a_clone_may_use_the_channel_and_may_panic() {
    std::thread_local! {
        static PANICS: Cell<bool> = const { Cell::new(false) };
    }
    #[derive(Debug)]
    struct Value(wakeful::channel::local::oneshot_broadcast::Receiver<Value>);
    impl Clone for Value {
        fn clone(&self) -> Self {
            assert!(!PANICS.get(), "the value's");
            assert!(self.0.get().is_some());
            Self(self.0.clone())
        }
    }
    let (tx, rx) = wakeful::channel::local::oneshot_broadcast::channel();
    let (other, closes) = wakeful::channel::local::oneshot_broadcast::channel();
    drop(other);
    // A value that reaches its own channel would keep it for ever: it reaches another.
    tx.send(Value(closes)).unwrap();
    PANICS.set(true);
    let task = Probe::new();
    let mut wait = pin!(rx.recv());
    assert!(catch_unwind(AssertUnwindSafe(|| task.poll(&mut wait).is_ready())).is_err());
    assert!(wait.is_terminated());
    assert!(catch_unwind(AssertUnwindSafe(|| rx.try_recv().is_ok())).is_err());
    PANICS.set(false);
    assert!(rx.get().is_some());
}

#[test]
fn forgotten_ends_and_futures_leave_a_channel_that_starts_over() {
    fn play<L: RawLock>() {
        let value = Arc::new(7);
        let mut channel = Channel::<Arc<u32>, L>::default();
        let task = Probe::new();
        let (tx, rx) = channel.split();
        let mut wait = Box::pin(rx.recv());
        assert!(task.poll(&mut wait).is_pending());
        forget(wait);
        assert_eq!(tx.send(value.clone()), Ok(()));
        assert_eq!(task.wakes(), 1);
        mem::forget((tx, rx));
        let (tx, rx) = channel.split();
        assert_eq!(Arc::strong_count(&value), 1);
        let mut wait = Box::pin(rx.recv());
        assert!(task.poll(&mut wait).is_pending());
        forget(wait);
        mem::forget((tx, rx));
        let (tx, rx) = channel.split();
        assert_eq!(tx.send(value.clone()), Ok(()));
        assert_eq!(task.wakes(), 1, "a forgotten node is not touched");
        assert_eq!(rx.try_recv(), Ok(value));
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn a_static_is_split_once() {
    static CHANNEL: oneshot_broadcast::Channel<u32> = oneshot_broadcast::Channel::new();
    let (tx, rx) = CHANNEL.split_static();
    assert!(catch_unwind(|| drop(CHANNEL.split_static())).is_err());
    thread::spawn(move || tx.send(7)).join().unwrap().unwrap();
    assert_eq!(rx.try_recv(), Ok(7));
    drop(rx);
    assert!(catch_unwind(|| drop(CHANNEL.split_static())).is_err());
}

#[test]
fn a_recv_polled_after_it_completed_panics() {
    let (tx, rx) = oneshot_broadcast::channel();
    tx.send(1).unwrap();
    let task = Probe::new();
    let mut wait = pin!(rx.recv());
    assert_eq!(task.poll(&mut wait), Poll::Ready(Ok(1)));
    let again =
        catch_unwind(AssertUnwindSafe(|| task.poll(&mut Pin::as_mut(&mut wait)).is_ready()));
    assert!(again.is_err());
}

#[test]
fn threads_wait_and_give_up_in_time() {
    let (tx, rx) = oneshot_broadcast::channel();
    let timeout = Duration::from_millis(10);
    assert_eq!(rx.blocking_recv_timeout(timeout), Err(RecvTimeoutError::Timeout));
    thread::scope(|s| {
        for _ in 0..2 {
            let rx = rx.clone();
            s.spawn(move || assert_eq!(rx.blocking_recv(), Ok(5)));
        }
        tx.send(5).unwrap();
    });
    assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Ok(5));
    let (tx, rx) = oneshot_broadcast::channel::<u8>();
    drop(tx);
    assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Err(RecvTimeoutError::Closed));
}

#[test]
fn of_many_who_send_one_wins_and_ends_may_go_at_any_time() {
    let rounds = if cfg!(miri) { 5 } else { 500 };
    for _ in 0..rounds {
        let (tx, rx) = oneshot_broadcast::channel::<String>();
        let wins = AtomicUsize::new(0);
        thread::scope(|s| {
            for n in 0..2 {
                let (tx, wins) = (&tx, &wins);
                s.spawn(move || {
                    wins.fetch_add(tx.send(n.to_string()).is_ok().into(), Ordering::Relaxed)
                });
            }
            let other = rx.clone();
            s.spawn(move || drop(other));
            assert!(block_on(rx.recv()).is_ok());
        });
        assert_eq!(wins.into_inner(), 1);
        let dropper = thread::spawn(move || drop(tx));
        drop(rx);
        dropper.join().unwrap();
    }
}

#[test]
fn ends_and_channels_can_be_printed() {
    let mut channel = Channel::<u8, StdLock>::new();
    assert_eq!(format!("{channel:?}"), "Channel { is_sent: false, is_closed: false }");
    let (tx, rx) = channel.split();
    assert_eq!(format!("{tx:?}"), "Sender { is_sent: false, is_closed: false }");
    assert_eq!(format!("{rx:?}"), "Receiver { is_sent: false, is_closed: false }");
}
