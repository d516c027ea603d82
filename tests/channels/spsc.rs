//! One producer, one consumer.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use wakeful::channel::generic::spsc::{Channel, Receiver, SendManyError, Sender, Slot, channel};
use wakeful::channel::{
    Inline, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Shared, Tail, TryRecvError,
    TrySendError, spsc,
};
use wakeful::lock::{LocalLock, RawLock, StdLock};

type Handle<T, L> = Shared<Channel<Tail<Slot<T>>, L>>;
type Pair<T, L> = (Sender<Handle<T, L>>, Receiver<Handle<T, L>>);
type Borrowed<T, const N: usize, L> = Channel<Inline<Slot<T>, N>, L>;

/// A lock that is for threads and not lock-free, as on bare metal.
type Plain = plain::Lock;

mod plain {
    use std::sync::Mutex;
    use wakeful::lock::{LoadStore, RawLock, ThreadSafe};

    pub(crate) struct Lock(Mutex<()>);

    // SAFETY: std's mutex excludes.
    unsafe impl RawLock for Lock {
        const NEW: Self = Self(Mutex::new(()));
        type Counter = LoadStore;

        fn with<R>(&self, f: impl FnOnce() -> R) -> R {
            let _guard = self.0.try_lock().or_else(|_| self.0.lock()).unwrap();
            f()
        }
    }

    impl ThreadSafe for Lock {}
}

#[derive(Default)]
struct Count {
    wakes: AtomicUsize,
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Relaxed);
    }
}

/// A task: a waker that counts.
struct Task(Arc<Count>, Waker);

impl Task {
    fn new() -> Self {
        let count = Arc::new(Count::default());
        Self(count.clone(), Waker::from(count))
    }

    fn wakes(&self) -> usize {
        self.0.wakes.load(Ordering::Relaxed)
    }

    fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.1))
    }

    fn poll_once<F: Future + Unpin>(&self, mut future: F) -> Poll<F::Output> {
        self.poll(Pin::new(&mut future))
    }

    /// How many wakers of it there are beside its own.
    fn clones(&self) -> usize {
        Arc::strong_count(&self.0) - 2
    }
}

fn now<F: Future>(future: F) -> F::Output {
    match Task::new().poll(pin!(future)) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it was to be ready"),
    }
}

/// A value that counts its drops, and panics when it is told to.
struct Dropped<'a>(&'a Cell<usize>, bool);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
        assert!(!self.1, "a destructor panics, as it was told to");
    }
}

fn caught<R>(f: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(f)).is_err()
}

fn each_flavor<L: RawLock + 'static>() {
    values_come_in_order_for_every_capacity_and_many_laps::<L>();
    full_and_empty_are_told::<L>();
    a_receiver_is_woken_once_by_a_send::<L>();
    a_sender_is_woken_once_by_a_receipt::<L>();
    a_dropped_recv_takes_its_waker_back::<L>();
    a_dropped_send_was_not_sent::<L>();
    a_woken_future_that_is_dropped_takes_nothing::<L>();
    the_newest_waker_is_woken::<L>();
    a_closed_sender_lets_the_receiver_drain::<L>();
    a_closed_receiver_refuses_and_drains::<L>();
    who_waits_is_woken_by_a_close::<L>();
    closed_is_woken_by_a_close_alone::<L>();
    poll_ready_promises_room::<L>();
    batches_fill_and_wait::<L>();
    a_batch_that_ends_with_the_room_does_not_wait::<L>();
    a_batch_gives_back_what_was_not_sent::<L>();
    a_batch_that_came_too_late_is_given_back::<L>();
    an_iterator_that_panics_has_sent_what_it_gave::<L>();
    an_extend_that_panics_has_received_what_it_took::<L>();
    slices_go_around_the_end::<L>();
    a_slice_waits_and_tells_what_is_left::<L>();
    peek_and_clear::<L>();
    a_drain_leaves_what_it_did_not_take::<L>();
    a_forgotten_drain_gives_its_slots_back_later::<L>();
    every_value_is_dropped_once::<L>();
    a_destructor_that_panics_does_not_keep_the_others::<L>();
    a_destructor_may_send::<L>();
    what_is_queued_is_dropped_with_the_receiver::<L>();
    a_channel_is_split_again::<L>();
    a_channel_whose_ends_were_forgotten_starts_over::<L>();
    a_completed_future_panics::<L>();
    a_waker_may_use_the_other_end::<L>();
    values_without_size_are_counted::<L>();
    a_forgotten_future_is_harmless::<L>();
}

#[test]
fn every_promise_holds_for_threads() {
    each_flavor::<StdLock>();
}

#[test]
fn every_promise_holds_for_one_thread() {
    each_flavor::<LocalLock>();
}

#[test]
fn every_promise_holds_with_loads_and_stores() {
    each_flavor::<Plain>();
}

