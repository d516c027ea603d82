use std::pin::pin;
use std::task::Poll;

use wakeful::channel::generic::broadcast::{RecvError, backpressure, channel};
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn a_broadcast_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

#[test]
fn a_broadcast_that_loses_nothing_costs_what_it_says() {
    lossless::<Std>();
    lossless::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("broadcast");
    let (tx, mut rx) = bill.item("channel", cost(0, 1, 1), || channel::<u32, L>(2));
    let mut other = bill.item("subscribe", cost(1, 1, 2), || tx.subscribe());
    assert_eq!(bill.item("send", cost(0, 1, 1), || ready(tx.send(1))), Ok(2));
    assert_eq!(bill.item("try_send", cost(0, 1, 1), || tx.try_send(2)), Ok(2));
    assert_eq!(bill.item("recv", cost(0, 2, 2), || ready(rx.recv())), Ok(1));
    assert_eq!(bill.item("try_recv", cost(0, 2, 2), || rx.try_recv()), Ok(2));
    bill.item("try_recv finds nothing", cost(0, 1, 1), || rx.try_recv()).unwrap_err();
    assert_eq!(tx.try_send(3), Ok(2));
    bill.item("try_recv is told what it missed", cost(0, 1, 1), || other.try_recv()).unwrap_err();
    bill.item("drop a receiver", cost(1, 4, 5), || drop(other));
    assert_eq!(rx.try_recv(), Ok(3));
    {
        let mut recv = pin!(rx.recv());
        let item = bill.item("recv waits", cost(0, 2, 2).clones(1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        bill.item("send to who waits", cost(0, 1, 1).wakes(1), || tx.try_send(4)).unwrap();
        let item = bill.item("it was sent", cost(0, 1, 1), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(4)));
    }
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("a recv that waits is dropped", cost(0, 1, 1), || drop(recv));
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    let other = bill.item("clone a sender", cost(1, 1, 2), || tx.clone());
    bill.item("drop a sender", cost(1, 1, 2), || drop(other));
    bill.item("the last sender is dropped", cost(1, 1, 2).wakes(1), || drop(tx));
    let item = bill.item("recv is told", cost(0, 1, 1), || poll(recv.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Err(RecvError::Closed)));
    drop(recv);
    bill.item("the last receiver is dropped", cost(1, 5, 6), || drop(rx));
    bill.check();
}

fn lossless<L: RawLock>() {
    let mut bill = Bill::new::<L>("broadcast::backpressure");
    let (tx, mut rx) = bill.item("channel", cost(0, 1, 1), || backpressure::<u32, L>(2));
    let mut other = bill.item("clone a receiver", cost(1, 2, 3), || rx.clone());
    assert_eq!(bill.item("send", cost(0, 1, 1), || ready(tx.send(1))), Ok(2));
    assert_eq!(bill.item("try_send", cost(0, 1, 1), || tx.try_send(2)), Ok(2));
    bill.item("try_send finds no room", cost(0, 1, 1), || tx.try_send(3)).unwrap_err();
    assert_eq!(bill.item("recv, not the last", cost(0, 2, 2), || rx.try_recv()), Ok(1));
    assert_eq!(bill.item("recv, the last", cost(0, 1, 1), || other.try_recv()), Ok(1));
    assert_eq!(tx.try_send(3), Ok(2));
    drop(other);
    {
        let mut send = pin!(tx.send(4));
        let item = bill.item("send waits", cost(0, 2, 2).clones(1), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("recv from who waits", cost(0, 1, 1).wakes(1), || rx.try_recv());
        assert_eq!(item, Ok(2));
        let item = bill.item("there is room", cost(0, 1, 1), || poll(send.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(1)));
    }
    let mut send = Box::pin(tx.send(5));
    assert!(poll(send.as_mut(), 1).is_pending());
    bill.item("a send that waits is dropped", cost(0, 1, 1), || drop(send));
    let (mut send, mut closed) = (pin!(tx.send(5)), pin!(tx.closed()));
    assert!(poll(send.as_mut(), 1).is_pending());
    let item = bill.item("closed waits", cost(0, 2, 2).clones(1), || poll(closed.as_mut(), 2));
    assert!(item.is_pending());
    bill.item("the last receiver is dropped", cost(1, 5, 6).wakes(2), || drop(rx));
    let item = bill.item("send is told", cost(0, 1, 1), || poll(send.as_mut(), 1));
    assert!(item.is_ready());
    let item = bill.item("closed is told", cost(0, 1, 1), || poll(closed.as_mut(), 2));
    assert!(item.is_ready());
    bill.check();
}
