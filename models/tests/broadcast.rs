//! Every receiver sees every message, whoever comes, goes, overwrites or clones meanwhile.

use loom::alloc::Track;
use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, small_model};
use wakeful::channel::generic::broadcast::{
    Receiver, RecvError, Sender, SharedChannel, TryRecvError, backpressure, channel,
};
use wakeful::channel::{Shared, TrySendError};
use wakeful::lock::ThreadSafe;

/// A message: to clone it reads it, to drop it writes it, and one that is not dropped is a leak.
struct Message {
    n: u32,
    watched: Watched,
    _leak: Track<()>,
}

impl Message {
    fn new(n: u32) -> Self {
        Self { n, watched: Watched::new(n), _leak: Track::new(()) }
    }
}

impl Clone for Message {
    fn clone(&self) -> Self {
        assert_eq!(self.watched.get(), self.n, "the value is gone");
        Self::new(self.n)
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        assert_eq!(self.watched.get(), self.n, "dropped twice");
        self.watched.set(u32::MAX);
    }
}

type Channel<L> = SharedChannel<Message, L>;
type Tx<L = LoomLock> = Sender<Shared<Channel<L>>>;
type Rx<L = LoomLock> = Receiver<Shared<Channel<L>>>;

/// Makes loom's objects before they are raced for.
fn warm<L: ThreadSafe>((tx, mut rx): (Tx<L>, Rx<L>)) -> (Tx<L>, Rx<L>) {
    let mut other = tx.subscribe();
    for _ in 0..tx.capacity() {
        assert!(tx.try_send(Message::new(0)).is_ok());
        assert!(rx.try_recv().is_ok());
        assert!(other.try_recv().is_ok());
    }
    (tx, rx)
}

/// Receives to the end; every message in order, or counted as missed.
fn receive<L: ThreadSafe + 'static>(mut rx: Rx<L>, lossless: bool, sent: u32) {
    let mut next = 1;
    loop {
        match block_on(rx.recv()) {
            Ok(message) => {
                assert_eq!(message.n, next);
                next += 1;
            }
            Err(RecvError::Lagged(n)) => {
                assert!(!lossless, "a message was overwritten");
                next += n as u32;
            }
            Err(RecvError::Closed) => break,
        }
    }
    assert_eq!(next, sent + 1);
}

fn two_receivers_see_all<L: ThreadSafe + 'static>(lossless: bool) {
    model(move || {
        let (tx, rx) = warm(if lossless { backpressure::<_, L>(1) } else { channel(1) });
        let other = rx.clone();
        let receiver = thread::spawn(move || receive(other, lossless, 2));
        assert!(tx.try_send(Message::new(1)).is_ok());
        let sender = thread::spawn(move || assert!(block_on(tx.send(Message::new(2))).is_ok()));
        receive(rx, lossless, 2);
        join([receiver, sender]);
    });
}

#[test]
fn two_receivers_see_all_or_are_told() {
    two_receivers_see_all::<LoomLock>(false);
}

#[test]
fn two_receivers_see_all_with_backpressure() {
    two_receivers_see_all::<LoomLock>(true);
}

#[test]
fn two_receivers_see_all_with_a_plain_word() {
    two_receivers_see_all::<LoomPlainLock>(false);
}

#[test]
fn two_receivers_see_all_with_backpressure_and_a_plain_word() {
    two_receivers_see_all::<LoomPlainLock>(true);
}

/// Two receivers clone what two senders overwrite.
fn clones_against_overwriting<L: ThreadSafe + 'static>() {
    model(|| {
        let (tx, mut rx) = warm(channel::<_, L>(1));
        let mut other = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let receiver = thread::spawn(move || match other.try_recv() {
            Ok(message) => assert!((1..=2).contains(&message.n)),
            Err(error) => assert_eq!(error, TryRecvError::Lagged(1)),
        });
        let sender = thread::spawn(move || match tx.try_send(Message::new(2)) {
            Ok(receivers) => assert!(receivers >= 1),
            Err(TrySendError::Full(message)) => assert_eq!(message.n, 2),
            Err(TrySendError::Closed(_)) => panic!("nobody has closed it"),
        });
        match rx.try_recv() {
            Ok(message) => assert_eq!(message.n, 1),
            Err(error) => assert_eq!(error, TryRecvError::Lagged(1)),
        }
        join([receiver, sender]);
    });
}

#[test]
fn a_value_that_is_cloned_is_not_overwritten() {
    clones_against_overwriting::<LoomLock>();
}

#[test]
fn a_value_that_is_cloned_is_not_overwritten_with_a_plain_word() {
    clones_against_overwriting::<LoomPlainLock>();
}

#[test]
fn a_sender_that_finds_all_slots_pinned_is_woken() {
    small_model(|| {
        let (tx, mut rx) = warm(channel::<_, LoomLock>(1));
        let mut other = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let receiver = thread::spawn(move || {
            assert!(rx.try_recv().is_ok_and(|message| message.n <= 2) || rx.try_recv().is_ok());
        });
        assert!(block_on(tx.send(Message::new(2))).is_ok());
        assert_eq!(other.try_recv().err(), Some(TryRecvError::Lagged(1)));
        assert!(other.try_recv().is_ok_and(|message| message.n == 2));
        receiver.join().unwrap();
    });
}

