//! One producer, one consumer: nothing is lost, nothing is read before it was written, nobody sleeps for
//! ever.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use loom::alloc::Track;
use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, model, small_model};
use wakeful::channel::generic::spsc::{Channel, Receiver, Sender, Slot, channel};
use wakeful::channel::{RecvError, SendError, Shared, Tail, TryRecvError};
use wakeful::lock::ThreadSafe;

type Handle<T, L> = Shared<Channel<Tail<Slot<T>>, L>>;
type Pair<T, L> = (Sender<Handle<T, L>>, Receiver<Handle<T, L>>);

/// A channel whose words and locks loom knows before they are raced for.
fn shared<T, L: ThreadSafe>(capacity: usize) -> Pair<T, L> {
    let mut ends = channel(capacity);
    let _ = format!("{:?}", ends.0);
    drop(Task::waiting(ends.1.recv()));
    ends
}

/// Runs a future in this thread. A task that is told to look again, because the other side is still busy
/// with its last waker, lets the other side go on.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut again = false;
    models::block_on(poll_fn(|cx| {
        if std::mem::replace(&mut again, true) {
            thread::yield_now();
        }
        future.as_mut().poll(cx)
    }))
}

/// A value that was written before it is sent, and is written again by who receives it.
fn written(n: u32) -> Arc<Watched> {
    let value = Arc::new(Watched::new(0));
    value.set(n);
    value
}

fn read(value: &Watched) -> u32 {
    let n = value.get();
    value.set(0);
    n
}

fn a_send_meets_a_recv<L: ThreadSafe + 'static>() {
    model(|| {
        let (mut tx, mut rx): Pair<_, L> = shared(1);
        let sender = thread::spawn(move || {
            block_on(tx.send(written(1))).unwrap();
            block_on(tx.send(written(2))).unwrap();
        });
        assert_eq!(read(&block_on(rx.recv()).unwrap()), 1);
        assert_eq!(read(&block_on(rx.recv()).unwrap()), 2);
        assert_eq!(block_on(rx.recv()).err(), Some(RecvError));
        sender.join().unwrap();
    });
}

#[test]
fn a_send_against_a_recv_wakes_and_orders() {
    a_send_meets_a_recv::<LoomLock>();
}

#[test]
fn a_send_against_a_recv_with_loads_and_stores() {
    a_send_meets_a_recv::<LoomPlainLock>();
}

fn a_receiver_closes<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (mut tx, mut rx): Pair<_, L> = shared(2);
        let sender = thread::spawn(move || match block_on(tx.send(written(1))) {
            Ok(()) => true,
            Err(SendError(value)) => {
                assert!(tx.is_closed());
                assert_eq!(read(&value), 1);
                false
            }
        });
        rx.close();
        let received = match rx.try_recv() {
            Ok(value) => {
                assert_eq!(read(&value), 1);
                true
            }
            Err(none) => {
                assert_eq!(none, TryRecvError::Closed);
                false
            }
        };
        assert_eq!(sender.join().unwrap(), received, "sent is received");
        assert_eq!(rx.try_recv().err(), Some(TryRecvError::Closed));
    });
}

#[test]
fn a_receiver_that_closes_gets_what_was_sent() {
    a_receiver_closes::<LoomLock>();
}

#[test]
fn a_receiver_that_closes_with_loads_and_stores() {
    a_receiver_closes::<LoomPlainLock>();
}

#[test]
fn a_batch_against_a_close_is_received_or_given_back() {
    model(|| {
        let (mut tx, mut rx): Pair<_, LoomLock> = shared(2);
        let sender = thread::spawn(move || {
            let batch = [written(1), written(2), written(3)];
            match block_on(tx.send_many(batch)) {
                Ok(()) => 3,
                Err(error) => 3 - error.0.inspect(|value| assert!(read(value) > 0)).count(),
            }
        });
        let first = block_on(rx.recv()).map(|value| read(&value));
        assert_eq!(first, Ok(1));
        rx.close();
        let rest = rx.drain().inspect(|value| assert!(read(value) > 0)).count();
        assert_eq!(sender.join().unwrap(), 1 + rest);
    });
}

fn a_close_meets_who_waits<L: ThreadSafe + 'static>() {
    model(|| {
        let (mut tx, mut rx): Pair<u32, L> = shared(1);
        tx.try_send(1).unwrap();
        let sender = thread::spawn(move || {
            let sent = block_on(tx.send(2)).is_ok();
            block_on(tx.closed());
            sent
        });
        assert_eq!(block_on(rx.recv()), Ok(1));
        rx.close();
        let received = rx.try_recv().is_ok();
        assert_eq!(sender.join().unwrap(), received);
    });
}