fn values_come_in_order_for_every_capacity_and_many_laps<L: RawLock>() {
    for capacity in [1, 2, 3, 5, 8] {
        let (mut tx, mut rx): Pair<usize, L> = channel(capacity);
        assert_eq!((tx.capacity(), rx.capacity()), (capacity, capacity));
        let (mut sent, mut received) = (0, 0);
        for turn in 0..60 {
            for _ in 0..turn % (capacity + 2) {
                match tx.try_send(sent) {
                    Ok(()) => sent += 1,
                    Err(refused) => {
                        assert_eq!(refused, TrySendError::Full(sent));
                        assert_eq!(sent - received, capacity);
                    }
                }
            }
            assert_eq!((tx.len(), rx.len()), (sent - received, sent - received));
            assert_eq!(tx.free_slots(), capacity - tx.len());
            for _ in 0..turn % 4 {
                match rx.try_recv() {
                    Ok(value) => {
                        assert_eq!(value, received);
                        received += 1;
                    }
                    Err(none) => assert_eq!((none, sent), (TryRecvError::Empty, received)),
                }
            }
        }
        assert!(received > 3 * capacity);
    }
}

fn full_and_empty_are_told<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    assert!(tx.is_empty() && rx.is_empty() && !tx.is_full() && !rx.is_full());
    now(tx.send(1)).unwrap();
    assert!(!tx.is_empty() && !rx.is_empty() && tx.is_full() && rx.is_full());
    assert_eq!(now(rx.recv()), Ok(1));
    assert!(format!("{tx:?}{rx:?}").contains("capacity: 1"));
}

fn a_receiver_is_woken_once_by_a_send<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(4);
    let task = Task::new();
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    tx.try_send(1).unwrap();
    tx.try_send(2).unwrap();
    assert_eq!((task.wakes(), task.clones()), (1, 0));
    assert_eq!(task.poll_once(&mut recv), Poll::Ready(Ok(1)));
    drop(recv);
    assert_eq!(now(rx.recv()), Ok(2));
    drop(tx);
    assert_eq!(task.wakes(), 1);
}

fn a_sender_is_woken_once_by_a_receipt<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(2);
    let task = Task::new();
    now(tx.send_many([1, 2])).unwrap();
    let mut send = tx.send(3);
    assert!(task.poll_once(&mut send).is_pending());
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(rx.try_recv(), Ok(2));
    assert_eq!((task.wakes(), task.clones()), (1, 0));
    assert_eq!(task.poll_once(&mut send), Poll::Ready(Ok(())));
    assert_eq!(rx.try_recv(), Ok(3));
}

fn a_dropped_recv_takes_its_waker_back<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    let task = Task::new();
    assert!(task.poll_once(rx.recv()).is_pending());
    assert_eq!(task.clones(), 0);
    tx.try_send(1).unwrap();
    assert!(task.poll_once(tx.send(2)).is_pending());
    assert_eq!(task.clones(), 0);
    assert_eq!(rx.try_recv(), Ok(1));
    drop((tx, rx));
    assert_eq!(task.wakes(), 0);
}

fn a_dropped_send_was_not_sent<L: RawLock>() {
    let drops = Cell::new(0);
    let (mut tx, mut rx): Pair<Dropped<'_>, L> = channel(1);
    now(tx.send(Dropped(&drops, false))).unwrap();
    assert!(Task::new().poll_once(tx.send(Dropped(&drops, false))).is_pending());
    assert_eq!(drops.get(), 1);
    drop(tx.send(Dropped(&drops, false)));
    assert!(rx.try_recv().is_ok());
    assert!(rx.try_recv().is_err());
    assert_eq!(drops.get(), 3);
}

fn a_woken_future_that_is_dropped_takes_nothing<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    let task = Task::new();
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    tx.try_send(1).unwrap();
    drop(recv);
    let mut send = tx.send(2);
    assert!(task.poll_once(&mut send).is_pending());
    assert_eq!(rx.try_recv(), Ok(1));
    drop(send);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(tx.free_slots(), 1);
    assert_eq!(task.wakes(), 2);
}

fn the_newest_waker_is_woken<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    let (first, second) = (Task::new(), Task::new());
    let mut recv = rx.recv();
    assert!(first.poll_once(&mut recv).is_pending());
    assert!(first.poll_once(&mut recv).is_pending());
    assert_eq!(first.clones(), 1);
    assert!(second.poll_once(&mut recv).is_pending());
    assert_eq!(first.clones(), 0);
    tx.try_send(1).unwrap();
    assert_eq!((first.wakes(), second.wakes()), (0, 1));
}

