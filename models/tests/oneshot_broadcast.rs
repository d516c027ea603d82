//! One value for all, or none; the last end frees.

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, model, small_model};
use std::sync::Arc;
use wakeful::channel::Shared;
use wakeful::channel::generic::oneshot_broadcast::{Channel, Receiver, Sender, channel};
use wakeful::lock::ThreadSafe;

type End<L> = Shared<Channel<Arc<Watched>, L>>;

fn pair<L: ThreadSafe>() -> (Sender<End<L>>, Receiver<End<L>>) {
    let (tx, rx) = channel();
    // loom wants its atomics made before the race.
    assert!(!tx.is_closed());
    assert_eq!(tx.receiver_count(), 1);
    (tx, rx)
}

fn value() -> Arc<Watched> {
    Arc::new(Watched::new(7))
}

fn a_send_meets_a_recv<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<L>();
        let sender = thread::spawn(move || assert!(tx.send(value()).is_ok()));
        assert_eq!(block_on(rx.recv()).unwrap().get(), 7);
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_a_recv_is_received() {
    a_send_meets_a_recv::<LoomLock>();
}

#[test]
fn a_send_against_a_recv_with_plain_words_is_received() {
    a_send_meets_a_recv::<LoomPlainLock>();
}

#[test]
fn a_hang_up_against_a_recv_wakes() {
    small_model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let sender = thread::spawn(move || drop(tx));
        assert!(block_on(rx.recv()).is_err());
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_a_close_is_one_or_the_other() {
    model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let tx = Arc::new(tx);
        let other = tx.clone();
        let closer = thread::spawn(move || other.close());
        let sent = tx.send(value()).is_ok();
        assert_eq!(block_on(rx.recv()).is_ok(), sent);
        closer.join().unwrap();
        assert_eq!(rx.try_recv().is_ok(), sent);
    });
}

#[test]
fn two_who_send_are_one_who_wins() {
    model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let tx = Arc::new(tx);
        let other = tx.clone();
        let second = thread::spawn(move || other.send(value()).is_ok());
        let first = tx.send(value()).is_ok();
        assert!(first != second.join().unwrap());
        assert!(rx.get().is_some());
    });
}

#[test]
fn three_ends_go_and_the_last_frees() {
    model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let other = rx.clone();
        let second = thread::spawn(move || drop(other));
        let sender = thread::spawn(move || drop(tx.send(value())));
        drop(rx);
        second.join().unwrap();
        sender.join().unwrap();
    });
}

#[test]
fn a_wait_is_dropped_against_a_send_and_the_other_is_woken() {
    model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let rx = Arc::new(rx);
        let first = Task::waiting(rx.recv());
        let other = rx.clone();
        let second = thread::spawn(move || assert_eq!(block_on(other.recv()).unwrap().get(), 7));
        assert!(tx.send(value()).is_ok());
        drop(first);
        second.join().unwrap();
    });
}
