//! Many senders, many receivers.

use std::cell::Cell;
use std::future::Future;
use std::mem::{forget, size_of};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use wakeful::channel::generic::mpmc as generic;
use wakeful::channel::{
    Anchor, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Store, TryRecvError,
    TrySendError, local, mpmc,
};
use wakeful::lock::{Counter, RawLock, StdLock, ThreadSafe, Word};

use crate::support::{Event, Task, Values, bury, ignore, panics, ready, waiting};

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
        let mut channel = mpmc::Channel::<$item, $n>::new();
        let (tx, rx) = channel.split();
        $test(tx, rx);
        let mut channel = local::mpmc::Channel::<$item, $n>::new();
        let (tx, rx) = channel.split();
        $test(tx, rx);
        let (tx, rx) = mpmc::channel::<$item>($n);
        $test(tx, rx);
        let (tx, rx) = local::mpmc::channel::<$item>($n);
        $test(tx, rx);
        #[cfg(feature = "critical-section")]
        {
            use wakeful::channel::critical;
            let mut channel = critical::mpmc::Channel::<$item, $n>::new();
            let (tx, rx) = channel.split();
            $test(tx, rx);
            let (tx, rx) = critical::mpmc::channel::<$item>($n);
            $test(tx, rx);
        }
    };
}

#[test]
fn messages_come_out_in_order_and_the_capacity_is_exact() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        assert_eq!((tx.capacity(), rx.capacity(), rx.len()), (3, 3, 0));
        for lap in 0..5 {
            for n in 0..3 {
                assert!(!tx.is_full());
                assert_eq!(tx.try_send(lap + n), Ok(()));
                assert_eq!(tx.len(), n as usize + 1);
            }
            assert!(tx.is_full() && rx.is_full() && !rx.is_empty());
            assert_eq!(tx.try_send(99), Err(TrySendError::Full(99)));
            for n in 0..3 {
                assert_eq!(rx.try_recv(), Ok(lap + n));
            }
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            assert!(rx.is_empty() && tx.is_empty());
            // Out of step with the lap.
            assert_eq!(ready(tx.send(7)), Ok(()));
            assert_eq!(ready(rx.recv()), Ok(7));
        }
    }
    each!(run, u32, 3);
}

#[test]
fn a_queue_of_one_goes_round() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        for n in 0..100 {
            assert_eq!(ready(tx.send(n)), Ok(()));
            assert!(tx.is_full());
            assert_eq!(tx.try_send(99), Err(TrySendError::Full(99)));
            assert_eq!(ready(rx.recv()), Ok(n));
            assert!(rx.is_empty());
        }
    }
    each!(run, u32, 1);
}

#[test]
fn receivers_are_served_in_the_order_in_which_they_came() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut waiters: Vec<_> = (0..12).map(|_| waiting(rx.recv())).collect();
        for n in 0..12 {
            tx.try_send(n).unwrap();
            for (at, (task, _)) in waiters.iter().enumerate() {
                assert_eq!(task.wakes(), usize::from(at <= n as usize), "one wake a message");
            }
            let (task, future) = &mut waiters[n as usize];
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(n)));
        }
        assert!(waiters.iter().all(|(task, _)| task.kept() == 0 && task.wakes() == 1));
    }
    each!(run, u32, 2);
}

#[test]
fn senders_are_served_in_the_order_in_which_they_came() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(0).unwrap();
        tx.try_send(1).unwrap();
        let mut waiters: Vec<_> = (2..12).map(|n| waiting(tx.send(n))).collect();
        for n in 0..10 {
            assert_eq!(rx.try_recv(), Ok(n));
            for (at, (task, _)) in waiters.iter().enumerate() {
                assert_eq!(task.wakes(), usize::from(at <= n as usize), "one wake a slot");
            }
            let (task, future) = &mut waiters[n as usize];
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(())));
        }
        assert_eq!((rx.try_recv(), rx.try_recv()), (Ok(10), Ok(11)));
        assert!(rx.is_empty());
    }
    each!(run, u32, 2);
}

#[test]
fn several_messages_wake_several_receivers() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut waiters: Vec<_> = (0..3).map(|_| waiting(rx.recv())).collect();
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        assert!(waiters.iter().all(|(task, _)| task.wakes() == 1));
        // In any order: offers are not bound to messages.
        for (n, (task, future)) in waiters.iter_mut().rev().enumerate() {
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(n as u32)));
        }
    }
    each!(run, u32, 3);
}

#[test]
fn the_newest_waker_is_woken_and_the_same_is_not_cloned() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let (first, mut recv) = waiting(rx.recv());
        assert!(first.poll(recv.as_mut()).is_pending());
        assert_eq!(first.clones(), 1);
        let second = Task::new();
        assert!(second.poll(recv.as_mut()).is_pending());
        assert_eq!((first.kept(), second.kept()), (0, 1));
        tx.try_send(1).unwrap();
        assert_eq!((first.wakes(), second.wakes()), (0, 1));
        assert_eq!(second.poll(recv.as_mut()), Poll::Ready(Ok(1)));

        tx.try_send(1).unwrap();
        let (first, mut send) = waiting(tx.send(2));
        assert!(first.poll(send.as_mut()).is_pending());
        assert_eq!(first.clones(), 1);
        assert!(second.poll(send.as_mut()).is_pending());
        assert_eq!(rx.try_recv(), Ok(1));
        assert_eq!((first.wakes(), second.wakes()), (0, 2));
        assert_eq!(second.poll(send.as_mut()), Poll::Ready(Ok(())));
        assert_eq!((first.kept(), second.kept()), (0, 0));
    }
    each!(run, u32, 1);
}

