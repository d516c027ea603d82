//! Many senders, one receiver.

use std::mem::{forget, size_of};
use std::task::Poll;
use std::time::Duration;

use wakeful::channel::generic::mpsc as generic;
use wakeful::channel::{
    Anchor, RecvError, RecvTimeoutError, SendError, Store, TryRecvError, TrySendError, local, mpsc,
};
use wakeful::lock::RawLock;

use crate::support::{Event, Task, Values, ignore, panics, ready, waiting};

/// How ends of a channel of `T` reach it.
trait Reach<T>:
    Anchor<Channel = generic::Channel<<Self as Reach<T>>::Queue, <Self as Reach<T>>::Lock>>
{
    type Queue: Store<Item = T>;
    type Lock: RawLock;
}

impl<T, S, L, A> Reach<T> for A
where
    A: Anchor<Channel = generic::Channel<S, L>>,
    S: Store<Item = T>,
    L: RawLock,
{
    type Queue = S;
    type Lock = L;
}

type Tx<A> = generic::Sender<A>;
type Rx<A> = generic::Receiver<A>;

/// Calls a function with the ends of a new channel of each flavor and form.
macro_rules! each {
    ($test:ident, $item:ty, $n:literal) => {
        let mut channel = mpsc::Channel::<$item, $n>::new();
        let (tx, rx) = channel.split();
        $test(tx, rx);
        let mut channel = local::mpsc::Channel::<$item, $n>::new();
        let (tx, rx) = channel.split();
        $test(tx, rx);
        let (tx, rx) = mpsc::channel::<$item>($n);
        $test(tx, rx);
        let (tx, rx) = local::mpsc::channel::<$item>($n);
        $test(tx, rx);
        #[cfg(feature = "critical-section")]
        {
            use wakeful::channel::critical;
            let mut channel = critical::mpsc::Channel::<$item, $n>::new();
            let (tx, rx) = channel.split();
            $test(tx, rx);
            let (tx, rx) = critical::mpsc::channel::<$item>($n);
            $test(tx, rx);
        }
    };
}

#[test]
fn messages_come_out_in_order() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        for lap in 0..5 {
            for n in 0..3 {
                assert_eq!(tx.try_send(lap + n), Ok(()));
            }
            assert_eq!(tx.try_send(9), Err(TrySendError::Full(9)));
            assert!(rx.is_full() && rx.capacity() == 3 && rx.len() == 3);
            for n in 0..3 {
                assert_eq!(ready(rx.recv()), Ok(lap + n));
            }
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            tx.try_send(1).unwrap();
            assert_eq!(rx.try_recv(), Ok(1));
        }
    }
    each!(run, u32, 3);
}

#[test]
fn the_receiver_is_woken_once_by_its_newest_waker() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let (first, second) = (Task::new(), Task::new());
        for _ in 0..3 {
            assert!(first.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        }
        assert_eq!(first.clones(), 1);
        assert!(second.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        assert_eq!((first.kept(), second.kept()), (0, 1));
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        assert_eq!((first.wakes(), second.wakes(), second.kept()), (0, 1, 0));
        assert_eq!(second.poll_fn(|cx| rx.poll_recv(cx)), Poll::Ready(Ok(1)));
        assert_eq!(second.poll_fn(|cx| rx.poll_recv(cx)), Poll::Ready(Ok(2)));
        assert!(second.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        tx.close();
        assert_eq!(second.wakes(), 2);
        assert_eq!(second.poll_fn(|cx| rx.poll_recv(cx)), Poll::Ready(Err(RecvError)));
        assert_eq!(second.kept(), 0);
    }
    each!(run, u32, 2);
}

#[test]
fn a_recv_that_is_dropped_takes_its_waker_along() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let (task, future) = waiting(rx.recv());
        drop(future);
        assert_eq!(task.kept(), 0);
        tx.try_send(1).unwrap();
        assert_eq!(task.wakes(), 0);
        assert_eq!(ready(rx.recv()), Ok(1));
        let (woken, future) = waiting(rx.recv());
        tx.try_send(2).unwrap();
        drop(future);
        assert_eq!((woken.wakes(), rx.try_recv()), (1, Ok(2)));
        // Never polled.
        drop(rx.recv());
        let task = Task::new();
        assert!(task.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        drop(rx);
        assert_eq!((task.wakes(), task.kept()), (0, 0));
    }
    each!(run, u32, 1);
}

#[test]
fn blocked_senders_are_served_in_order() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        tx.try_send(0).unwrap();
        let mut waiters: Vec<_> = (1..11).map(|n| waiting(tx.send(n))).collect();
        for n in 0..10 {
            assert_eq!(rx.try_recv(), Ok(n));
            let (task, future) = &mut waiters[n as usize];
            assert_eq!(task.wakes(), 1);
            assert!(task.poll(future.as_mut()).is_ready());
        }
        let mut more: Vec<_> = (11..31).map(|n| waiting(tx.send(n))).collect();
        drop(rx);
        for (n, (task, future)) in more.iter_mut().enumerate() {
            assert_eq!(task.wakes(), 1);
            let value = n as u32 + 11;
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Err(SendError(value))));
        }
    }
    each!(run, u32, 1);
}