#[test]
fn a_sender_is_woken_though_another_receiver_pins_again() {
    small_model(|| {
        let (tx, rx) = warm(channel::<_, LoomLock>(1));
        let idle = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let receivers = [rx.clone(), rx].map(|mut rx| {
            thread::spawn(move || {
                match rx.try_recv() {
                    Ok(message) => assert!(message.n <= 2),
                    Err(error) => assert_eq!(error, TryRecvError::Lagged(1)),
                }
                // One that leaves would serve the sender.
                rx
            })
        });
        assert!(block_on(tx.send(Message::new(2))).is_ok());
        receivers.into_iter().for_each(|receiver| drop(receiver.join().unwrap()));
        drop(idle);
    });
}

#[test]
fn the_last_two_receivers_remove_a_message_once() {
    small_model(|| {
        let (tx, mut rx) = warm(backpressure::<_, LoomLock>(2));
        let mut other = rx.clone();
        for n in 1..=2 {
            assert!(tx.try_send(Message::new(n)).is_ok());
        }
        let receiver = thread::spawn(move || {
            for n in 1..=2 {
                assert!(other.try_recv().is_ok_and(|message| message.n == n));
            }
            other
        });
        for n in 1..=2 {
            assert!(rx.try_recv().is_ok_and(|message| message.n == n));
        }
        let other = receiver.join().unwrap();
        assert_eq!(tx.len(), 0);
        assert!(tx.try_send(Message::new(3)).is_ok() && tx.try_send(Message::new(4)).is_ok());
        drop((rx, other));
    });
}

#[test]
fn a_receiver_that_leaves_makes_room() {
    model(|| {
        let (tx, mut rx) = warm(backpressure::<_, LoomLock>(1));
        let other = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let sender = thread::spawn(move || assert!(block_on(tx.send(Message::new(2))).is_ok()));
        let leaver = thread::spawn(move || drop(other));
        for n in 1..=2 {
            assert!(block_on(rx.recv()).is_ok_and(|message| message.n == n));
        }
        join([sender, leaver]);
    });
}

#[test]
fn a_waiting_sender_hears_that_the_last_receiver_left() {
    small_model(|| {
        let (tx, rx) = warm(backpressure::<_, LoomLock>(1));
        assert!(tx.try_send(Message::new(1)).is_ok());
        let leaver = thread::spawn(move || drop(rx));
        // It fails, or was just in time for a receiver that has not looked.
        let _ = block_on(tx.send(Message::new(2)));
        leaver.join().unwrap();
        block_on(tx.closed());
        assert_eq!(tx.len(), 0);
    });
}

#[test]
fn a_dropped_send_passes_its_room_on() {
    model(|| {
        let (tx, mut rx) = warm(backpressure::<_, LoomLock>(1));
        assert!(tx.try_send(Message::new(1)).is_ok());
        let (first, second) = (tx.clone(), tx);
        let waiting = Box::leak(Box::new(first));
        let task = Task::waiting(waiting.send(Message::new(2)));
        let last = thread::spawn(move || assert!(block_on(second.send(Message::new(3))).is_ok()));
        let canceller = {
            let address = waiting as *const Tx as usize;
            thread::spawn(move || {
                drop(task);
                // SAFETY: leaked above; the task that borrows it is gone.
                drop(unsafe { Box::from_raw(address as *mut Tx) });
            })
        };
        assert!(block_on(rx.recv()).is_ok_and(|message| message.n == 1));
        assert!(block_on(rx.recv()).is_ok_and(|message| message.n == 3));
        join([last, canceller]);
    });
}

#[test]
fn the_last_end_frees_the_channel_and_what_is_in_it() {
    model(|| {
        let (tx, rx) = warm(channel::<_, LoomLock>(2));
        let other = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let threads = [thread::spawn(move || drop(tx)), thread::spawn(move || drop(other))];
        drop(rx);
        join(threads);
    });
}

#[test]
fn a_receiver_is_cloned_while_others_receive_and_send() {
    model(|| {
        let (tx, mut rx) = warm(channel::<_, LoomLock>(2));
        let source = rx.clone();
        assert!(tx.try_send(Message::new(1)).is_ok());
        let sender = thread::spawn(move || assert!(tx.try_send(Message::new(2)).is_ok()));
        let cloner = thread::spawn(move || {
            let copy = source.clone();
            drop(source);
            receive(copy, true, 2);
        });
        assert!(rx.try_recv().is_ok_and(|message| message.n == 1));
        join([sender, cloner]);
    });
}

#[test]
fn a_receiver_that_moves_to_another_task_is_woken_there() {
    small_model(|| {
        let (tx, rx) = warm(channel::<_, LoomLock>(1));
        let mut messages = Box::pin(rx.into_stream());
        let mut task =
            Task::waiting(std::future::poll_fn(move |cx| messages.as_mut().poll_recv(cx)));
        let sender = thread::spawn(move || assert!(tx.try_send(Message::new(1)).is_ok()));
        let received = match task.poll() {
            Some(received) => received,
            None => task.migrate().run(),
        };
        assert!(received.is_ok_and(|message| message.n == 1));
        sender.join().unwrap();
    });
}