#[test]
fn a_woken_receiver_that_is_dropped_passes_its_offer_on() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let first = waiting(rx.recv());
        let (task, mut second) = waiting(rx.recv());
        let (third, _future) = waiting(rx.recv());
        tx.try_send(1).unwrap();
        assert_eq!((first.0.wakes(), task.wakes()), (1, 0));
        drop(first.1);
        assert_eq!((task.wakes(), third.wakes()), (1, 0));
        assert_eq!(task.poll(second.as_mut()), Poll::Ready(Ok(1)));
        assert_eq!(third.wakes(), 0);
    }
    each!(run, u32, 1);
}

#[test]
fn a_woken_sender_that_is_dropped_passes_its_offer_on() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(0).unwrap();
        let first = waiting(tx.send(1));
        let (task, mut second) = waiting(tx.send(2));
        assert_eq!(rx.try_recv(), Ok(0));
        assert_eq!((first.0.wakes(), task.wakes()), (1, 0));
        drop(first.1);
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll(second.as_mut()), Poll::Ready(Ok(())));
        assert_eq!(rx.try_recv(), Ok(2), "what was dropped was not sent");
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    }
    each!(run, u32, 1);
}

#[test]
fn a_waiter_is_dropped_at_any_place_of_the_line() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        for gone in 0..3 {
            let mut waiters: Vec<_> = (0..3).map(|_| waiting(rx.recv())).collect();
            let (task, future) = waiters.remove(gone);
            drop(future);
            assert_eq!(task.kept(), 0);
            for n in 0..2 {
                tx.try_send(n).unwrap();
                let (task, future) = &mut waiters[n as usize];
                assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(n)));
            }
            assert_eq!(task.wakes(), 0);
        }
        tx.try_send(0).unwrap();
        for gone in 0..3 {
            let mut waiters: Vec<_> = (0..3).map(|n| waiting(tx.send(n))).collect();
            drop(waiters.remove(gone));
            for (task, future) in &mut waiters {
                rx.try_recv().unwrap();
                assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(())));
            }
        }
    }
    each!(run, u32, 1);
}

#[test]
fn nobody_is_called_when_the_last_waiter_has_gone() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let (task, future) = waiting(rx.recv());
        drop(future);
        tx.try_send(1).unwrap();
        let (other, future) = waiting(tx.send(1));
        drop(future);
        rx.try_recv().unwrap();
        assert_eq!((task.wakes(), other.wakes()), (0, 0));
    }
    each!(run, u32, 1);
}

#[test]
fn a_receiver_that_lost_four_times_is_served_strictly() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let (task, mut future) = waiting(rx.recv());
        for n in 1..=4 {
            tx.try_send(n).unwrap();
            assert_eq!(task.wakes(), n as usize);
            assert_eq!(rx.try_recv(), Ok(n), "not strict yet");
            assert!(task.poll(future.as_mut()).is_pending());
        }
        tx.try_send(5).unwrap();
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty), "promised to who lost");
        let (behind, mut second) = waiting(rx.recv());
        assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(5)));
        assert_eq!(behind.wakes(), 0);
        tx.try_send(6).unwrap();
        assert_eq!(rx.try_recv(), Ok(6), "strict no more");
        assert!(behind.poll(second.as_mut()).is_pending());
    }
    each!(run, u32, 2);
}

#[test]
fn strict_order_ends_with_the_one_who_asked_for_it() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        for close in [false, true] {
            let (task, mut future) = waiting(rx.recv());
            for n in 1..=4 {
                tx.try_send(n).unwrap();
                assert_eq!(rx.try_recv(), Ok(n));
                assert!(task.poll(future.as_mut()).is_pending());
            }
            tx.try_send(5).unwrap();
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            if close {
                tx.close();
            } else {
                drop(future);
            }
            assert_eq!(rx.try_recv(), Ok(5));
        }
    }
    each!(run, u32, 2);
}

#[test]
fn a_sender_that_lost_four_times_is_served_strictly() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(0).unwrap();
        let (task, mut future) = waiting(tx.send(9));
        for n in 1..=4 {
            rx.try_recv().unwrap();
            assert_eq!(task.wakes(), n as usize);
            assert_eq!(tx.try_send(n), Ok(()), "not strict yet");
            assert!(task.poll(future.as_mut()).is_pending());
        }
        rx.try_recv().unwrap();
        assert_eq!(tx.try_send(5), Err(TrySendError::Full(5)), "promised to who lost");
        assert!(tx.try_reserve().is_err());
        assert_eq!(task.poll(future.as_mut()), Poll::Ready(Ok(())));
        assert_eq!(rx.try_recv(), Ok(9));
        assert_eq!(tx.try_send(6), Ok(()), "strict no more");
    }
    each!(run, u32, 1);
}

#[test]
fn a_sender_that_is_dropped_while_strict_leaves_the_channel_open_to_newcomers() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(0).unwrap();
        let (task, mut future) = waiting(tx.send(9));
        for n in 1..=4 {
            rx.try_recv().unwrap();
            assert_eq!(tx.try_send(n), Ok(()));
            assert!(task.poll(future.as_mut()).is_pending());
        }
        rx.try_recv().unwrap();
        assert!(tx.try_send(5).is_err());
        drop(future);
        assert_eq!(tx.try_send(5), Ok(()));
    }
    each!(run, u32, 1);
}