#[test]
fn the_end_is_told_to_both_sides() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let other = tx.clone();
        assert_eq!(rx.sender_count(), 2);
        tx.try_send(1).unwrap();
        drop(tx);
        assert!(!rx.is_closed());
        let (task, mut end) = waiting(other.closed());
        assert!(rx.close() && !rx.close() && other.is_closed());
        assert_eq!(task.wakes(), 1);
        assert!(task.poll(end.as_mut()).is_ready());
        assert_eq!(other.try_send(2), Err(TrySendError::Closed(2)));
        assert_eq!(rx.try_recv(), Ok(1));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        assert_eq!(ready(rx.recv()), Err(RecvError));
    }
    each!(run, u32, 1);
}

#[test]
fn the_last_sender_wakes_the_receiver() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let (task, mut future) = waiting(rx.recv());
        drop(tx.clone());
        assert_eq!(task.wakes(), 0);
        drop(tx);
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll(future.as_mut()), Poll::Ready(Err(RecvError)));
    }
    each!(run, u32, 1);
}

#[test]
fn many_are_received_at_once() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let mut all = Vec::new();
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        let (task, mut blocked) = waiting(tx.send(3));
        assert_eq!(ready(rx.recv_many(&mut all, 9)), 3);
        assert_eq!(task.wakes(), 1);
        assert!(task.poll(blocked.as_mut()).is_ready());
        assert_eq!(ready(rx.recv_many(&mut all, 9)), 1);
        assert_eq!(all, [0, 1, 2, 3]);
        {
            let (task, future) = waiting(rx.recv_many(&mut all, 9));
            drop(future);
            assert_eq!(task.kept(), 0);
        }
        tx.close();
        assert_eq!(ready(rx.recv_many(&mut all, 9)), 0);
    }
    each!(run, u32, 3);
}

#[test]
fn slots_are_kept() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let slot = ready(tx.reserve()).unwrap();
        assert!(tx.try_send(1).is_ok());
        assert!(tx.try_send(2).is_err());
        let task = Task::new();
        assert_eq!(task.poll_fn(|cx| rx.poll_recv(cx)), Poll::Ready(Ok(1)));
        assert!(task.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        slot.send(3).unwrap();
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll_fn(|cx| rx.poll_recv(cx)), Poll::Ready(Ok(3)));
        drop(tx.try_reserve_many(2).unwrap());
        assert!(tx.try_reserve_many(2).is_ok());
    }
    each!(run, u32, 2);
}

#[test]
fn values_are_dropped_once() {
    fn run<'v, A: Reach<crate::support::Value<'v>>>(tx: Tx<A>, rx: Rx<A>, values: &'v Values) {
        for n in 0..3 {
            assert!(tx.try_send(values.make(n)).is_ok());
        }
        values.spoil(0);
        assert!(panics(|| ignore(rx)).is_some_and(|text| text.contains("spoilt")));
        assert_eq!(values.alive(), 0);
        drop(tx);
    }
    let values = Values::default();
    let mut channel = mpsc::Channel::<_, 3>::new();
    let (tx, rx) = channel.split();
    run(tx, rx, &values);
    let mut channel = local::mpsc::Channel::<_, 3>::new();
    let (tx, rx) = channel.split();
    run(tx, rx, &values);
    let (tx, rx) = mpsc::channel(3);
    run(tx, rx, &values);
    let (tx, rx) = mpsc::unbounded();
    run(tx, rx, &values);
}

#[test]
fn a_channel_starts_over_without_the_waker_of_a_receiver_that_was_forgotten() {
    fn run<S: Store<Item = u32>, L: RawLock>(channel: &mut generic::Channel<S, L>) {
        let task = Task::new();
        let (tx, mut rx) = channel.split();
        assert!(task.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        assert_eq!(task.kept(), 1);
        forget((tx, rx));
        let (tx, mut rx) = channel.split();
        assert_eq!(task.kept(), 0);
        tx.try_send(1).unwrap();
        assert_eq!((task.wakes(), rx.try_recv()), (0, Ok(1)));
    }
    run(&mut mpsc::Channel::<u32, 2>::new());
    run(&mut local::mpsc::Channel::<u32, 2>::new());
}

#[test]
fn a_static_channel_is_split_once() {
    static RING: mpsc::Channel<u32, 2> = mpsc::Channel::new();
    let (tx, mut rx) = RING.split_static();
    tx.try_send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    assert!(panics(|| ignore(RING.split_static())).is_some_and(|text| text.contains("split once")));
}

#[test]
fn wakers_may_use_the_channel() {
    std::thread_local! {
        static TX: std::cell::RefCell<Option<local::mpsc::Sender<u32>>> =
            const { std::cell::RefCell::new(None) };
    }
    let (tx, mut rx) = local::mpsc::channel::<u32>(2);
    TX.set(Some(tx.clone()));
    let task = Task::hooked(|_| {
        TX.with_borrow(|tx| {
            let tx = tx.as_ref().unwrap();
            drop((tx.try_send(7), tx.clone(), tx.len()));
        });
    });
    for _ in 0..4 {
        // A waker that sends as it is cloned: the message is not slept over.
        let polled = task.poll_fn(|cx| rx.poll_recv(cx));
        assert_eq!(polled, Poll::Ready(Ok(7)));
        while rx.try_recv().is_ok() {}
    }
    task.unhook();
    TX.set(None);
    drop(tx);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn a_waker_that_panics_leaves_the_channel_in_order() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        let bad = Task::hooked(|event| assert_ne!(event, Event::Wake, "a bad waker"));
        assert!(bad.poll_fn(|cx| rx.poll_recv(cx)).is_pending());
        assert!(panics(|| ignore(tx.try_send(1))).is_some());
        assert_eq!(rx.try_recv(), Ok(1), "it was sent");
        assert_eq!(tx.try_send(2), Ok(()));
        assert_eq!(rx.try_recv(), Ok(2));
    }
    each!(run, u32, 1);
}

