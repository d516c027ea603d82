//! The senders of a channel with a queue, which are the same with one receiver and with many.

use std::pin::pin;
use std::task::Poll;

use wakeful::channel::Store;
use wakeful::channel::generic::queue::{Reach, Sender};

use super::{Bill, cost, poll, ready};

/// With a queue of two, which is empty; `take` takes one out, and `close` closes it in the end.
pub(super) fn senders<A>(
    bill: &mut Bill,
    tx: &Sender<A>,
    take: &mut dyn FnMut() -> Option<u32>,
    close: &mut dyn FnMut() -> bool,
) where
    A: Reach<Store: Store<Item = u32>>,
{
    bill.item("send", cost(1, 0, 1), || ready(tx.send(1))).unwrap();
    bill.item("try_send", cost(1, 0, 1), || tx.try_send(2)).unwrap();
    bill.item("try_send finds no room", cost(0, 0, 1), || tx.try_send(3)).unwrap_err();
    assert_eq!(bill.item("take", cost(1, 0, 1), &mut *take), Some(1));
    assert_eq!(take(), Some(2));

    let slot = bill.item("reserve", cost(1, 0, 1), || ready(tx.reserve())).unwrap();
    bill.item("use the slot", cost(1, 0, 1), || slot.send(1)).unwrap();
    let slot = tx.try_reserve().unwrap();
    bill.item("give the slot back", cost(1, 1, 1), || drop(slot));
    assert_eq!(take(), Some(1));
    let slots = bill.item("reserve_many", cost(1, 0, 2), || ready(tx.reserve_many(2))).unwrap();
    bill.item("give both back", cost(1, 1, 1), || drop(slots));

    let other = bill.item("clone a sender", cost(1, 0, 1), || tx.clone());
    bill.item("drop a sender", cost(1, 0, 1), || drop(other));

    tx.try_send(1).unwrap();
    tx.try_send(2).unwrap();
    let mut send = pin!(tx.send(3));
    let item = bill.item("send waits", cost(1, 1, 2).clones(1), || poll(send.as_mut(), 1));
    assert!(item.is_pending());
    let item = bill.item("it is polled again", cost(0, 1, 1), || poll(send.as_mut(), 1));
    assert!(item.is_pending());
    let item = bill.item("take from who waits", cost(2, 1, 1).wakes(1), &mut *take);
    assert_eq!(item, Some(1));
    let item = bill.item("there is room", cost(1, 1, 1), || poll(send.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Ok(())));
    {
        let mut send = Box::pin(tx.send(4));
        assert!(poll(send.as_mut(), 1).is_pending());
        bill.item("a send that waits is dropped", cost(1, 1, 1), || drop(send));
    }
    let (mut send, mut closed) = (pin!(tx.send(4)), pin!(tx.closed()));
    assert!(poll(send.as_mut(), 1).is_pending());
    let item = bill.item("closed waits", cost(0, 1, 1).clones(1), || poll(closed.as_mut(), 2));
    assert!(item.is_pending());
    let item = bill.item("close for two who wait", cost(2, 1, 1).wakes(2), close);
    assert!(item);
    let item = bill.item("send is told", cost(0, 1, 1), || poll(send.as_mut(), 1));
    assert!(item.is_ready());
    let item = bill.item("closed is told", cost(0, 1, 1), || poll(closed.as_mut(), 2));
    assert!(item.is_ready());
    bill.item("send comes too late", cost(0, 0, 1), || tx.try_send(5)).unwrap_err();
    bill.item("close again", cost(0, 1, 1), || tx.close());
    assert_eq!((take(), take(), take()), (Some(2), Some(3), None));
}