#[test]
fn a_close_gives_values_back_and_leaves_what_was_sent() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        let mut blocked: Vec<_> = (3..23).map(|n| waiting(tx.send(n))).collect();
        let (closed, mut end) = waiting(tx.closed());
        let (reserving, mut reserve) = waiting(tx.reserve_many(2));
        assert!(!tx.is_closed());
        assert!(rx.close());
        assert!(!rx.close() && !tx.close() && tx.is_closed() && rx.is_closed());
        for (n, (task, future)) in blocked.iter_mut().enumerate() {
            assert_eq!(task.wakes(), 1);
            let value = n as u32 + 3;
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Err(SendError(value))));
        }
        assert_eq!(reserving.wakes(), 1);
        assert!(matches!(reserving.poll(reserve.as_mut()), Poll::Ready(Err(SendError(())))));
        assert_eq!(closed.wakes(), 1);
        assert_eq!(closed.poll(end.as_mut()), Poll::Ready(()));
        ready(tx.closed());
        assert_eq!(tx.try_send(9), Err(TrySendError::Closed(9)));
        assert_eq!(ready(tx.send(9)), Err(SendError(9)));
        assert!(matches!(tx.try_reserve(), Err(TrySendError::Closed(()))));
        assert_eq!(ready(rx.recv()), Ok(1));
        assert_eq!(rx.try_recv(), Ok(2));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        assert_eq!(ready(rx.recv()), Err(RecvError));
    }
    each!(run, u32, 2);
}

#[test]
fn a_close_lets_all_receivers_go() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut waiters: Vec<_> = (0..20).map(|_| waiting(rx.recv())).collect();
        tx.try_send(1).unwrap();
        drop(tx);
        assert_eq!(rx.sender_count(), 0);
        let mut received = 0;
        for (task, future) in &mut waiters {
            assert_eq!(task.wakes(), 1);
            match task.poll(future.as_mut()) {
                Poll::Ready(Ok(1)) => received += 1,
                polled => assert_eq!(polled, Poll::Ready(Err(RecvError))),
            }
        }
        assert_eq!(received, 1);
    }
    each!(run, u32, 2);
}

#[test]
fn the_last_end_of_a_side_closes() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let (more, other) = (tx.clone(), rx.clone());
        assert!(tx.same_channel(&more));
        assert_eq!((tx.sender_count(), tx.receiver_count()), (2, 2));
        drop((tx, rx));
        assert!(!more.is_closed() && !other.is_closed());
        more.try_send(1).unwrap();
        let (task, mut future) = waiting(more.send(2));
        drop(other);
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll(future.as_mut()), Poll::Ready(Err(SendError(2))));
        assert_eq!(more.len(), 0, "what nobody can receive is dropped");
    }
    each!(run, u32, 1);
}

#[test]
fn a_send_gives_its_value_back_when_it_is_cancelled() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut fresh = pin!(tx.send(1));
        assert_eq!(fresh.as_mut().cancel(), Some(1));
        assert_eq!(fresh.as_mut().cancel(), None);
        let mut sent = pin!(tx.send(2));
        assert!(Task::new().poll(sent.as_mut()).is_ready());
        assert_eq!(sent.cancel(), None);
        let (first, mut blocked) = waiting(tx.send(3));
        let (second, mut behind) = waiting(tx.send(4));
        assert_eq!(rx.try_recv(), Ok(2));
        assert_eq!(first.wakes(), 1);
        assert_eq!(blocked.as_mut().cancel(), Some(3));
        assert!(blocked.is_terminated());
        assert_eq!(second.wakes(), 1, "the offer was passed on");
        assert_eq!(second.poll(behind.as_mut()), Poll::Ready(Ok(())));
        assert_eq!(rx.try_recv(), Ok(4));
    }
    each!(run, u32, 1);
}

#[test]
fn slots_are_kept_until_used_or_given_back() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let slot = tx.try_reserve().unwrap();
        let mut slots = ready(tx.reserve_many(2)).unwrap();
        assert_eq!(slots.len(), 2);
        assert_eq!(tx.try_send(9), Err(TrySendError::Full(9)));
        assert!(matches!(tx.try_reserve(), Err(TrySendError::Full(()))));
        assert_eq!(tx.len(), 0);
        slots.send(1).unwrap();
        assert_eq!(rx.try_recv(), Ok(1));
        slot.send(2).unwrap();
        let last = slots.next().unwrap();
        assert!(slots.next().is_none());
        assert!(panics(|| ignore(slots.send(3))).is_some_and(|text| text.contains("slot")));
        tx.try_send(8).unwrap();
        let (task, mut future) = waiting(tx.reserve_many(2));
        let (behind, mut send) = waiting(tx.send(4));
        drop(last);
        assert_eq!((task.wakes(), behind.wakes()), (0, 0));
        assert_eq!(rx.try_recv(), Ok(2));
        assert_eq!((task.wakes(), behind.wakes()), (1, 0));
        let Poll::Ready(Ok(two)) = task.poll(future.as_mut()) else { panic!("no slots") };
        drop(two);
        assert_eq!(behind.wakes(), 1);
        assert_eq!(behind.poll(send.as_mut()), Poll::Ready(Ok(())));
        assert_eq!((rx.try_recv(), rx.try_recv()), (Ok(8), Ok(4)));
        let slot = tx.try_reserve().unwrap();
        tx.close();
        assert_eq!(slot.send(5), Err(SendError(5)));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        assert!(panics(|| ignore(tx.reserve_many(4))).is_some());
        assert!(panics(|| ignore(tx.try_reserve_many(4))).is_some());
    }
    each!(run, u32, 3);
}

