//! A queue of one receiver: its waker is in the channel, and no wake-up is lost.

use std::future::poll_fn;
use std::sync::Arc;

use loom::alloc::Track;
use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, large_model, model};
use wakeful::channel::generic::mpsc;
use wakeful::channel::{RecvError, SendError, Store, TryRecvError};
use wakeful::lock::ThreadSafe;

type Ring<const N: usize, T = u32> = mpsc::Channel<mpsc::InlineRing<T, N, LoomLock>, LoomLock>;
type Plain<const N: usize, T = u32> = mpsc::Channel<mpsc::InlineBuf<T, N>, LoomPlainLock>;

type Tx<S, L> = mpsc::Sender<&'static mpsc::Channel<S, L>>;
type Rx<S, L> = mpsc::Receiver<&'static mpsc::Channel<S, L>>;

/// What a model needs of a store.
trait Modelled: Store<Item: Send, Entry: Send> + Send + Sync + 'static {}
impl<S: Store<Item: Send, Entry: Send> + Send + Sync + 'static> Modelled for S {}

/// The ends of an empty channel, whose every loom object has been made: `messages` went through.
fn ends<S: Modelled, L: ThreadSafe + 'static>(
    channel: mpsc::Channel<S, L>,
    messages: impl IntoIterator<Item = S::Item>,
) -> (Tx<S, L>, Rx<S, L>) {
    let (tx, mut rx) = Box::leak(Box::new(channel)).split_static();
    for message in messages {
        assert!(tx.try_send(message).is_ok());
        assert!(rx.try_recv().is_ok());
    }
    drop(tx.clone());
    drop(Task::waiting(tx.closed()));
    (tx, rx)
}

/// Runs a model with each store.
macro_rules! each {
    ($run:ident) => {
        $run(Ring::<1>::new);
        $run(Plain::<1>::new);
    };
}

#[test]
fn a_message_meets_a_first_poll() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let before = Arc::new(Watched::new(0));
            let shared = Arc::clone(&before);
            let other = tx.clone();
            let sender = thread::spawn(move || {
                shared.set(1);
                other.try_send(7).unwrap();
            });
            assert_eq!(block_on(rx.recv()), Ok(7));
            assert_eq!(before.get(), 1);
            sender.join().unwrap();
            drop(tx);
        });
    }
    each!(run);
}

#[test]
fn two_senders_feed_one() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        large_model(move || {
            let (tx, mut rx) = ends(channel(), 0..2);
            let senders = [1, 2].map(|n| {
                let tx = tx.clone();
                thread::spawn(move || block_on(tx.send(n)).unwrap())
            });
            drop(tx);
            let sum = block_on(rx.recv()).unwrap() + block_on(rx.recv()).unwrap();
            assert_eq!(sum, 3);
            join(senders);
        });
    }
    run(Ring::<2>::new);
    run(Plain::<1>::new);
}

#[test]
fn a_blocked_sender_is_woken() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let sender = thread::spawn(move || {
                for n in 0..2 {
                    block_on(tx.send(n)).unwrap();
                }
            });
            for n in 0..2 {
                assert_eq!(block_on(rx.recv()), Ok(n));
            }
            assert_eq!(block_on(rx.recv()), Err(RecvError));
            sender.join().unwrap();
        });
    }
    each!(run);
}

#[test]
fn the_last_sender_to_go_wakes_the_receiver() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let other = tx.clone();
            let first = thread::spawn(move || drop(other));
            let second = thread::spawn(move || {
                tx.try_send(1).unwrap();
                drop(tx);
            });
            assert_eq!(block_on(rx.recv()), Ok(1));
            assert_eq!(block_on(rx.recv()), Err(RecvError));
            first.join().unwrap();
            second.join().unwrap();
        });
    }
    each!(run);
}

#[test]
fn the_receiver_goes_and_values_come_back() {
    fn run<S: Modelled + Store<Item = Track<u32>>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), [Track::new(0)]);
            assert!(tx.try_send(Track::new(1)).is_ok());
            let receiver = thread::spawn(move || drop(rx));
            let sent = block_on(tx.send(Track::new(2)));
            assert!(sent.is_err_and(|SendError(value)| *value.get_ref() == 2));
            receiver.join().unwrap();
            assert_eq!(tx.len(), 0);
        });
    }
    run(Ring::<1, Track<u32>>::new);
    run(Plain::<1, Track<u32>>::new);
}

#[test]
fn a_recv_that_is_dropped_takes_neither_message_nor_waker() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let other = tx.clone();
            let sender = thread::spawn(move || other.try_send(1).unwrap());
            {
                let mut task = Task::new(rx.recv());
                if task.poll().is_some() {
                    sender.join().unwrap();
                    return;
                }
            }
            // In another task, with another waker.
            assert_eq!(block_on(rx.recv()), Ok(1));
            sender.join().unwrap();
            drop(tx);
        });
    }
    each!(run);
}

#[test]
fn the_newest_waker_is_woken() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let waiter = Task::waiting(poll_fn(move |cx| rx.poll_recv(cx))).migrate();
            let waiter = thread::spawn(move || assert_eq!(waiter.run(), Ok(1)));
            tx.try_send(1).unwrap();
            waiter.join().unwrap();
        });
    }
    each!(run);
}

#[test]
fn a_close_by_the_receiver_against_a_send_loses_no_message() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let other = tx.clone();
            let sender = thread::spawn(move || block_on(other.send(2)).is_ok());
            rx.close();
            let received = block_on(rx.recv()).is_ok();
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
            assert_eq!(sender.join().unwrap(), received);
            drop(tx);
        });
    }
    each!(run);
}

#[test]
fn a_close_by_a_sender_wakes_the_receiver() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpsc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, mut rx) = ends(channel(), 0..1);
            let other = tx.clone();
            let closer = thread::spawn(move || assert!(other.close()));
            assert_eq!(block_on(rx.recv()), Err(RecvError));
            closer.join().unwrap();
            drop(tx);
        });
    }
    each!(run);
}

#[test]
fn many_are_received_at_once() {
    large_model(|| {
        let (tx, mut rx) = ends(Ring::<2>::new(), 0..2);
        let sender = thread::spawn(move || {
            for n in 0..3 {
                block_on(tx.send(n)).unwrap();
            }
        });
        let mut all = Vec::new();
        while block_on(rx.recv_many(&mut all, 2)) > 0 {}
        assert_eq!(all, [0, 1, 2]);
        sender.join().unwrap();
    });
}
