//! One allocation for a channel that is shared, and none after that.

#[path = "../conformance/allocator.rs"]
mod allocator;

use allocator::allocations;
use wakeful::channel::generic::mpmc as generic;
use wakeful::channel::{Anchor, Store, local, mpmc, mpsc, priority};
use wakeful::lock::RawLock;

use crate::support::{Task, ready};

fn use_it<S: Store<Item = u32>, L: RawLock, A: Anchor<Channel = generic::Channel<S, L>>>(
    tasks: &[Task; 2],
    tx: generic::Sender<A>,
    rx: generic::Receiver<A>,
) {
    let other = tx.clone();
    for n in 0..if cfg!(miri) { 2 } else { 70 } {
        let mut recv = std::pin::pin!(rx.recv());
        assert!(tasks[0].poll(recv.as_mut()).is_pending());
        tx.try_send(n).unwrap();
        assert!(tasks[0].poll(recv).is_ready());
        while other.try_send(n).is_ok() {}
        let mut send = std::pin::pin!(tx.send(n));
        assert!(tasks[1].poll(send.as_mut()).is_pending());
        rx.try_recv().unwrap();
        assert!(tasks[1].poll(send).is_ready());
        while rx.try_recv().is_ok() {}
        drop(ready(tx.reserve_many(2)));
    }
    other.close();
}

#[test]
fn a_shared_channel_is_one_allocation() {
    let tasks = [Task::new(), Task::new()];
    let ((tx, rx), count) = allocations(|| mpmc::channel::<u32>(8));
    assert_eq!(count, 1);
    assert_eq!(allocations(|| use_it(&tasks, tx, rx)).1, 0);
    let ((tx, rx), count) = allocations(|| local::mpmc::channel::<u32>(8));
    assert_eq!(count, 1);
    assert_eq!(allocations(|| use_it(&tasks, tx, rx)).1, 0);
    let ((tx, rx), count) = allocations(|| priority::channel::<u32>(8));
    assert_eq!(count, 1);
    assert_eq!(allocations(|| use_it(&tasks, tx, rx)).1, 0);
    let (_, count) = allocations(|| mpsc::channel::<u32>(8));
    assert_eq!(count, 1);
}

#[test]
fn a_borrowed_channel_allocates_nothing() {
    let tasks = [Task::new(), Task::new()];
    let ((), count) = allocations(|| {
        let mut channel = mpmc::Channel::<u32, 8>::new();
        let (tx, rx) = channel.split();
        use_it(&tasks, tx, rx);
        let mut channel = local::mpmc::Channel::<u32, 8>::new();
        let (tx, rx) = channel.split();
        use_it(&tasks, tx, rx);
        let mut channel = priority::Channel::<u32, 8>::new();
        let (tx, rx) = channel.split();
        use_it(&tasks, tx, rx);
    });
    assert_eq!(count, 0);
}

#[test]
fn a_queue_of_blocks_uses_them_again() {
    let (tx, mut rx) = mpsc::unbounded::<u32>();
    let mut laps = |laps, length| {
        for _ in 0..laps {
            for n in 0..length {
                tx.try_send(n).unwrap();
            }
            for n in 0..length {
                assert_eq!(rx.try_recv(), Ok(n));
            }
        }
    };
    laps(1, 100);
    assert_eq!(allocations(|| laps(100, 20)).1, 0);
    assert_eq!(allocations(|| laps(10, 33)).1, 0, "the spare block is used");
}