#[test]
fn slots_that_are_given_back_together_wake_as_many_senders() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let slots = tx.try_reserve_many(20).unwrap();
        let mut senders: Vec<_> = (0..21).map(|n| waiting(tx.send(n))).collect();
        drop(slots);
        for (n, (task, future)) in senders.iter_mut().enumerate() {
            assert_eq!(task.wakes(), usize::from(n < 20));
            assert_eq!(task.poll(future.as_mut()).is_ready(), n < 20);
        }
        assert_eq!(rx.len(), 20);
    }
    each!(run, u32, 20);
}

#[test]
fn who_reserves_many_is_not_passed_by_for_ever() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        let (task, mut future) = waiting(tx.reserve_many(3));
        let mut turns = 0;
        while task.wakes() == 0 {
            rx.try_recv().unwrap();
            let _ = tx.try_send(9);
            turns += 1;
            assert!(turns < 20, "newcomers take every slot");
        }
        assert!(task.poll(future.as_mut()).is_ready());
    }
    each!(run, u32, 3);
}

#[test]
fn many_are_received_at_once() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut all = Vec::new();
        assert_eq!(ready(rx.recv_many(&mut all, 0)), 0);
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        assert_eq!(ready(rx.recv_many(&mut all, 2)), 2);
        assert_eq!(ready(rx.recv_many(&mut all, 2)), 1);
        assert_eq!(all, [0, 1, 2]);
        {
            let (task, mut future) = waiting(rx.recv_many(&mut all, 5));
            tx.try_send(3).unwrap();
            tx.try_send(4).unwrap();
            assert_eq!(task.wakes(), 1);
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(2));
        }
        assert_eq!(all, [0, 1, 2, 3, 4]);
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        let senders: Vec<_> = (3..6).map(|n| waiting(tx.send(n))).collect();
        assert_eq!(ready(rx.recv_many(&mut all, 9)), 3);
        assert!(senders.iter().all(|(task, _)| task.wakes() == 1), "three slots, three offers");
        drop(senders);
        drop(tx);
        assert_eq!(ready(rx.recv_many(&mut all, 9)), 0);
    }
    each!(run, u32, 3);
}

/// Takes one, then panics.
struct Picky(Vec<u32>);

impl Extend<u32> for Picky {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, items: I) {
        for item in items {
            self.0.push(item);
            assert!(self.0.len() < 2, "enough");
        }
    }
}

#[test]
fn a_collection_that_panics_loses_no_message_that_it_has_not_seen() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        for n in 0..3 {
            tx.try_send(n).unwrap();
        }
        let mut all = Picky(Vec::new());
        assert!(panics(|| ignore(ready(rx.recv_many(&mut all, 9)))).is_some());
        assert_eq!(all.0, [0, 1]);
        assert_eq!(rx.try_recv(), Ok(2));
    }
    each!(run, u32, 3);
}

#[test]
fn a_completed_future_panics_when_polled() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let task = Task::new();
        let mut send = pin!(tx.send(1));
        assert!(!send.is_terminated());
        assert!(task.poll(send.as_mut()).is_ready() && send.is_terminated());
        assert!(panics(|| ignore(task.poll(send))).is_some());
        let mut recv = pin!(rx.recv());
        assert!(task.poll(recv.as_mut()).is_ready() && recv.is_terminated());
        assert!(panics(|| ignore(task.poll(recv))).is_some());
        let mut reserve = pin!(tx.reserve());
        assert!(task.poll(reserve.as_mut()).is_ready() && reserve.is_terminated());
        assert!(panics(|| ignore(task.poll(reserve))).is_some());
        tx.close();
        let mut closed = pin!(tx.closed());
        assert!(task.poll(closed.as_mut()).is_ready() && closed.is_terminated());
        assert!(panics(|| ignore(task.poll(closed))).is_some());
        assert_eq!(task.kept(), 0);
    }
    each!(run, u32, 1);
}

#[test]
fn a_waker_that_panics_keeps_nobody_asleep() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let bad = Task::hooked(|event| assert_ne!(event, Event::Wake, "a bad waker"));
        let mut spoilt = Box::pin(rx.recv());
        assert!(bad.poll(spoilt.as_mut()).is_pending());
        let mut waiters: Vec<_> = (0..12).map(|_| waiting(rx.recv())).collect();
        assert!(panics(|| ignore(tx.close())).is_some());
        for (task, future) in &mut waiters {
            assert_eq!(task.wakes(), 1);
            assert_eq!(task.poll(future.as_mut()), Poll::Ready(Err(RecvError)));
        }
        assert_eq!(bad.poll(spoilt.as_mut()), Poll::Ready(Err(RecvError)));
    }
    each!(run, u32, 1);
}

#[test]
fn a_poll_that_a_waker_breaks_off_leaves_the_line_for_good() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let (task, mut recv) = waiting(rx.recv());
        let (behind, mut other) = waiting(rx.recv());
        tx.try_send(1).unwrap();
        let bad = Task::hooked(|event| assert_ne!(event, Event::Wake, "a bad waker"));
        let mut send = Box::pin(tx.send(2));
        assert!(bad.poll(send.as_mut()).is_pending());
        assert!(panics(|| ignore(task.poll(recv.as_mut()))).is_some());
        // The future is at its end, and says so; in the line it has no place.
        let again = panics(|| assert!(task.poll(recv.as_mut()).is_ready()));
        assert!(again.is_some());
        drop(recv);
        bad.unhook();
        assert!(bad.poll(send.as_mut()).is_ready());
        assert_eq!(behind.wakes(), 1);
        assert_eq!(behind.poll(other.as_mut()), Poll::Ready(Ok(2)));
    }
    each!(run, u32, 1);
}

