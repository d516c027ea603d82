//! The channels: one allocation makes one, the last end frees it, and nothing else allocates.

use std::future::Future;
use std::pin::pin;

use wakeful::channel::generic::{
    broadcast, exchange, mpmc, mpsc, oneshot, oneshot_broadcast, priority, queue, rendezvous, spsc,
    watch,
};
use wakeful::channel::{Anchor, Inline, Many, One, Store};
use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::allocator::{allocations, frees};
use crate::tasks::Tasks;

/// Makes the ends of a channel, uses and drops them: that is one allocation, which is freed.
fn shared<E>(name: &str, make: impl FnOnce() -> E, go: impl FnOnce(&Tasks, &mut E)) {
    let tasks = Tasks::new();
    let (mut ends, count) = allocations(make);
    assert_eq!(count, 1, "to make {name}");
    let ((), count) = allocations(|| go(&tasks, &mut ends));
    assert_eq!(count, 0, "to use {name}");
    assert_eq!(frees(|| drop(ends)), 1, "to drop {name}");
}

/// Makes a channel, uses and drops it, without any.
fn borrowed<C>(name: &str, make: impl FnOnce() -> C, go: impl FnOnce(&Tasks, &mut C)) {
    let tasks = Tasks::new();
    let ((), count) = allocations(|| go(&tasks, &mut make()));
    assert_eq!(count, 0, "{name}");
}

/// A future that waits, is polled by another task, and is dropped.
fn give_up<F: Future>(tasks: &Tasks, future: F) {
    let mut future = pin!(future);
    assert!(tasks.poll(0, future.as_mut()).is_pending());
    assert!(tasks.poll(1, future.as_mut()).is_pending());
}

/// A future that waits, until `release` lets it go on.
fn wait_alone<F: Future>(tasks: &Tasks, future: F, release: impl FnOnce()) {
    let mut future = pin!(future);
    assert!(tasks.poll(0, future.as_mut()).is_pending());
    release();
    assert!(tasks.poll(0, future).is_ready());
}

fn oneshots<L: RawLock>() {
    borrowed("oneshot", oneshot::Oneshot::<u64, L>::new, |tasks, channel| {
        let (mut tx, mut rx) = channel.split();
        give_up(tasks, tx.closed());
        give_up(tasks, rx.recv());
        wait_alone(tasks, rx, || tx.send(1).unwrap());
    });
    shared("oneshot", oneshot::channel::<u64, L>, |tasks, (tx, rx)| {
        give_up(tasks, tx.closed());
        give_up(tasks, rx.recv());
        wait_alone(tasks, tx.closed(), || rx.close());
    });
    shared("lite", oneshot::lite::channel::<bool, L>, |tasks, (_, rx)| {
        give_up(tasks, rx.recv());
        rx.close();
    });
    borrowed("lite", oneshot::lite::Oneshot::<bool, L>::new, |tasks, channel| {
        let (tx, rx) = channel.split();
        wait_alone(tasks, rx, || tx.send(true).unwrap());
    });
    borrowed("oneshot_broadcast", oneshot_broadcast::Channel::<u64, L>::new, |tasks, channel| {
        let (tx, rx) = channel.split();
        assert!(tasks.wait(rx.recv(), rx.recv(), || tx.close()).is_err());
    });
    shared("oneshot_broadcast", oneshot_broadcast::channel::<u64, L>, |tasks, (tx, rx)| {
        let other = rx.clone();
        assert!(tasks.wait(rx.recv(), other.recv(), || tx.send(1).unwrap()).is_ok());
        assert_eq!(rx.try_recv(), Ok(1));
    });
}

fn spscs<L: RawLock>() {
    shared("spsc", || spsc::channel::<u64, L>(4), |tasks, (tx, rx)| spsc_steps(tasks, tx, rx));
    borrowed("spsc", spsc::Channel::<Inline<_, 4>, L>::new, |tasks, channel| {
        let (mut tx, mut rx) = channel.split();
        spsc_steps(tasks, &mut tx, &mut rx);
    });
}

fn spsc_steps<A: spsc::Link<Value = u64>>(
    tasks: &Tasks,
    tx: &mut spsc::Sender<A>,
    rx: &mut spsc::Receiver<A>,
) {
    give_up(tasks, rx.recv());
    wait_alone(tasks, rx.recv(), || tx.try_send(1).unwrap());
    assert_eq!(tx.try_send_slice(&[1, 2, 3, 4, 5]), 4);
    give_up(tasks, tx.send(5));
    wait_alone(tasks, tx.send(5), || assert_eq!(rx.try_recv(), Ok(1)));
    let mut four = [0; 4];
    wait_alone(tasks, tx.send_many(6..8), || assert_eq!(rx.try_recv_slice(&mut four), 4));
    assert_eq!(rx.drain().count(), 2);
    give_up(tasks, tx.closed());
    wait_alone(tasks, tx.closed(), || rx.close());
}