fn a_closed_sender_lets_the_receiver_drain<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(3);
    now(tx.send_many([1, 2])).unwrap();
    tx.close();
    assert!(tx.is_closed() && rx.is_closed());
    assert_eq!(tx.try_send(3), Err(TrySendError::Closed(3)));
    assert_eq!(now(tx.send(4)), Err(SendError(4)));
    assert_eq!(tx.try_send_slice(&[5]), 0);
    assert_eq!(now(tx.send_slice(&[5])), Err(SendError(&[5][..])));
    assert_eq!(rx.len(), 2);
    assert_eq!(now(rx.recv()), Ok(1));
    drop(tx);
    assert_eq!(now(rx.recv()), Ok(2));
    assert_eq!(now(rx.recv()), Err(RecvError));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(now(rx.recv_many(&mut vec![], 4)), 0);
    assert_eq!(now(rx.recv_slice(&mut [0])), 0);
}

fn a_closed_receiver_refuses_and_drains<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(3);
    now(tx.send_many([1, 2])).unwrap();
    rx.close();
    rx.close();
    // Twice: the first came too late and was undone.
    assert_eq!(tx.try_send(3), Err(TrySendError::Closed(3)));
    assert_eq!(tx.try_send(3), Err(TrySendError::Closed(3)));
    assert!(tx.is_closed() && rx.is_closed());
    assert_eq!((tx.len(), rx.len()), (2, 2));
    assert_eq!(rx.peek(), Some(&1));
    assert_eq!(now(rx.recv()), Ok(1));
    assert_eq!(now(rx.recv()), Ok(2));
    assert_eq!(tx.try_send(3), Err(TrySendError::Closed(3)));
    assert_eq!(now(rx.recv()), Err(RecvError));
    assert_eq!(now(tx.send(4)), Err(SendError(4)));
}

fn who_waits_is_woken_by_a_close<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    tx.close();
    assert_eq!(task.wakes(), 1);
    assert_eq!(task.poll_once(recv), Poll::Ready(Err(RecvError)));
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    tx.try_send(1).unwrap();
    let mut send = tx.send(2);
    assert!(task.poll_once(&mut send).is_pending());
    rx.close();
    assert_eq!(task.wakes(), 2);
    assert_eq!(task.poll_once(send), Poll::Ready(Err(SendError(2))));
    assert_eq!(rx.try_recv(), Ok(1));
    let (mut tx, rx): Pair<u32, L> = channel(1);
    tx.try_send(1).unwrap();
    let mut send = tx.send_slice(&[2, 3]);
    assert!(task.poll_once(&mut send).is_pending());
    drop(rx);
    assert_eq!(task.wakes(), 3);
    assert_eq!(task.poll_once(send), Poll::Ready(Err(SendError(&[2, 3][..]))));
}

fn closed_is_woken_by_a_close_alone<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u32, L> = channel(2);
    {
        let mut closed = tx.closed();
        assert!(task.poll_once(&mut closed).is_pending());
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        rx.close();
        assert_eq!(task.wakes(), 1);
        assert!(task.poll_once(closed).is_ready());
    }
    let (mut tx, mut rx): Pair<u32, L> = channel(2);
    {
        let mut closed = rx.closed();
        assert!(task.poll_once(&mut closed).is_pending());
        tx.try_send(1).unwrap();
        assert_eq!(task.wakes(), 1);
        drop(closed);
        assert_eq!(task.clones(), 0);
        let mut closed = rx.closed();
        assert!(task.poll_once(&mut closed).is_pending());
        drop(tx);
        assert_eq!(task.wakes(), 2);
        assert!(task.poll_once(closed).is_ready());
    }
    assert_eq!(rx.try_recv(), Ok(1));
}

fn poll_ready_promises_room<L: RawLock>() {
    let task = Task::new();
    let mut cx = Context::from_waker(&task.1);
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    assert_eq!(tx.poll_ready(&mut cx), Poll::Ready(Ok(())));
    tx.try_send(1).unwrap();
    assert!(tx.poll_ready(&mut cx).is_pending());
    assert_eq!(rx.poll_recv(&mut cx), Poll::Ready(Ok(1)));
    assert_eq!(task.wakes(), 1);
    assert_eq!(tx.poll_ready(&mut cx), Poll::Ready(Ok(())));
    tx.try_send(2).unwrap();
    rx.close();
    assert_eq!(tx.poll_ready(&mut cx), Poll::Ready(Err(SendError(()))));
}