#[test]
fn slots_are_given_back_when_a_waker_breaks_the_poll_off() {
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        tx.try_send(1).unwrap();
        tx.try_send(2).unwrap();
        let (task, mut reserve) = waiting(tx.reserve());
        let bad = Task::hooked(|event| assert_ne!(event, Event::Wake, "a bad waker"));
        let mut send = Box::pin(tx.send(3));
        assert!(bad.poll(send.as_mut()).is_pending());
        // A slot for both, but the second is passed by until the first goes.
        assert_eq!(rx.try_recv(), Ok(1));
        assert_eq!(task.wakes(), 1);
        assert!(panics(|| ignore(rx.try_recv())).is_some(), "the bad waker");
        // It waits again, to be woken by the poll of the first.
        assert_eq!(tx.try_send(4), Ok(()));
        assert_eq!(tx.try_send(5), Ok(()));
        let fresh = Task::hooked(|event| assert_ne!(event, Event::Wake, "a bad waker"));
        assert!(fresh.poll(send.as_mut()).is_pending());
        assert!(task.poll(reserve.as_mut()).is_pending());
        assert_eq!(rx.try_recv(), Ok(4));
        let inside = tx.clone();
        drop(inside);
        drop(panics(|| ignore(rx.try_recv())));
        drop(panics(|| ignore(task.poll(reserve.as_mut()))));
        drop(panics(|| ignore(reserve)));
        bad.unhook();
        fresh.unhook();
        drop(send);
        assert!(tx.try_reserve_many(2).is_ok(), "a promise is left over");
    }
    each!(run, u32, 2);
}

#[test]
fn wakers_may_use_the_channel() {
    // Whatever happens to a waker, and at whatever place: it sends, receives, looks.
    let (tx, rx) = mpmc::channel::<u32>(1);
    let (tx2, rx2) = (tx.clone(), rx.clone());
    let uses = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&uses);
    let task = Task::hooked(move |event| {
        count.fetch_add(1, Relaxed);
        ignore(rx2.try_recv());
        ignore(tx2.try_send(7));
        drop(tx2.clone());
        ignore(rx2.try_recv());
        assert!(tx2.len() < 2 || event == Event::Drop);
    });
    for _ in 0..3 {
        let mut recv = Box::pin(rx.recv());
        let mut send = Box::pin(tx.send(5));
        ignore(task.poll(recv.as_mut()));
        ignore(task.poll(send.as_mut()));
        let mut third = Box::pin(tx.send(6));
        ignore(task.poll(third.as_mut()));
        let _ = rx.try_recv();
        let other = Task::new();
        if !third.is_terminated() {
            ignore(other.poll(third.as_mut()));
        }
        drop((recv, send, third));
        let _ = rx.try_recv();
        ignore(tx.try_send(1));
        let _ = rx.try_recv();
    }
    assert!(uses.load(Relaxed) > 3);
    task.unhook();
}

#[test]
fn wakers_may_use_a_channel_with_a_plain_lock() {
    // A lock that is entered again panics, here.
    std::thread_local! {
        static ENDS: (local::mpmc::Sender<u32>, local::mpmc::Receiver<u32>) =
            local::mpmc::channel(1);
    }
    let uses = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&uses);
    let task = Task::hooked(move |_| {
        count.fetch_add(1, Relaxed);
        ENDS.with(|(tx, rx)| {
            let _ = rx.try_recv();
            ignore(tx.try_send(7));
            drop(tx.clone());
            ignore((tx.len(), rx.try_recv()));
        });
    });
    ENDS.with(|(tx, rx)| {
        for _ in 0..3 {
            let mut recv = Box::pin(rx.recv());
            ignore(task.poll(recv.as_mut()));
            ignore(tx.try_send(1));
            let mut send = Box::pin(tx.send(5));
            if task.poll(send.as_mut()).is_pending() {
                ignore(Task::new().poll(send.as_mut()));
            }
            drop((recv, send));
            let _ = rx.try_recv();
        }
        tx.close();
    });
    assert!(uses.load(Relaxed) > 3);
    task.unhook();
}

#[test]
fn values_are_dropped_once() {
    fn run<'v, A: Reach<crate::support::Value<'v>>>(tx: Tx<A>, rx: Rx<A>, values: &'v Values) {
        for n in 0..3 {
            assert!(tx.try_send(values.make(n)).is_ok());
        }
        let blocked = waiting(tx.send(values.make(3)));
        let _ = rx.try_recv();
        assert_eq!(values.alive(), 3);
        drop(blocked);
        assert_eq!(values.alive(), 2);
        assert!(tx.try_send(values.make(4)).is_ok());
        values.spoil(2);
        assert!(panics(|| ignore(rx)).is_some_and(|text| text.contains("spoilt")));
        assert_eq!(values.alive(), 0, "the rest is dropped although one panicked");
        assert_eq!(tx.try_send(values.make(5)).map_err(|e| e.into_inner().n), Err(5));
        drop(tx);
        assert_eq!(values.alive(), 0);
    }
    let values = Values::default();
    let mut channel = mpmc::Channel::<_, 3>::new();
    let (tx, rx) = channel.split();
    run(tx, rx, &values);
    let mut channel = local::mpmc::Channel::<_, 3>::new();
    let (tx, rx) = channel.split();
    run(tx, rx, &values);
    let (tx, rx) = mpmc::channel(3);
    run(tx, rx, &values);
    let (tx, rx) = local::mpmc::channel(3);
    run(tx, rx, &values);
}