#[test]
fn a_close_wakes_a_sender_that_waits() {
    a_close_meets_who_waits::<LoomLock>();
}

#[test]
fn a_close_wakes_a_sender_that_waits_with_loads_and_stores() {
    a_close_meets_who_waits::<LoomPlainLock>();
}

#[test]
fn a_sender_that_closes_wakes_the_receiver() {
    small_model(|| {
        let (mut tx, mut rx): Pair<_, LoomLock> = shared(1);
        let sender = thread::spawn(move || {
            tx.try_send(written(1)).unwrap();
            tx.close();
            assert!(tx.try_send(written(2)).is_err());
        });
        assert_eq!(read(&block_on(rx.recv()).unwrap()), 1);
        assert_eq!(block_on(rx.recv()).err(), Some(RecvError));
        sender.join().unwrap();
    });
}

fn a_recv_is_cancelled<L: ThreadSafe + 'static>() {
    model(|| {
        let (mut tx, mut rx): Pair<_, L> = shared(1);
        let mut cancelled = Task::waiting(rx.recv());
        let sender = thread::spawn(move || {
            block_on(tx.send(written(1))).unwrap();
        });
        // Woken or not, it has taken nothing; unless it is polled.
        let value = cancelled.poll();
        drop(cancelled);
        let value = value.unwrap_or_else(|| block_on(rx.recv()));
        assert_eq!(read(&value.unwrap()), 1);
        sender.join().unwrap();
    });
}

#[test]
fn a_cancelled_recv_against_a_send_loses_nothing() {
    a_recv_is_cancelled::<LoomLock>();
}

#[test]
fn a_cancelled_recv_with_loads_and_stores_loses_nothing() {
    a_recv_is_cancelled::<LoomPlainLock>();
}

#[test]
fn a_cancelled_send_against_a_recv_has_sent_nothing() {
    model(|| {
        let (mut tx, mut rx): Pair<u32, LoomLock> = shared(1);
        tx.try_send(1).unwrap();
        let cancelled = Task::waiting(tx.send(2));
        let receiver = thread::spawn(move || {
            assert_eq!(block_on(rx.recv()), Ok(1));
            assert_eq!(block_on(rx.recv()), Ok(3));
        });
        drop(cancelled);
        block_on(tx.send(3)).unwrap();
        receiver.join().unwrap();
    });
}

#[test]
fn a_recv_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let (mut tx, mut rx): Pair<u32, LoomLock> = shared(1);
        let mut recv = Task::waiting(rx.recv());
        let sender = thread::spawn(move || tx.try_send(1).unwrap());
        recv = recv.migrate();
        assert_eq!(recv.run(), Ok(1));
        sender.join().unwrap();
    });
}

#[test]
fn a_slot_is_written_again_after_it_was_read() {
    model(|| {
        let (mut tx, mut rx): Pair<u32, LoomLock> = shared(1);
        let slot = Arc::new(Watched::new(0));
        tx.try_send(1).unwrap();
        slot.set(1);
        let theirs = Arc::clone(&slot);
        let start = thread::spawn(move || {
            // The slot is freed when the drain is dropped, after this.
            let mut drain = rx.drain();
            assert_eq!(drain.next(), Some(1));
            assert_eq!(theirs.get(), 1);
            drop(drain);
            rx
        });
        block_on(tx.send(2)).unwrap();
        slot.set(2);
        let mut rx = start.join().unwrap();
        assert_eq!(rx.try_recv(), Ok(2));
    });
}

fn the_last_end_frees<L: ThreadSafe + 'static>() {
    small_model(|| {
        // loom reports what is leaked.
        let (mut tx, rx): Pair<Track<()>, L> = shared(2);
        tx.try_send(Track::new(())).ok().unwrap();
        let receiver = thread::spawn(move || drop(rx));
        let _ = tx.try_send(Track::new(()));
        drop(tx);
        receiver.join().unwrap();
    });
}

#[test]
fn the_last_end_frees_the_channel_and_what_is_in_it() {
    the_last_end_frees::<LoomLock>();
}

#[test]
fn the_last_end_frees_with_loads_and_stores() {
    the_last_end_frees::<LoomPlainLock>();
}