/// The senders of a queue of four, which is empty. It is closed in the end.
fn senders<A: queue::Reach<Store: Store<Item = u64>>>(
    tasks: &Tasks,
    tx: &queue::Sender<A>,
    mut take: impl FnMut(),
) {
    let other = tx.clone();
    while tx.try_send(1).is_ok() {}
    tasks.wait(tx.send(2), other.send(3), &mut take).unwrap();
    drop(tasks.wait(tx.reserve(), other.reserve(), &mut take).unwrap());
    give_up(tasks, tx.closed());
    tasks.wait(tx.closed(), other.closed(), || assert!(tx.close()));
}

/// `all` has room for a few.
fn many<A, S, L>(tasks: &Tasks, tx: &queue::Sender<A>, rx: &queue::Receiver<A>, all: &mut Vec<u64>)
where
    A: Anchor<Channel = queue::Channel<S, Many, L>>,
    S: Store<Item = u64>,
    L: RawLock,
{
    let other = rx.clone();
    assert_eq!(tasks.wait(rx.recv(), other.recv(), || tx.try_send(1).unwrap()), Ok(1));
    wait_alone(tasks, rx.recv_many(all, 8), || tx.try_send(1).unwrap());
    senders(tasks, tx, || assert!(rx.try_recv().is_ok()));
}

/// Likewise.
fn one<A, S, L>(
    tasks: &Tasks,
    tx: &queue::Sender<A>,
    rx: &mut queue::Consumer<A>,
    all: &mut Vec<u64>,
) where
    A: Anchor<Channel = queue::Channel<S, One, L>>,
    S: Store<Item = u64>,
    L: RawLock,
{
    give_up(tasks, rx.recv());
    wait_alone(tasks, rx.recv(), || tx.try_send(1).unwrap());
    wait_alone(tasks, rx.recv_many(all, 8), || tx.try_send(1).unwrap());
    senders(tasks, tx, || assert!(rx.try_recv().is_ok()));
}

fn buffered<L: RawLock>() {
    let all = &mut Vec::with_capacity(8);
    shared("mpmc", || mpmc::buffered::<u64, L>(4), |tasks, (tx, rx)| many(tasks, tx, rx, all));
    shared("mpsc", || mpsc::buffered::<u64, L>(4), |tasks, (tx, rx)| one(tasks, tx, rx, all));
    shared(
        "priority",
        || priority::channel::<u64, L>(4),
        |tasks, (tx, rx)| {
            many(tasks, tx, rx, all);
        },
    );
    borrowed("mpmc", mpmc::Channel::<mpmc::InlineBuf<u64, 4>, L>::new, |tasks, channel| {
        let (tx, rx) = channel.split();
        many(tasks, &tx, &rx, all);
    });
    borrowed("mpsc", mpsc::Channel::<mpsc::InlineBuf<u64, 4>, L>::new, |tasks, channel| {
        let (tx, mut rx) = channel.split();
        one(tasks, &tx, &mut rx, all);
    });
    borrowed(
        "priority",
        priority::Channel::<priority::InlineRanked<u64, 4>, L>::new,
        |tasks, c| {
            let (tx, rx) = c.split();
            many(tasks, &tx, &rx, all);
        },
    );
}

fn rings() {
    let all = &mut Vec::with_capacity(8);
    shared("mpmc", || mpmc::ring::<u64, StdLock>(4), |tasks, (tx, rx)| many(tasks, tx, rx, all));
    shared("mpsc", || mpsc::ring::<u64, StdLock>(4), |tasks, (tx, rx)| one(tasks, tx, rx, all));
    type Ring = mpmc::InlineRing<u64, 4, StdLock>;
    borrowed("mpmc", mpmc::Channel::<Ring, StdLock>::new, |tasks, channel| {
        let (tx, rx) = channel.split();
        many(tasks, &tx, &rx, all);
    });
    borrowed("mpsc", mpsc::Channel::<Ring, StdLock>::new, |tasks, channel| {
        let (tx, mut rx) = channel.split();
        one(tasks, &tx, &mut rx, all);
    });
}