#[test]
fn a_channel_whose_ends_were_forgotten_drops_what_is_left() {
    fn run<'v, A: Reach<crate::support::Value<'v>>>(tx: Tx<A>, rx: Rx<A>, values: &'v Values) {
        for n in 0..5 {
            assert!(tx.try_send(values.make(n)).is_ok());
            if n < 3 {
                let _ = rx.try_recv();
            }
        }
        forget((tx, rx));
    }
    for again in [false, true] {
        let values = Values::default();
        let mut ring = mpmc::Channel::<_, 3>::new();
        let mut buffer = local::mpmc::Channel::<_, 3>::new();
        let (tx, rx) = ring.split();
        run(tx, rx, &values);
        let (tx, rx) = buffer.split();
        run(tx, rx, &values);
        assert_eq!(values.alive(), 4);
        if again {
            drop((ring.split(), buffer.split()));
        } else {
            values.spoil(4);
            assert!(panics(|| ignore(ring)).is_some());
            values.spoil(3);
            assert!(panics(|| ignore(buffer)).is_some());
        }
        assert_eq!(values.alive(), 0);
    }
}

#[test]
fn a_channel_starts_over_when_it_is_split_again() {
    fn run<S: Store<Item = u32>, L: RawLock>(channel: &mut generic::Channel<S, L>) {
        for _ in 0..3 {
            {
                let (tx, rx) = channel.split();
                assert!(!tx.is_closed());
                // Strict on both sides, promised, closed, and everything forgotten.
                let (task, mut recv) = waiting(rx.recv());
                for n in 0..4 {
                    tx.try_send(n).unwrap();
                    rx.try_recv().unwrap();
                    assert!(task.poll(recv.as_mut()).is_pending());
                }
                tx.try_send(4).unwrap();
                assert!(rx.try_recv().is_err());
                bury(recv);
                bury(tx.try_reserve().unwrap());
                let (task, mut send) = waiting(tx.send(5));
                bury((task.poll(send.as_mut()).is_pending(), send));
                bury(waiting(tx.closed()));
                tx.close();
                bury((tx, rx));
            }
            let (tx, rx) = channel.split();
            assert_eq!((tx.sender_count(), tx.receiver_count(), tx.len()), (1, 1, 0));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            tx.try_send(1).unwrap();
            tx.try_send(2).unwrap();
            assert!(tx.try_send(3).is_err());
            let (task, mut send) = waiting(tx.send(3));
            assert_eq!(rx.try_recv(), Ok(1));
            assert_eq!(task.wakes(), 1);
            assert!(task.poll(send.as_mut()).is_ready());
        }
    }
    run(&mut mpmc::Channel::<u32, 2>::new());
    run(&mut local::mpmc::Channel::<u32, 2>::new());
    #[cfg(feature = "critical-section")]
    run(&mut wakeful::channel::critical::mpmc::Channel::<u32, 2>::new());
}

#[test]
fn a_static_channel_is_split_once() {
    static RING: mpmc::Channel<u32, 2> = mpmc::Channel::new();
    let (tx, rx) = RING.split_static();
    tx.try_send(1).unwrap();
    assert_eq!(rx.try_recv(), Ok(1));
    let text = panics(|| ignore(RING.split_static())).expect("a second split");
    assert!(text.contains("split once"), "{text}");
    drop((tx, rx));
    assert!(panics(|| ignore(RING.split_static())).is_some());
}