fn batches_fill_and_wait<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u32, L> = channel(3);
    let mut got = vec![];
    let mut send = tx.send_many(0..8);
    let mut turns = 0;
    while task.poll_once(&mut send).is_pending() {
        assert_eq!(task.wakes(), turns);
        turns += 1;
        assert_eq!(now(rx.recv_many(&mut got, 2)), 2);
        assert_eq!(now(rx.recv_many(&mut got, 9)), 1);
    }
    assert!(send.is_terminated());
    drop(send);
    assert_eq!(rx.try_recv_many(&mut got, 9), 2);
    assert_eq!(got, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(rx.try_recv_many(&mut got, 9), 0);
    let mut values = 10..20;
    assert_eq!(tx.try_send_many(&mut values), 3);
    assert_eq!(tx.try_send_many(&mut values), 0);
    assert_eq!(values.next(), Some(13));
    assert_eq!(now(rx.recv_many(&mut got, 0)), 0);
    let mut recv = rx.recv_many(&mut got, 9);
    assert_eq!(task.poll_once(&mut recv), Poll::Ready(3));
    drop(recv);
    let mut more = vec![];
    let mut recv = rx.recv_many(&mut more, 9);
    assert!(task.poll_once(&mut recv).is_pending());
    let wakes = task.wakes();
    assert_eq!(tx.try_send_many(&mut values), 3);
    assert_eq!(task.wakes(), wakes + 1);
    assert_eq!(task.poll_once(&mut recv), Poll::Ready(3));
    drop(recv);
    assert_eq!(more, [14, 15, 16]);
}

fn a_batch_that_ends_with_the_room_does_not_wait<L: RawLock>() {
    let (mut tx, _rx): Pair<u32, L> = channel(2);
    now(tx.send_many([1, 2])).unwrap();
    now(tx.send_many([])).unwrap();
}

fn a_batch_gives_back_what_was_not_sent<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u32, L> = channel(2);
    let mut send = tx.send_many(1..=5);
    assert!(task.poll_once(&mut send).is_pending());
    rx.close();
    assert_eq!(task.wakes(), 1);
    let Poll::Ready(Err(unsent)) = task.poll_once(send) else { panic!("closed") };
    assert_eq!(unsent.0.collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(rx.drain().collect::<Vec<_>>(), [1, 2]);
}

fn a_batch_that_came_too_late_is_given_back<L: RawLock>() {
    let drops = Cell::new(0);
    let (mut tx, rx): Pair<Dropped<'_>, L> = channel(4);
    tx.try_send(Dropped(&drops, false)).ok().unwrap();
    let rx = RefCell::new(rx);
    // The receiver closes between the values of a batch.
    let mut values = (0..3).map(|n| {
        if n == 1 {
            rx.borrow_mut().close();
        }
        Dropped(&drops, false)
    });
    let Err(SendManyError(mut unsent)) = now(tx.send_many(&mut values)) else { panic!("closed") };
    assert_eq!(unsent.size_hint(), (3, Some(3)));
    assert!(unsent.next().is_some());
    assert_eq!(drops.get(), 1);
    drop(unsent);
    assert_eq!(drops.get(), 3);
    assert!(rx.borrow_mut().try_recv().is_ok());
    assert_eq!(rx.borrow_mut().try_recv().err(), Some(TryRecvError::Closed));
    assert_eq!(tx.try_send_many(&mut std::iter::once(Dropped(&drops, false))), 0);
    drop((tx, rx));
    assert_eq!(drops.get(), 5);

    // `try_send_many` keeps them; what nobody asks for is dropped with the sender.
    let (mut tx, rx): Pair<Dropped<'_>, L> = channel(4);
    let mut rx = Some(rx);
    let mut values = std::iter::from_fn(|| {
        drop(rx.take());
        Some(Dropped(&drops, false))
    });
    assert_eq!(tx.try_send_many(&mut values), 0);
    assert_eq!(drops.get(), 5);
    std::mem::forget(tx.unsent());
    assert_eq!(tx.unsent().take(1).count(), 1);
    assert_eq!(tx.unsent().count(), 0);
    assert_eq!(drops.get(), 9);
    drop(tx);
    assert_eq!(drops.get(), 9);
}

fn an_iterator_that_panics_has_sent_what_it_gave<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(4);
    let task = Task::new();
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    let mut values = (0..).inspect(|n| assert!(*n < 2, "as it was told to"));
    assert!(caught(|| tx.try_send_many(&mut values)));
    assert_eq!(task.wakes(), 1);
    drop(recv);
    tx.try_send(7).unwrap();
    assert_eq!(rx.drain().collect::<Vec<_>>(), [0, 1, 7]);
}

/// Takes two, then panics.
struct Panics<T>(Vec<T>);

impl<T> Extend<T> for Panics<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        self.0.extend(values.into_iter().take(2));
        panic!("as it was told to");
    }
}

fn an_extend_that_panics_has_received_what_it_took<L: RawLock>() {
    let (mut tx, mut rx): Pair<Box<u32>, L> = channel(3);
    now(tx.send_many([0, 1, 2].map(Box::new))).unwrap();
    assert_eq!(*rx.try_recv().unwrap(), 0);
    now(tx.send(Box::new(3))).unwrap();
    let mut buffer = Panics(vec![]);
    assert!(caught(|| rx.try_recv_many(&mut buffer, 9)));
    assert_eq!(buffer.0, [1, 2].map(Box::new));
    assert_eq!(tx.free_slots(), 2);
    assert_eq!(*rx.try_recv().unwrap(), 3);
    assert!(rx.is_empty());
}