/// Blocks are taken when they are needed, and used again.
fn unbounded<L: RawLock>() {
    let tasks = Tasks::new();
    let ((tx, mut rx), count) = allocations(mpsc::unbounded::<u64, L>);
    assert_eq!(count, 1);
    let mut up_and_down = || {
        for n in 0..40 {
            tx.try_send(n).unwrap();
        }
        for n in 0..40 {
            assert_eq!(rx.try_recv(), Ok(n));
        }
        give_up(&tasks, rx.recv());
        wait_alone(&tasks, rx.recv(), || tx.try_send(1).unwrap());
    };
    for _ in 0..4 {
        up_and_down();
    }
    let ((), count) = allocations(|| (0..100).for_each(|_| up_and_down()));
    assert_eq!(count, 0, "in a steady state");
}

fn meetings<L: RawLock>() {
    shared("rendezvous", rendezvous::channel::<u64, L>, |tasks, (tx, rx)| {
        let (more, other) = (tx.clone(), rx.clone());
        tasks.wait(tx.send(1), more.send(2), || assert_eq!(rx.try_recv(), Ok(1))).unwrap();
        assert_eq!(tasks.wait(rx.recv(), other.recv(), || tx.try_send(3).unwrap()), Ok(3));
        assert!(tasks.wait(rx.recv(), other.recv(), || tx.close()).is_err());
    });
    borrowed("rendezvous", rendezvous::Channel::<u64, L>::new, |tasks, channel| {
        let (tx, rx) = channel.split();
        tasks.wait(tx.closed(), tx.closed(), || rx.close());
    });
    borrowed("exchange", exchange::Exchange::<u64, L>::new, |tasks, place| {
        give_up(tasks, place.exchange(1));
        wait_alone(tasks, place.exchange(1), || assert_eq!(place.try_exchange(2), Ok(1)));
    });
}

fn broadcasts<L: RawLock>() {
    shared(
        "broadcast",
        || broadcast::channel::<u64, L>(2),
        |tasks, (tx, rx)| {
            let mut other = tx.subscribe();
            tasks.wait(rx.recv(), other.recv(), || assert_eq!(tx.try_send(1), Ok(2))).unwrap();
            for n in 0..5 {
                tx.try_send(n).unwrap();
            }
            assert!(rx.try_recv().is_err());
            assert_eq!(rx.try_recv(), Ok(3));
            tasks.wait(tx.closed(), tx.closed(), || tx.close());
        },
    );
    shared(
        "broadcast",
        || broadcast::backpressure::<u64, L>(1),
        |tasks, (tx, rx)| {
            tx.try_send(1).unwrap();
            tasks.wait(tx.send(2), tx.send(3), || assert_eq!(rx.try_recv(), Ok(1))).unwrap();
        },
    );
    borrowed("broadcast", broadcast::Channel::<u64, Inline<_, 2>, L>::new, |tasks, channel| {
        let (tx, mut rx) = channel.split();
        wait_alone(tasks, rx.recv(), || assert_eq!(tx.try_send(1), Ok(1)));
    });
}

fn watches<L: RawLock>() {
    shared(
        "watch",
        || watch::channel::<u64, L>(0),
        |tasks, (tx, rx)| {
            let mut other = rx.clone();
            tasks.wait(rx.changed(), other.changed(), || tx.send(1).unwrap()).unwrap();
            other.mark_unchanged();
            assert_eq!(tasks.wait(rx.recv(), other.recv(), || tx.send_modify(|n| *n += 1)), Ok(2));
            assert_eq!((tx.send_replace(3), *rx.borrow()), (2, 3));
            let mut cached = other.cached();
            tx.send(4).unwrap();
            assert_eq!(*cached.get(), 4);
            give_up(tasks, tx.closed());
        },
    );
    borrowed(
        "watch",
        || watch::Channel::<u64, L>::new(0),
        |tasks, channel| {
            let (tx, rx) = channel.split();
            wait_alone(tasks, tx.closed(), || drop(rx));
        },
    );
}

fn channels<L: RawLock>() {
    oneshots::<L>();
    spscs::<L>();
    buffered::<L>();
    unbounded::<L>();
    meetings::<L>();
    broadcasts::<L>();
    watches::<L>();
}

#[test]
fn c8_a_channel_for_threads_is_one_allocation_at_most() {
    channels::<StdLock>();
    rings();
}

#[test]
#[cfg_attr(miri, ignore = "the flavor for threads does the same")]
fn c8_a_channel_for_one_thread_is_one_allocation_at_most() {
    channels::<LocalLock>();
}

#[test]
#[cfg(feature = "critical-section")]
#[cfg_attr(miri, ignore = "the flavor for threads does the same")]
fn c8_a_channel_for_critical_sections_is_one_allocation_at_most() {
    channels::<wakeful::lock::CriticalSectionLock>();
}