#[test]
fn a_message_may_hold_an_end_of_its_own_channel() {
    struct Letter(#[allow(dead_code)] Option<mpmc::Sender<Letter>>);
    let (tx, rx) = mpmc::channel::<Letter>(2);
    assert!(tx.try_send(Letter(Some(tx.clone()))).is_ok());
    assert!(tx.try_send(Letter(None)).is_ok());
    drop(tx);
    assert_eq!(rx.sender_count(), 1);
    drop(rx);

    struct Reply(#[allow(dead_code)] local::mpmc::Sender<Reply>);
    let (tx, rx) = local::mpmc::channel::<Reply>(2);
    assert!(tx.try_send(Reply(tx.clone())).is_ok());
    drop(tx);
    drop(rx);
}

#[test]
fn a_capacity_of_nothing_is_refused() {
    assert!(panics(|| ignore(mpmc::channel::<u32>(0))).is_some());
    assert!(panics(|| ignore(local::mpmc::channel::<u32>(0))).is_some());
}

#[test]
fn more_slots_than_the_word_can_promise_are_not_waited_for() {
    let (tx, _rx) = mpmc::channel::<u8>(100_000);
    let slots = tx.try_reserve_many(60_000).unwrap();
    assert_eq!(tx.try_send(1), Ok(()));
    drop(slots);
    let mut outcome = None;
    let text = panics(|| outcome = Some(ready(tx.reserve_many(80_000)).is_ok()));
    assert!(text.is_some_and(|text| text.contains("slots")) || outcome == Some(true));
}

#[test]
fn messages_cross_threads_that_share_neither() {
    fn sends<T: Send>(_: &T) {}
    fn shares<T: Sync>(_: &T) {}
    let channel = mpmc::Channel::<Cell<u8>, 2>::new();
    sends(&channel);
    shares(&channel);
    let (tx, rx) = mpmc::channel::<Cell<u8>>(2);
    sends(&(&tx, &rx));
    shares(&(&tx, &rx));
    sends(&tx.send(Cell::new(1)));
    sends(&rx.recv());
    let (tx, rx) = mpmc::unbounded::<Cell<u8>>();
    sends(&(&tx, &rx));
    sends(&tx.send(Cell::new(1)));
}

#[test]
fn an_end_is_one_pointer() {
    assert_eq!(size_of::<mpmc::Sender<u32>>(), size_of::<usize>());
    assert_eq!(size_of::<mpmc::Receiver<u32>>(), size_of::<usize>());
    assert_eq!(size_of::<mpmc::BorrowedSender<'_, u32, 4>>(), size_of::<usize>());
    assert_eq!(size_of::<local::mpmc::Sender<u32>>(), size_of::<usize>());
    assert_eq!(size_of::<Option<local::mpmc::Receiver<u32>>>(), size_of::<usize>());
}

#[test]
fn errors_speak() {
    assert_eq!(SendError(3).into_inner(), 3);
    assert_eq!(TrySendError::Full(3).into_inner(), 3);
    assert!(TrySendError::Closed(3).is_closed() && TrySendError::Full(3).is_full());
    assert_eq!(SendTimeoutError::Timeout(3).into_inner(), 3);
    for text in [
        SendError(Cell::new(1)).to_string(),
        TrySendError::Full(1).to_string(),
        RecvError.to_string(),
        TryRecvError::Empty.to_string(),
        RecvTimeoutError::Timeout.to_string(),
        format!("{:?}", SendError(Cell::new(1))),
    ] {
        assert!(!text.is_empty());
    }
}

#[test]
fn a_thread_that_blocks_is_woken_or_gives_up() {
    const SHORT: Duration = Duration::from_millis(5);
    const LONG: Duration = Duration::from_secs(60);
    let (tx, rx) = mpmc::channel::<u32>(1);
    assert_eq!(rx.blocking_recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(tx.blocking_send(1), Ok(()));
    assert_eq!(tx.blocking_send_timeout(2, SHORT), Err(SendTimeoutError::Timeout(2)));
    std::thread::scope(|s| {
        s.spawn(|| assert_eq!(tx.blocking_send_timeout(2, LONG), Ok(())));
        assert_eq!(rx.blocking_recv(), Ok(1));
        assert_eq!(rx.blocking_recv_timeout(LONG), Ok(2));
    });
    std::thread::scope(|s| {
        let receiver = s.spawn(|| rx.blocking_recv_timeout(LONG));
        tx.close();
        assert_eq!(receiver.join().unwrap(), Err(RecvTimeoutError::Closed));
    });
    assert_eq!(tx.blocking_send_timeout(3, SHORT), Err(SendTimeoutError::Closed(3)));
    assert_eq!(tx.blocking_send(3), Err(SendError(3)));
    assert_eq!(rx.blocking_recv(), Err(RecvError));
}

#[cfg(feature = "futures-core")]
#[test]
fn the_messages_are_a_stream() {
    use futures_core::{FusedStream, Stream};
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut stream = pin!(rx.stream());
        let task = Task::new();
        assert!(task.poll_fn(|cx| stream.as_mut().poll_next(cx)).is_pending());
        tx.try_send(1).unwrap();
        assert_eq!(task.wakes(), 1);
        assert_eq!(task.poll_fn(|cx| stream.as_mut().poll_next(cx)), Poll::Ready(Some(1)));
        assert!(!FusedStream::is_terminated(&*stream));
        tx.close();
        assert_eq!(task.poll_fn(|cx| stream.as_mut().poll_next(cx)), Poll::Ready(None));
        assert!(FusedStream::is_terminated(&*stream));
    }
    each!(run, u32, 1);
}

#[cfg(feature = "futures-sink")]
#[test]
fn a_sender_is_a_sink() {
    use futures_sink::Sink;
    fn run<A: Reach<u32>>(tx: Tx<A>, rx: Rx<A>) {
        let mut sink = pin!(tx.sink());
        let task = Task::new();
        assert!(task.poll_fn(|cx| sink.as_mut().poll_ready(cx)).is_ready());
        assert!(task.poll_fn(|cx| sink.as_mut().poll_ready(cx)).is_ready());
        assert_eq!(tx.try_send(9), Err(TrySendError::Full(9)), "the slot is kept");
        assert!(sink.as_mut().start_send(1).is_ok());
        assert!(task.poll_fn(|cx| sink.as_mut().poll_ready(cx)).is_pending());
        assert_eq!(rx.try_recv(), Ok(1));
        assert_eq!(task.wakes(), 1);
        assert!(task.poll_fn(|cx| sink.as_mut().poll_ready(cx)).is_ready());
        assert!(task.poll_fn(|cx| sink.as_mut().poll_flush(cx)).is_ready());
        assert!(task.poll_fn(|cx| sink.as_mut().poll_close(cx)).is_ready());
        assert!(tx.is_closed());
        assert_eq!(sink.as_mut().start_send(2), Err(SendError(Some(2))));
        let Poll::Ready(Err(SendError(None))) = task.poll_fn(|cx| sink.as_mut().poll_ready(cx))
        else {
            panic!("a closed sink is ready")
        };
    }
    each!(run, u32, 1);
}

#[test]
fn threads_lose_nothing() {
    const EACH: u32 = if cfg!(miri) { 20 } else { 3_000 };
    for capacity in [1, 2, 5] {
        let (tx, rx) = mpmc::channel::<u32>(capacity);
        let sum = AtomicUsize::new(0);
        std::thread::scope(|s| {
            for _ in 0..2 {
                let tx = tx.clone();
                s.spawn(move || (0..EACH).for_each(|n| tx.blocking_send(n).unwrap()));
                let (rx, sum) = (rx.clone(), &sum);
                s.spawn(move || {
                    while let Ok(n) = rx.blocking_recv() {
                        sum.fetch_add(n as usize + 1, Relaxed);
                    }
                });
            }
            drop((tx, rx));
        });
        let each = EACH as usize;
        assert_eq!(sum.load(Relaxed), each * (each + 1));
    }
}

#[test]
fn the_last_end_frees_whoever_it_is() {
    for _ in 0..if cfg!(miri) { 4 } else { 200 } {
        let (tx, rx) = mpmc::channel::<Box<u32>>(2);
        tx.try_send(Box::new(1)).unwrap();
        let more = tx.clone();
        let threads = [
            std::thread::spawn(move || drop(tx)),
            std::thread::spawn(move || drop(more.try_send(Box::new(2)))),
            std::thread::spawn(move || drop(rx)),
        ];
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

/// A counter of `B` bits.
#[derive(Debug)]
struct Short<const B: u32>(AtomicUsize);

/// A lock whose counters wrap soon.
#[derive(Debug)]
struct ShortLock<const B: u32>(StdLock);

// SAFETY: forwards to a counter that keeps the contract.
unsafe impl<const B: u32> Counter for Short<B> {
    const ZERO: Self = Self(AtomicUsize::new(0));
    const BITS: u32 = B;
    type Line = ();

    fn load(&self) -> usize {
        Counter::load(&self.0)
    }

    fn own(&self) -> usize {
        self.0.own()
    }

    fn store(&self, value: usize) {
        assert!(value >> B == 0, "more bits than there are");
        Counter::store(&self.0, value);
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        assert!(new >> B == 0, "more bits than there are");
        Counter::compare_exchange(&self.0, old, new)
    }

    fn swap(&self, value: usize) -> usize {
        Counter::swap(&self.0, value)
    }

    fn fetch_add(&self, n: usize) -> usize {
        Counter::fetch_add(&self.0, n)
    }
}

// SAFETY: forwards to a lock that keeps the contract.
unsafe impl<const B: u32> RawLock for ShortLock<B> {
    const NEW: Self = Self(StdLock::NEW);
    const LOCK_FREE: bool = true;
    type Counter = Short<B>;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.0.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.load(word) }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: std::sync::atomic::Ordering,
    ) -> Result<usize, usize> {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: std::sync::atomic::Ordering) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

impl<const B: u32> ThreadSafe for ShortLock<B> {}

type Wrapping<const N: usize, const B: u32> =
    generic::Channel<generic::InlineRing<u32, N, ShortLock<B>>, ShortLock<B>>;

/// A long script of sends, receives, promises and waiters against a plain queue.
fn script<S: Store<Item = u32>, L: RawLock>(channel: &mut generic::Channel<S, L>) {
    let (tx, rx) = channel.split();
    let capacity = tx.capacity();
    let mut queue = std::collections::VecDeque::new();
    let mut slots = Vec::new();
    let mut seed = 7_u32;
    for n in 0..if cfg!(miri) { 60 } else { 20_000 } {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let free = capacity - queue.len() - slots.len();
        match seed >> 24 & 7 {
            0..=2 => {
                assert_eq!(tx.try_send(n).is_ok(), free > 0);
                if free > 0 {
                    queue.push_back(n);
                }
            }
            3..=5 => assert_eq!(rx.try_recv().ok(), queue.pop_front()),
            6 if slots.len() == 3 => slots.clear(),
            6 => match tx.try_reserve() {
                Ok(slot) => {
                    assert!(free > 0);
                    slots.push(slot);
                }
                Err(_) => assert_eq!(free, 0),
            },
            _ => {
                if let Some(slot) = slots.pop() {
                    if n % 2 == 0 {
                        slot.send(n).unwrap();
                        queue.push_back(n);
                    }
                } else if queue.is_empty() {
                    let (task, mut recv) = waiting(rx.recv());
                    tx.try_send(n).unwrap();
                    assert_eq!(task.poll(recv.as_mut()), Poll::Ready(Ok(n)));
                } else if queue.len() == capacity {
                    let (task, mut send) = waiting(tx.send(n));
                    assert_eq!(rx.try_recv().ok(), queue.pop_front());
                    assert_eq!(task.poll(send.as_mut()), Poll::Ready(Ok(())));
                    queue.push_back(n);
                }
            }
        }
        assert_eq!(tx.len(), queue.len());
        assert_eq!(tx.is_full(), queue.len() + slots.len() == capacity);
    }
}

#[test]
fn laps_wrap_around() {
    script(&mut Wrapping::<1, 8>::new());
    script(&mut Wrapping::<2, 8>::new());
    script(&mut Wrapping::<1, 12>::new());
    script(&mut Wrapping::<2, 12>::new());
    script(&mut Wrapping::<3, 12>::new());
    script(&mut Wrapping::<5, 12>::new());
    script(&mut Wrapping::<16, 16>::new());
    script(&mut Wrapping::<5, 16>::new());
    script(&mut mpmc::Channel::<u32, 5>::new());
    script(&mut local::mpmc::Channel::<u32, 5>::new());
}

/// What `Pin<Box<F>>` in a helper hides: the futures are `Send` where that is sound.
#[test]
fn futures_go_to_other_threads() {
    fn spawnable<F: Future + Send>(_: Pin<Box<F>>) {}
    let (tx, rx) = mpmc::channel::<u32>(1);
    spawnable(Box::pin(tx.send(1)));
    spawnable(Box::pin(rx.recv()));
    spawnable(Box::pin(tx.reserve_many(1)));
    spawnable(Box::pin(tx.closed()));
}
