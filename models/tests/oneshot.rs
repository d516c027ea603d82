//! One value crosses, or comes back; the last end frees.

use std::sync::Arc;
use std::task::Context;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, model, small_model};
use wakeful::channel::Shared;
use wakeful::channel::generic::oneshot::{Oneshot, Receiver, Sender, channel};
use wakeful::lock::ThreadSafe;

type End<L, T> = Shared<Oneshot<T, L>>;
type Pair<L> = (Sender<End<L, Value>>, Receiver<End<L, Value>>);

/// A value whose every access loom watches, and which loom reports if it leaks.
struct Value {
    watched: Watched,
    _leak: loom::alloc::Track<()>,
}

impl Value {
    fn new(n: u32) -> Self {
        Self { watched: Watched::new(n), _leak: loom::alloc::Track::new(()) }
    }

    fn get(&self) -> u32 {
        self.watched.get()
    }
}

fn pair<L: ThreadSafe>() -> Pair<L> {
    let (tx, rx) = channel();
    // loom wants its atomics made before the race.
    assert!(!tx.is_closed());
    (tx, rx)
}

fn a_send_meets_a_recv<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<L>();
        let sender = thread::spawn(move || assert!(tx.send(Value::new(7)).is_ok()));
        assert_eq!(block_on(rx).ok().unwrap().get(), 7);
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_a_recv_crosses() {
    a_send_meets_a_recv::<LoomLock>();
}

#[test]
fn a_send_against_a_recv_with_plain_words_crosses() {
    a_send_meets_a_recv::<LoomPlainLock>();
}

#[test]
fn a_hang_up_against_a_recv_wakes() {
    small_model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let sender = thread::spawn(move || drop(tx));
        assert!(block_on(rx).is_err());
        sender.join().unwrap();
    });
}

fn a_send_meets_a_close<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, mut rx) = pair::<L>();
        let sender = thread::spawn(move || tx.send(Value::new(7)).is_ok());
        rx.close();
        let received = rx.try_recv();
        let sent = sender.join().unwrap();
        assert_eq!(received.is_ok(), sent, "sent is received, or comes back");
        assert!(rx.try_recv().is_err());
    });
}

#[test]
fn a_send_against_a_close_is_received_or_comes_back() {
    a_send_meets_a_close::<LoomLock>();
}

#[test]
fn a_send_against_a_close_with_plain_words_is_received_or_comes_back() {
    a_send_meets_a_close::<LoomPlainLock>();
}

#[test]
fn a_send_against_the_close_of_one_who_waits() {
    model(|| {
        let (tx, mut rx) = pair::<LoomLock>();
        let mut task = Task::new(std::future::pending::<()>());
        assert!(task.poll().is_none());
        assert!(rx.poll_recv(&mut Context::from_waker(task.waker())).is_pending());
        let sender = thread::spawn(move || tx.send(Value::new(7)).is_ok());
        rx.close();
        let received = rx.try_recv().is_ok();
        drop(rx);
        assert_eq!(received, sender.join().unwrap());
    });
}

fn both_ends_go<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<L>();
        let sender = thread::spawn(move || drop(tx));
        drop(rx);
        sender.join().unwrap();
    });
}

#[test]
fn both_ends_go_and_one_frees() {
    both_ends_go::<LoomLock>();
}

#[test]
fn both_ends_go_with_plain_words_and_one_frees() {
    both_ends_go::<LoomPlainLock>();
}

fn a_wait_is_cancelled<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<L>();
        let waiting = Task::waiting(rx);
        let sender = thread::spawn(move || {
            let _ = tx.send(Value::new(7)).map_err(|back| back.get());
        });
        drop(waiting);
        sender.join().unwrap();
    });
}

#[test]
fn a_waiting_receiver_that_is_dropped_against_a_send_leaks_nothing() {
    a_wait_is_cancelled::<LoomLock>();
}

#[test]
fn a_waiting_receiver_that_is_dropped_with_plain_words_leaks_nothing() {
    a_wait_is_cancelled::<LoomPlainLock>();
}

#[test]
fn a_dropped_recv_leaves_the_value() {
    model(|| {
        let (tx, mut rx) = pair::<LoomLock>();
        let sender = thread::spawn(move || assert!(tx.send(Value::new(7)).is_ok()));
        let mut recv = Task::new(rx.recv());
        let received = recv.poll().map(|value| value.ok().unwrap().get());
        drop(recv);
        sender.join().unwrap();
        let left = rx.try_recv().ok().map(|value| value.get());
        assert_eq!(received.xor(left), Some(7), "once");
    });
}

#[test]
fn a_receiver_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let (tx, rx) = pair::<LoomLock>();
        let waiting = Task::waiting(rx).migrate();
        let sender = thread::spawn(move || assert!(tx.send(Value::new(7)).is_ok()));
        assert_eq!(waiting.run().ok().unwrap().get(), 7);
        sender.join().unwrap();
    });
}

fn a_close_is_awaited<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (mut tx, rx) = pair::<L>();
        let receiver = thread::spawn(move || drop(rx));
        block_on(tx.closed());
        assert!(tx.send(Value::new(7)).is_err());
        receiver.join().unwrap();
    });
}

#[test]
fn a_close_against_one_who_waits_for_it_wakes() {
    a_close_is_awaited::<LoomLock>();
}

#[test]
fn a_close_with_plain_words_against_one_who_waits_for_it_wakes() {
    a_close_is_awaited::<LoomPlainLock>();
}

#[test]
fn a_sender_that_waited_for_the_close_sends_against_it() {
    model(|| {
        let (mut tx, rx) = pair::<LoomLock>();
        let task = Task::new(std::future::pending::<()>());
        assert!(tx.poll_closed(&mut Context::from_waker(task.waker())).is_pending());
        let receiver = thread::spawn(move || drop(rx));
        drop(tx.send(Value::new(7)));
        receiver.join().unwrap();
    });
}

#[test]
fn three_parties_share_a_channel_that_is_put_to() {
    model(|| {
        let channel = Arc::new(Oneshot::<u32, LoomLock>::new());
        assert!(channel.is_empty());
        let (other, third) = (channel.clone(), channel.clone());
        // SAFETY: this thread alone sends.
        let sender = thread::spawn(move || unsafe { other.put(7) });
        let asker = thread::spawn(move || third.is_empty());
        // SAFETY: this thread alone receives.
        let receiver = unsafe { channel.receiver() };
        assert_eq!(block_on(receiver), Ok(7));
        sender.join().unwrap();
        asker.join().unwrap();
        assert!(channel.is_empty());
    });
}
