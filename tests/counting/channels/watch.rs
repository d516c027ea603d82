use std::pin::pin;
use std::task::Poll;

use wakeful::channel::RecvError;
use wakeful::channel::generic::watch::channel;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn a_watch_costs_what_it_says() {
    looks_and_sends::<Std>();
    looks_and_sends::<Local>();
}

#[test]
fn waiting_for_a_watch_costs_what_it_says() {
    waiting::<Std>();
    waiting::<Local>();
}

fn looks_and_sends<L: RawLock>() {
    let mut bill = Bill::new::<L>("watch");
    let (tx, mut rx) = bill.item("channel", cost(0, 0, 0), || channel::<u32, L>(0));
    bill.item("has_changed", cost(0, 0, 1), || rx.has_changed()).unwrap();
    assert_eq!(*bill.item("borrow", cost(2, 0, 2), || rx.borrow()), 0);
    assert_eq!(bill.item("with", cost(2, 0, 2), || rx.with(|value| *value)), 0);
    bill.item("send", cost(3, 1, 3), || tx.send(1)).unwrap();
    bill.item("changed", cost(0, 0, 2), || ready(rx.changed())).unwrap();
    bill.item("send", cost(3, 1, 3), || tx.send(2)).unwrap();
    assert_eq!(bill.item("recv", cost(2, 0, 4), || ready(rx.recv())), Ok(2));
    assert_eq!(bill.item("send_replace", cost(5, 2, 4), || tx.send_replace(3)), 2);
    bill.item("send_modify", cost(5, 2, 4), || tx.send_modify(|value| *value += 1));
    bill.item("send_if_modified, and it is not", cost(2, 1, 2), || {
        assert!(!tx.send_if_modified(|_| false));
    });
    assert_eq!(*bill.item("borrow_and_update", cost(2, 0, 2), || rx.borrow_and_update()), 4);

    let other = bill.item("clone a receiver", cost(2, 0, 2), || rx.clone());
    let mut cached = bill.item("cached", cost(2, 0, 2), || other.cached());
    assert_eq!(*bill.item("get what has not changed", cost(0, 0, 0), || cached.get()), 4);
    tx.send(5).unwrap();
    assert_eq!(*bill.item("get what has changed", cost(2, 0, 2), || cached.get()), 5);
    bill.item("drop a receiver", cost(2, 0, 2), || drop(cached));
    let other = bill.item("clone a sender", cost(1, 0, 1), || tx.clone());
    bill.item("drop a sender", cost(2, 0, 2), || drop(other));
    bill.item("the last receiver is dropped", cost(2, 0, 2), || drop(rx));
    bill.item("the last sender is dropped", cost(3, 1, 4), || drop(tx));
    bill.check();
}

fn waiting<L: RawLock>() {
    let mut bill = Bill::new::<L>("watch, waiting");
    let (tx, mut rx) = channel::<u32, L>(0);
    {
        let mut changed = pin!(rx.changed());
        let item =
            bill.item("changed waits", cost(1, 1, 2).clones(1), || poll(changed.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(changed.as_mut(), 1));
        assert!(item.is_pending());
        bill.item("send to who waits", cost(4, 2, 4).wakes(1), || tx.send(1)).unwrap();
        let item = bill.item("it has changed", cost(0, 0, 2), || poll(changed.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(())));
    }
    {
        let mut recv = Box::pin(rx.recv());
        assert!(poll(recv.as_mut(), 1).is_pending());
        bill.item("a recv that waits is dropped", cost(1, 1, 1), || drop(recv));
        let mut recv = pin!(rx.recv());
        assert!(poll(recv.as_mut(), 1).is_pending());
        bill.item("the last sender is dropped", cost(4, 2, 5).wakes(1), || drop(tx));
        let item = bill.item("recv is told", cost(0, 0, 2), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Err(RecvError)));
    }
    let (tx, rx) = channel::<u32, L>(0);
    let mut closed = pin!(tx.closed());
    let item = bill.item("closed waits", cost(1, 1, 2).clones(1), || poll(closed.as_mut(), 1));
    assert!(item.is_pending());
    bill.item("the last receiver is dropped", cost(3, 1, 3).wakes(1), || drop(rx));
    let item = bill.item("it is closed", cost(0, 0, 1), || poll(closed.as_mut(), 1));
    assert!(item.is_ready());
    bill.check();
}
