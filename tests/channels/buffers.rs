//! Buffers of every kind behind the lock.

use std::task::Poll;

use wakeful::channel::buffer::{ArrayBuf, BlockBuf, FixedHeapBuf, GrowingHeapBuf, RingBuf};
use wakeful::channel::{TryRecvError, TrySendError, local, mpmc, mpsc};
use wakeful::lock::StdLock;

use crate::support::{Values, ignore, panics, ready, waiting};

fn fills_and_empties<B: RingBuf<Item = u32>>(mut buffer: B) {
    let capacity = buffer.capacity();
    for lap in 0..5 {
        assert!(buffer.is_empty());
        assert!(panics(|| ignore(buffer.pop())).is_some());
        for n in 0..capacity {
            assert!(buffer.can_push());
            buffer.push(lap + n as u32);
            assert_eq!(buffer.len(), n + 1);
        }
        assert!(!buffer.can_push());
        assert!(panics(|| buffer.push(9)).is_some());
        for n in 0..capacity {
            assert_eq!(buffer.pop(), lap + n as u32);
        }
        buffer.push(1);
        assert_eq!(buffer.pop(), 1);
    }
}

#[test]
fn buffers_keep_the_order_and_their_bounds() {
    fills_and_empties(ArrayBuf::<u32, 3>::new());
    fills_and_empties(FixedHeapBuf::with_capacity(3));
    fills_and_empties(GrowingHeapBuf::with_capacity(3));
}

#[test]
fn a_queue_of_blocks_has_no_bounds() {
    let mut buffer = BlockBuf::new();
    assert!(panics(|| ignore(buffer.pop())).is_some());
    for lap in [10, 31, 32, 33, 100] {
        for n in 0..lap {
            assert!(buffer.can_push());
            buffer.push(n);
        }
        for n in 0..lap / 2 {
            assert_eq!(buffer.pop(), n);
        }
        for n in lap..2 * lap {
            buffer.push(n);
        }
        assert_eq!(buffer.len(), (2 * lap - lap / 2) as usize);
        for n in lap / 2..2 * lap {
            assert_eq!(buffer.pop(), n);
        }
        assert!(buffer.is_empty());
    }
}

#[test]
fn buffers_drop_what_is_left_once() {
    fn run<'v, B: RingBuf<Item = crate::support::Value<'v>>>(mut buffer: B, values: &'v Values) {
        for n in 0..3 {
            buffer.push(values.make(n));
        }
        drop(buffer.pop());
        buffer.push(values.make(3));
        assert_eq!(values.alive(), 3);
        values.spoil(1);
        assert!(panics(|| ignore(buffer)).is_some());
        assert_eq!(values.alive(), 0);
    }
    let values = Values::default();
    run(ArrayBuf::<_, 3>::new(), &values);
    run(FixedHeapBuf::with_capacity(3), &values);
    run(GrowingHeapBuf::with_capacity(3), &values);
    run(BlockBuf::new(), &values);
}

/// The last in is the first out, and there is room while `room` says so.
struct Stack {
    items: Vec<u32>,
    capacity: usize,
    room: usize,
}

impl RingBuf for Stack {
    type Item = u32;

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn can_push(&self) -> bool {
        self.items.len() < self.room
    }

    fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    fn pop(&mut self) -> u32 {
        self.items.pop().unwrap()
    }
}

#[test]
fn a_buffer_of_your_own_orders_the_messages() {
    let (tx, rx) = mpmc::with_buffer(Stack { items: Vec::new(), capacity: 3, room: 3 });
    for n in 0..3 {
        tx.try_send(n).unwrap();
    }
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)));
    assert_eq!((rx.try_recv(), rx.try_recv(), rx.try_recv()), (Ok(2), Ok(1), Ok(0)));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
}

#[test]
fn a_buffer_without_bound_that_is_full_for_now_is_not_a_closed_channel() {
    let (tx, rx) =
        local::mpmc::with_buffer(Stack { items: Vec::new(), capacity: usize::MAX, room: 1 });
    tx.try_send(0).unwrap();
    let (task, mut send) = waiting(tx.send(1));
    let (behind, mut other) = waiting(tx.send(2));
    assert_eq!(rx.try_recv(), Ok(0));
    assert_eq!(task.wakes(), 1);
    // A newcomer is quicker.
    tx.try_send(9).unwrap();
    assert!(task.poll(send.as_mut()).is_pending());
    assert_eq!(rx.try_recv(), Ok(9));
    assert_eq!(task.wakes(), 2);
    assert_eq!(task.poll(send.as_mut()), Poll::Ready(Ok(())));
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(behind.poll(other.as_mut()), Poll::Ready(Ok(())));
}

