//! A rendezvous: what is sent is taken once, or given back.

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, block_on, large_model, model, small_model};
use wakeful::channel::Shared;
use wakeful::channel::generic::rendezvous::{self, Channel, Receiver, Sender};
use wakeful::channel::{RecvError, SendError};
use wakeful::lock::ThreadSafe;

type Tx<L = LoomLock> = Sender<Shared<Channel<Box<u32>, L>>>;
type Rx<L = LoomLock> = Receiver<Shared<Channel<Box<u32>, L>>>;

/// The ends of a channel. Printing makes what loom wants made before the race.
fn channel<L: ThreadSafe>() -> (Tx<L>, Rx<L>) {
    let (tx, rx) = rendezvous::channel();
    let _ = format!("{tx:?}");
    (tx, rx)
}

fn a_send_meets_a_recv<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = channel::<L>();
        let sender = thread::spawn(move || assert_eq!(block_on(tx.send(Box::new(1))), Ok(())));
        assert_eq!(block_on(rx.recv()), Ok(Box::new(1)));
        assert_eq!(block_on(rx.recv()), Err(RecvError), "the sender has gone");
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_a_recv() {
    a_send_meets_a_recv::<LoomLock>();
}

#[test]
fn a_send_against_a_recv_with_a_plain_word() {
    a_send_meets_a_recv::<LoomPlainLock>();
}

#[test]
fn two_values_one_after_the_other() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let sender = thread::spawn(move || {
            for n in 0..2 {
                assert_eq!(block_on(tx.send(Box::new(n))), Ok(()));
            }
        });
        for n in 0..2 {
            assert_eq!(block_on(rx.recv()), Ok(Box::new(n)));
        }
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_the_last_receiver() {
    small_model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let receiver = thread::spawn(move || drop(rx));
        assert_eq!(block_on(tx.send(Box::new(1))), Err(SendError(Box::new(1))));
        receiver.join().unwrap();
    });
}

#[test]
fn a_recv_against_the_last_sender() {
    small_model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let sender = thread::spawn(move || drop(tx));
        assert_eq!(block_on(rx.recv()), Err(RecvError));
        sender.join().unwrap();
    });
}

#[test]
fn a_close_against_a_hand_over() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let closer = tx.clone();
        let sender = thread::spawn(move || block_on(tx.send(Box::new(1))));
        let closer = thread::spawn(move || closer.close());
        let received = block_on(rx.recv());
        let sent = sender.join().unwrap();
        closer.join().unwrap();
        match received {
            Ok(value) => assert_eq!((value, sent), (Box::new(1), Ok(()))),
            Err(RecvError) => assert_eq!(sent, Err(SendError(Box::new(1)))),
        }
    });
}

#[test]
fn a_cancelled_send_against_a_recv() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let other = rx.clone();
        let receiver = thread::spawn(move || other.try_recv().ok());
        let mut send = Box::pin(tx.send(Box::new(1)));
        let task = Task::waiting(send.as_mut());
        drop(task);
        let back = send.as_mut().cancel();
        let received = receiver.join().unwrap();
        assert!(back.is_some() != received.is_some(), "the value is in one place");
        assert!(rx.is_empty());
    });
}

#[test]
fn a_dropped_send_against_a_recv() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let receiver = thread::spawn(move || block_on(rx.recv()).map(|value| *value));
        let send = Task::new(tx.send(Box::new(1)));
        let mut send = send;
        let _ = send.poll();
        drop(send);
        drop(tx);
        let received = receiver.join().unwrap();
        assert!(matches!(received, Ok(1) | Err(RecvError)));
    });
}

#[test]
fn a_dropped_recv_passes_its_offer_on() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let rx: &'static Rx = Box::leak(Box::new(rx));
        let (first, second) = (Task::waiting(rx.recv()), Task::waiting(rx.recv()));
        let sender = thread::spawn(move || {
            assert_eq!(block_on(tx.send(Box::new(1))), Ok(()));
        });
        let dropper = thread::spawn(move || drop(first));
        assert_eq!(second.run(), Ok(Box::new(1)));
        sender.join().unwrap();
        dropper.join().unwrap();
        // SAFETY: leaked above, and nobody uses it any more.
        drop(unsafe { Box::from_raw(std::ptr::from_ref(rx).cast_mut()) });
    });
}

#[test]
fn the_last_ends_leave_together() {
    small_model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let task = Task::waiting(rx.recv());
        assert_eq!(tx.try_send(Box::new(1)), Ok(()));
        drop(task);
        // The value in the hand is dropped once, and so is the channel: loom counts neither, but Miri and
        // the allocator do when a box is freed twice.
        let sender = thread::spawn(move || drop(tx));
        drop(rx);
        sender.join().unwrap();
    });
}

#[test]
fn a_send_moves_to_another_task() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let receiver = thread::spawn(move || assert_eq!(block_on(rx.recv()), Ok(Box::new(1))));
        let mut send = Task::new(tx.send(Box::new(1)));
        match send.poll() {
            Some(sent) => assert_eq!(sent, Ok(())),
            None => assert_eq!(send.migrate().run(), Ok(())),
        }
        receiver.join().unwrap();
    });
}

#[test]
fn a_recv_moves_to_another_task() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let sender = thread::spawn(move || assert_eq!(block_on(tx.send(Box::new(1))), Ok(())));
        let mut recv = Task::new(rx.recv());
        match recv.poll() {
            Some(received) => assert_eq!(received, Ok(Box::new(1))),
            None => assert_eq!(recv.migrate().run(), Ok(Box::new(1))),
        }
        sender.join().unwrap();
    });
}

#[test]
fn two_receivers_and_a_sender() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let receivers = [rx.clone(), rx]
            .map(|rx| thread::spawn(move || block_on(rx.recv()).map_or(0, |value| *value)));
        assert_eq!(block_on(tx.send(Box::new(1))), Ok(()));
        drop(tx);
        let sum: u32 = receivers.into_iter().map(|receiver| receiver.join().unwrap()).sum();
        assert_eq!(sum, 1);
    });
}

#[test]
fn two_senders_and_a_receiver() {
    large_model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let senders = [(tx.clone(), 1), (tx, 2)].map(|(tx, n)| {
            thread::spawn(move || assert_eq!(block_on(tx.send(Box::new(n))), Ok(())))
        });
        let sum = *block_on(rx.recv()).unwrap() + *block_on(rx.recv()).unwrap();
        assert_eq!(sum, 3);
        models::join(senders);
    });
}

#[test]
fn a_value_in_the_hand_is_received() {
    model(|| {
        let (tx, rx) = channel::<LoomLock>();
        let receiver = thread::spawn(move || block_on(rx.recv()).map(|value| *value));
        let sent = tx.try_send(Box::new(1));
        drop(tx);
        let received = receiver.join().unwrap();
        assert_eq!(received.is_ok(), sent.is_ok());
    });
}