fn slices_go_around_the_end<L: RawLock>() {
    let (mut tx, mut rx): Pair<u8, L> = channel(5);
    let mut buffer = [0; 8];
    let (mut sent, mut received) = (0_u8, 0_u8);
    for turn in 0..40 {
        let values: Vec<u8> = (0..turn % 7).map(|n| sent + n).collect();
        let n = tx.try_send_slice(&values);
        assert_eq!(n, values.len().min((5 - (sent - received)).into()));
        sent += u8::try_from(n).unwrap();
        let n = rx.try_recv_slice(&mut buffer[..usize::from(turn % 5)]);
        for value in &buffer[..n] {
            assert_eq!(*value, received);
            received += 1;
        }
        assert_eq!(tx.len(), usize::from(sent - received));
    }
    assert_eq!(rx.try_recv_slice(&mut []), 0);
}

fn a_slice_waits_and_tells_what_is_left<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u8, L> = channel(2);
    let mut buffer = [0; 4];
    let mut recv = rx.recv_slice(&mut buffer);
    assert!(task.poll_once(&mut recv).is_pending());
    let mut send = tx.send_slice(&[1, 2, 3]);
    assert!(task.poll_once(&mut send).is_pending());
    assert_eq!(send.remaining(), [3]);
    assert_eq!(task.wakes(), 1);
    assert_eq!(task.poll_once(recv), Poll::Ready(2));
    assert_eq!(task.wakes(), 2);
    assert_eq!(task.poll_once(send), Poll::Ready(Ok(())));
    assert_eq!(now(rx.recv_slice(&mut buffer[2..])), 1);
    assert_eq!(buffer, [1, 2, 3, 0]);
    assert_eq!(now(rx.recv_slice(&mut [])), 0);
}

fn peek_and_clear<L: RawLock>() {
    let (mut tx, mut rx): Pair<String, L> = channel(2);
    assert_eq!(rx.peek(), None);
    now(tx.send("a".into())).unwrap();
    now(tx.send("b".into())).unwrap();
    assert_eq!(rx.peek().map(String::as_str), Some("a"));
    assert_eq!(rx.peek().map(String::as_str), Some("a"));
    assert_eq!(rx.try_recv().as_deref(), Ok("a"));
    now(tx.send("c".into())).unwrap();
    let task = Task::new();
    let mut send = tx.send("d".into());
    assert!(task.poll_once(&mut send).is_pending());
    rx.clear();
    assert_eq!(task.wakes(), 1);
    assert!(task.poll_once(send).is_ready());
    assert_eq!(rx.try_recv().as_deref(), Ok("d"));
    rx.clear();
}

fn a_drain_leaves_what_it_did_not_take<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(4);
    now(tx.send_many(0..4)).unwrap();
    let mut drain = rx.drain();
    assert_eq!(drain.len(), 4);
    assert_eq!(drain.next(), Some(0));
    assert!(tx.is_full(), "the slots are given back together");
    drop(drain);
    assert_eq!(tx.free_slots(), 1);
    assert_eq!(rx.drain().sum::<u32>(), 6);
    assert_eq!(rx.drain().next(), None);
    now(tx.send_many(0..2)).unwrap();
    let mut drain = rx.drain();
    while drain.next().is_some() {}
    assert!(tx.is_empty(), "at its end");
    assert_eq!(drain.next(), None);
}

fn a_forgotten_drain_gives_its_slots_back_later<L: RawLock>() {
    let (mut tx, mut rx): Pair<Box<u32>, L> = channel(2);
    now(tx.send_many([1, 2].map(Box::new))).unwrap();
    let mut drain = rx.drain();
    assert!(drain.next().is_some());
    assert!(drain.next().is_some());
    std::mem::forget(drain);
    let task = Task::new();
    let mut send = tx.send(Box::new(3));
    assert!(task.poll_once(&mut send).is_pending());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(task.wakes(), 1);
    assert!(task.poll_once(send).is_ready());
    assert_eq!(*now(rx.recv()).unwrap(), 3);
}

fn every_value_is_dropped_once<L: RawLock>() {
    for (sent, received) in [(0, 0), (3, 0), (3, 1), (3, 3), (7, 6)] {
        let drops = Cell::new(0);
        let (mut tx, mut rx): Pair<Dropped<'_>, L> = channel(3);
        for n in 0..sent {
            assert!(tx.try_send(Dropped(&drops, false)).is_ok());
            if n < received {
                assert!(rx.try_recv().is_ok());
            }
        }
        if sent % 2 == 0 {
            drop(rx);
            drop(tx);
        } else {
            drop(tx);
            drop(rx);
        }
        assert_eq!(drops.get(), sent);
    }
}