#[test]
fn a_buffer_that_lies_about_its_length_breaks_no_memory() {
    struct Liar(Stack);
    impl RingBuf for Liar {
        type Item = u32;
        fn capacity(&self) -> usize {
            usize::MAX
        }
        fn len(&self) -> usize {
            if self.0.items.is_empty() { 0 } else { usize::MAX }
        }
        fn push(&mut self, item: u32) {
            self.0.push(item);
        }
        fn pop(&mut self) -> u32 {
            self.0.pop()
        }
    }
    let stack = Stack { items: Vec::new(), capacity: 1, room: 1 };
    let (tx, rx) = mpmc::with_buffer(Liar(stack));
    let (task, mut recv) = waiting(rx.recv());
    let (behind, mut other) = waiting(rx.recv());
    tx.try_send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    assert!(task.poll(recv.as_mut()).is_pending());
    assert!(behind.poll(other.as_mut()).is_pending());
    drop((recv, other));
}

#[test]
fn a_buffer_that_panics_leaves_the_channel_in_order() {
    struct Weak(Stack);
    impl RingBuf for Weak {
        type Item = u32;
        fn capacity(&self) -> usize {
            3
        }
        fn len(&self) -> usize {
            self.0.len()
        }
        fn push(&mut self, item: u32) {
            assert_ne!(item, 13, "unlucky");
            self.0.push(item);
        }
        fn pop(&mut self) -> u32 {
            self.0.pop()
        }
    }
    let stack = Stack { items: Vec::new(), capacity: 3, room: 3 };
    let (tx, rx) = local::mpmc::with_buffer(Weak(stack));
    let (task, mut recv) = waiting(rx.recv());
    assert!(panics(|| ignore(tx.try_send(13))).is_some());
    assert!(panics(|| ignore(ready(tx.send(13)))).is_some());
    let slot = tx.try_reserve().unwrap();
    assert!(panics(|| ignore(slot.send(13))).is_some());
    assert!(tx.try_reserve_many(3).is_ok());
    tx.try_send(1).unwrap();
    assert_eq!(task.poll(recv.as_mut()), Poll::Ready(Ok(1)));
}

#[test]
fn a_channel_around_a_buffer_lies_where_you_put_it() {
    use wakeful::channel::{AsIs, Guarded};
    type Around<B> = wakeful::channel::generic::mpmc::Channel<Guarded<B, AsIs<u32>>, StdLock>;
    let mut channel: Around<FixedHeapBuf<u32>> =
        Around::with_buffer(FixedHeapBuf::with_capacity(2));
    for _ in 0..2 {
        let (tx, rx) = channel.split();
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        assert!(tx.try_send(3).is_err());
        let (task, mut send) = waiting(tx.send(3));
        assert_eq!(rx.try_recv(), Ok(1));
        assert!(task.poll(send.as_mut()).is_ready());
    }
}

#[test]
fn heaps_serve_threads() {
    let each = if cfg!(miri) { 10 } else { 1_000 };
    let (tx, mut rx) = mpsc::with_buffer(GrowingHeapBuf::with_capacity(2));
    let other = std::thread::spawn(move || (0..each).for_each(|n| tx.blocking_send(n).unwrap()));
    for n in 0..each {
        assert_eq!(rx.blocking_recv(), Ok(n));
    }
    other.join().unwrap();
    assert!(rx.blocking_recv().is_err());
}

/// A buffer that is missed when it has gone.
struct Dear(Stack, #[allow(dead_code)] std::sync::Arc<()>);

impl RingBuf for Dear {
    type Item = u32;

    fn capacity(&self) -> usize {
        1
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn push(&mut self, item: u32) {
        self.0.push(item);
    }

    fn pop(&mut self) -> u32 {
        self.0.pop()
    }
}

#[test]
fn the_last_end_frees_the_channel_whichever_it_is() {
    use std::sync::Arc;
    let there = Arc::new(());
    let dear = || Dear(Stack { items: Vec::new(), capacity: 1, room: 1 }, Arc::clone(&there));
    for senders_first in [true, false] {
        let (tx, rx) = mpmc::with_buffer(dear());
        let (other, more) = (tx.clone(), rx.clone());
        if senders_first {
            drop((tx, other, rx));
            assert_eq!(Arc::strong_count(&there), 2);
            drop(more);
        } else {
            drop((rx, more, tx));
            assert_eq!(Arc::strong_count(&there), 2);
            drop(other);
        }
        assert_eq!(Arc::strong_count(&there), 1);
        let (tx, rx) = local::mpsc::with_buffer(dear());
        let slot = tx.try_reserve().unwrap();
        if senders_first {
            drop(slot);
            drop(tx);
            assert_eq!(Arc::strong_count(&there), 2);
            drop(rx);
        } else {
            drop(rx);
            assert!(slot.send(1).is_err());
            assert_eq!(Arc::strong_count(&there), 2);
            drop(tx);
        }
        assert_eq!(Arc::strong_count(&there), 1);
    }
    for _ in 0..if cfg!(miri) { 3 } else { 100 } {
        let (tx, rx) = mpmc::with_buffer(dear());
        let other = tx.clone();
        let threads = [
            std::thread::spawn(move || drop(tx)),
            std::thread::spawn(move || drop(other)),
            std::thread::spawn(move || drop(rx)),
        ];
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(Arc::strong_count(&there), 1);
    }
}