#[test]
fn an_end_is_one_pointer() {
    assert_eq!(size_of::<mpsc::Sender<u32>>(), size_of::<usize>());
    assert_eq!(size_of::<mpsc::Receiver<u32>>(), size_of::<usize>());
    assert_eq!(size_of::<mpsc::BorrowedReceiver<'_, u32, 4>>(), size_of::<usize>());
}

#[test]
fn an_unbounded_channel_never_waits() {
    fn run<A: Reach<u32>>(tx: Tx<A>, mut rx: Rx<A>) {
        for lap in 0..3 {
            for n in 0..200 {
                assert_eq!(ready(tx.send(n)), Ok(()));
            }
            assert_eq!(rx.len(), 200);
            assert!(!tx.is_full());
            for n in 0..200 {
                assert_eq!(rx.try_recv(), Ok(n), "lap {lap}");
            }
        }
        let mut slots = tx.try_reserve_many(100).unwrap();
        slots.send(1).unwrap();
        drop(slots);
        assert_eq!(rx.try_recv(), Ok(1));
        let (task, mut future) = waiting(rx.recv());
        tx.try_send(5).unwrap();
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(5)));
        drop(future);
        tx.close();
        assert_eq!(tx.try_send(6), Err(TrySendError::Closed(6)));
    }
    let (tx, rx) = mpsc::unbounded();
    run(tx, rx);
    let (tx, rx) = local::mpsc::unbounded();
    run(tx, rx);
}

#[test]
fn a_thread_that_blocks_is_woken_or_gives_up() {
    const SHORT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_secs(60);
    let (tx, mut rx) = mpsc::channel::<u32>(1);
    assert_eq!(rx.blocking_recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    let other = tx.clone();
    let sender = std::thread::spawn(move || (0..50).for_each(|n| other.blocking_send(n).unwrap()));
    for n in 0..50 {
        assert_eq!(rx.blocking_recv_timeout(LONG), Ok(n));
    }
    sender.join().unwrap();
    let closer = std::thread::spawn(move || drop(tx));
    assert_eq!(rx.blocking_recv(), Err(RecvError));
    closer.join().unwrap();
    assert_eq!(rx.blocking_recv_timeout(LONG), Err(RecvTimeoutError::Closed));
}

#[cfg(feature = "futures-core")]
#[test]
fn the_receiver_is_a_stream() {
    use futures_core::{FusedStream, Stream};
    fn run<A: Reach<u32> + Unpin>(tx: Tx<A>, rx: Rx<A>) {
        let mut rx = std::pin::pin!(rx);
        let task = Task::new();
        assert!(task.poll_fn(|cx| rx.as_mut().poll_next(cx)).is_pending());
        tx.try_send(1).unwrap();
        tx.close();
        assert!(!rx.is_terminated());
        assert_eq!(task.poll_fn(|cx| rx.as_mut().poll_next(cx)), Poll::Ready(Some(1)));
        assert_eq!(task.poll_fn(|cx| rx.as_mut().poll_next(cx)), Poll::Ready(None));
        assert!(rx.is_terminated());
    }
    each!(run, u32, 1);
}

#[test]
fn threads_lose_nothing() {
    const EACH: u32 = if cfg!(miri) { 20 } else { 3_000 };
    for capacity in [1, 2, 5] {
        let (tx, mut rx) = mpsc::channel::<u32>(capacity);
        std::thread::scope(|s| {
            for who in 0..2 {
                let tx = tx.clone();
                s.spawn(move || {
                    (0..EACH).for_each(|n| tx.blocking_send(who + 2 * n).unwrap());
                });
            }
            drop(tx);
            let mut next = [0, 0];
            while let Ok(n) = rx.blocking_recv() {
                let (who, n) = (n % 2, n / 2);
                assert_eq!(next[who as usize], n, "in the order of its sender");
                next[who as usize] += 1;
            }
            assert_eq!(next, [EACH; 2]);
        });
    }
}