fn a_destructor_that_panics_does_not_keep_the_others<L: RawLock>() {
    let drops = Cell::new(0);
    for panics in 0..3 {
        let (mut tx, mut rx): Pair<Dropped<'_>, L> = channel(3);
        assert!(tx.try_send(Dropped(&drops, false)).is_ok());
        drop(rx.try_recv());
        drops.set(0);
        three(&mut tx, &drops, panics);
        assert!(caught(|| rx.clear()));
        assert_eq!((drops.get(), tx.free_slots()), (3, 3));
        three(&mut tx, &drops, panics);
        assert!(caught(|| drop(rx)));
        assert_eq!(drops.get(), 6);
        assert!(tx.is_closed());
    }
    let mut borrowed = Borrowed::<Dropped<'_>, 3, L>::new();
    let (mut tx, rx) = borrowed.split();
    for n in 0..3 {
        assert!(tx.try_send(Dropped(&drops, n == 0)).is_ok());
    }
    std::mem::forget((tx, rx));
    drops.set(0);
    assert!(caught(|| drop(borrowed)));
    assert_eq!(drops.get(), 3);
}

/// Sends three values, one of which panics.
fn three<'a, L: RawLock>(
    tx: &mut Sender<Handle<Dropped<'a>, L>>,
    drops: &'a Cell<usize>,
    panics: usize,
) {
    for n in 0..3 {
        assert!(tx.try_send(Dropped(drops, n == panics)).is_ok());
    }
}

/// Sends when it is dropped.
struct Sends<L: RawLock>(Rc<RefCell<Option<Sender<Handle<Option<Self>, L>>>>>);

impl<L: RawLock> Drop for Sends<L> {
    fn drop(&mut self) {
        if let Some(tx) = &mut *self.0.borrow_mut() {
            let _ = tx.try_send(None);
        }
    }
}

fn a_destructor_may_send<L: RawLock>() {
    let (tx, mut rx): Pair<Option<Sends<L>>, L> = channel(3);
    let tx = Rc::new(RefCell::new(Some(tx)));
    for _ in 0..2 {
        let value = Sends(tx.clone());
        assert!(tx.borrow_mut().as_mut().unwrap().try_send(Some(value)).is_ok());
    }
    rx.clear();
    // The first found room; the slots of both were free only when both had been dropped.
    assert_eq!(rx.len(), 1);
    assert!(matches!(rx.try_recv(), Ok(None)));
    drop(rx);
    assert!(tx.borrow_mut().take().unwrap().is_closed());
}

fn what_is_queued_is_dropped_with_the_receiver<L: RawLock>() {
    let (mut tx, rx): Pair<Rc<()>, L> = channel(2);
    let value = Rc::new(());
    tx.try_send(value.clone()).unwrap();
    drop(rx);
    assert_eq!(Rc::strong_count(&value), 1);
    assert!(tx.try_send(value).is_err());
}

fn a_channel_is_split_again<L: RawLock>() {
    let mut borrowed = Borrowed::<u32, 2, L>::default();
    for turn in 0..5 {
        let (mut tx, mut rx) = borrowed.split();
        assert!(!tx.is_closed() && rx.is_empty());
        tx.try_send(turn).unwrap();
        if turn % 2 == 0 {
            assert_eq!(now(rx.recv()), Ok(turn));
        }
        drop(tx);
        assert!(rx.is_closed());
    }
    assert!(format!("{borrowed:?}").contains("is_closed: true"));
}

fn a_channel_whose_ends_were_forgotten_starts_over<L: RawLock>() {
    let drops = Cell::new(0);
    let task = Task::new();
    let mut borrowed = Borrowed::<Dropped<'_>, 2, L>::new();
    for turn in 1..4 {
        let (mut tx, mut rx) = borrowed.split();
        assert!(tx.try_send(Dropped(&drops, false)).is_ok());
        assert!(rx.try_recv().is_ok());
        let mut recv = rx.recv();
        assert!(task.poll_once(&mut recv).is_pending());
        std::mem::forget(recv);
        assert!(tx.try_send(Dropped(&drops, false)).is_ok());
        assert!(tx.try_send(Dropped(&drops, false)).is_ok());
        std::mem::forget((tx, rx));
        assert_eq!(drops.get(), turn * 3 - 2);
        borrowed.split();
        assert_eq!((drops.get(), task.clones()), (turn * 3, 0));
    }
}

fn a_forgotten_future_is_harmless<L: RawLock>() {
    let task = Task::new();
    let (mut tx, mut rx): Pair<u32, L> = channel(1);
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    std::mem::forget(recv);
    tx.try_send(1).unwrap();
    assert_eq!(task.wakes(), 1);
    let mut recv = rx.recv();
    assert_eq!(task.poll_once(&mut recv), Poll::Ready(Ok(1)));
    drop(recv);
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_pending());
    std::mem::forget(recv);
    drop(rx);
    assert_eq!(task.clones(), 0);
}

fn a_completed_future_panics<L: RawLock>() {
    let (mut tx, mut rx): Pair<u32, L> = channel(2);
    let task = Task::new();
    let mut send = tx.send(1);
    assert!(!send.is_terminated());
    assert!(task.poll_once(&mut send).is_ready());
    assert!(send.is_terminated());
    assert!(caught(|| task.poll_once(&mut send)));
    drop(send);
    let mut recv = rx.recv();
    assert!(task.poll_once(&mut recv).is_ready());
    assert!(recv.is_terminated() && caught(|| task.poll_once(&mut recv)));
    drop(recv);
    let mut send = tx.send_slice(&[1]);
    assert!(task.poll_once(&mut send).is_ready());
    assert!(send.is_terminated() && caught(|| task.poll_once(&mut send)));
    drop(send);
    let mut buffer = [0];
    let mut recv = rx.recv_slice(&mut buffer);
    assert!(task.poll_once(&mut recv).is_ready());
    assert!(recv.is_terminated() && caught(|| task.poll_once(&mut recv)));
    drop((recv, tx));
    let mut closed = rx.closed();
    assert!(task.poll_once(&mut closed).is_ready());
    assert!(closed.is_terminated() && caught(|| task.poll_once(&mut closed)));
}

fn a_waker_may_use_the_other_end<L: RawLock + 'static>() {
    thread_local! {
        static CALL: RefCell<Option<Box<dyn FnMut()>>> = const { RefCell::new(None) };
    }
    fn call() {
        let call = CALL.with(|call| call.borrow_mut().take());
        if let Some(mut f) = call {
            f();
            CALL.with(|call| *call.borrow_mut() = Some(f));
        }
    }
    use std::task::{RawWaker, RawWakerVTable};
    static VTABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            call();
            RawWaker::new(data, &VTABLE)
        },
        |_| call(),
        |_| call(),
        |_| call(),
    );
    // SAFETY: there is no data.
    let waker = unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &VTABLE)) };
    let mut cx = Context::from_waker(&waker);

    let (tx, mut rx): Pair<u32, L> = channel(2);
    let tx = Rc::new(RefCell::new(Some(tx)));
    let (again, sent) = (tx.clone(), Rc::new(Cell::new(0)));
    let count = sent.clone();
    let f: Box<dyn FnMut()> = Box::new(move || {
        if let Ok(mut tx) = again.try_borrow_mut() {
            if let Some(tx) = &mut *tx {
                count.set(count.get() + u32::from(tx.try_send(count.get()).is_ok()));
            }
        }
    });
    CALL.with(|call| *call.borrow_mut() = Some(f));
    // The clone of the waker sends while the receiver is about to sleep.
    let mut received = 0;
    for _ in 0..20 {
        if let Poll::Ready(value) = rx.poll_recv(&mut cx) {
            assert_eq!(value, Ok(received));
            received += 1;
        }
    }
    assert!(received > 5 && sent.get() >= received);
    tx.borrow_mut().as_mut().unwrap().close();
    drop(rx);
    CALL.with(|call| drop(call.borrow_mut().take()));
    drop(tx);
}

fn values_without_size_are_counted<L: RawLock>() {
    let (mut tx, mut rx): Pair<(), L> = channel(3);
    assert_eq!(tx.try_send_many(&mut std::iter::repeat(())), 3);
    assert_eq!(rx.try_recv(), Ok(()));
    assert_eq!(tx.try_send_slice(&[(); 4]), 1);
    assert_eq!(rx.try_recv_slice(&mut [(); 2]), 2);
    assert_eq!(rx.drain().count(), 1);
    assert!(rx.is_empty());
}

#[test]
fn a_capacity_of_zero_names_the_rendezvous() {
    let panic = catch_unwind(|| spsc::channel::<u32>(0)).expect_err("it panics");
    assert!(panic.downcast_ref::<&str>().is_some_and(|text| text.contains("rendezvous")));
    assert!(caught(|| spsc::channel::<()>(usize::MAX)));
    assert!(caught(|| spsc::channel::<u64>(usize::MAX >> 4)));
}

#[test]
fn a_static_channel_is_split_once() {
    static CHANNEL: spsc::Channel<u32, 2> = spsc::Channel::new();
    let (mut tx, mut rx) = CHANNEL.split_static();
    assert!(caught(|| CHANNEL.split_static()));
    tx.try_send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    drop((tx, rx));
    assert!(caught(|| CHANNEL.split_static()), "also when the ends have gone");
}

#[test]
fn ends_are_a_pointer() {
    assert_eq!(size_of::<spsc::Sender<String>>(), size_of::<usize>());
    assert_eq!(size_of::<spsc::BorrowedReceiver<'_, String, 4>>(), size_of::<usize>());
    assert_eq!(align_of::<spsc::Channel<u8, 4>>(), 128);
    assert!(align_of::<wakeful::channel::local::spsc::Channel<u8, 4>>() <= 8);
}

#[test]
fn threads_block_and_time_out() {
    let (mut tx, mut rx) = spsc::channel::<u32>(1);
    let short = Duration::from_millis(5);
    assert_eq!(rx.blocking_recv_timeout(short), Err(RecvTimeoutError::Timeout));
    assert_eq!(tx.blocking_send_timeout(1, short), Ok(()));
    assert_eq!(tx.blocking_send_timeout(2, short), Err(SendTimeoutError::Timeout(2)));
    assert_eq!(rx.blocking_recv(), Ok(1));
    assert_eq!(tx.blocking_send(3), Ok(()));
    assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Ok(3));
    assert!(tx.blocking_send_many([4]).is_ok());
    let mut got = vec![];
    assert_eq!(rx.blocking_recv_many(&mut got, 5), 1);
    rx.close();
    assert_eq!(tx.blocking_send(5), Err(SendError(5)));
    assert_eq!(tx.blocking_send_timeout(5, short), Err(SendTimeoutError::Closed(5)));
    assert_eq!(rx.blocking_recv_timeout(short), Err(RecvTimeoutError::Closed));
}

fn threads_pass_everything_on<L: RawLock + Send + Sync>(capacity: usize) {
    let total = if cfg!(miri) { 40 } else { 5_000 };
    let (mut tx, mut rx): Pair<Box<usize>, L> = channel(capacity);
    std::thread::scope(|s| {
        s.spawn(move || {
            wakeful::executor::block_on(async {
                let mut next = 0;
                while next < total {
                    let end = (next + next % 7 + 1).min(total);
                    if next % 3 == 0 {
                        assert!(tx.send_many((next..end).map(Box::new)).await.is_ok());
                    } else {
                        for value in next..end {
                            tx.send(Box::new(value)).await.unwrap();
                        }
                    }
                    next = end;
                }
            });
        });
        wakeful::executor::block_on(async {
            let (mut next, mut buffer) = (0, vec![]);
            loop {
                if next % 2 == 0 {
                    match rx.recv().await {
                        Ok(value) => buffer.push(value),
                        Err(RecvError) => break,
                    }
                } else if rx.recv_many(&mut buffer, 5).await == 0 {
                    break;
                }
                for value in buffer.drain(..) {
                    assert_eq!(*value, next);
                    next += 1;
                }
            }
            assert_eq!(next, total);
        });
    });
}

#[test]
fn threads_pass_everything_on_in_order() {
    for capacity in [1, 3, 16] {
        threads_pass_everything_on::<StdLock>(capacity);
        threads_pass_everything_on::<Plain>(capacity);
    }
}

/// Each value is received, or given back to the sender: also when the receiver closes in between.
fn a_close_loses_nothing<L: RawLock + Send + Sync>() {
    for round in 0..if cfg!(miri) { 10 } else { 400 } {
        let (mut tx, mut rx): Pair<Box<usize>, L> = channel(3);
        let total = 20;
        let (sent, received) = std::thread::scope(|s| {
            let sender = s.spawn(move || {
                wakeful::executor::block_on(async {
                    if round % 2 == 0 {
                        for n in 0..total {
                            if let Err(SendError(value)) = tx.send(Box::new(n)).await {
                                assert_eq!(*value, n);
                                return n;
                            }
                        }
                        return total;
                    }
                    match tx.send_many((0..total).map(Box::new)).await {
                        Ok(()) => total,
                        Err(error) => {
                            let rest: Vec<_> = error.0.map(|value| *value).collect();
                            assert_eq!(rest, (total - rest.len()..total).collect::<Vec<_>>());
                            total - rest.len()
                        }
                    }
                })
            });
            let mut received = 0;
            while received < round % total {
                received += usize::from(rx.try_recv().is_ok());
            }
            rx.close();
            loop {
                match rx.try_recv() {
                    Ok(value) => assert_eq!(*value, received),
                    Err(none) => break assert_eq!(none, TryRecvError::Closed),
                }
                received += 1;
            }
            let sent = sender.join().unwrap();
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
            (sent, received)
        });
        assert_eq!(sent, received);
    }
}

#[test]
fn a_close_against_sends_loses_nothing() {
    a_close_loses_nothing::<StdLock>();
    a_close_loses_nothing::<Plain>();
}
