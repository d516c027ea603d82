use std::pin::pin;
use std::task::Poll;

use wakeful::channel::RecvError;
use wakeful::channel::generic::rendezvous::channel;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn a_rendezvous_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("rendezvous");
    let (tx, rx) = bill.item("channel", cost(0, 0, 0), channel::<u32, L>);
    bill.item("try_recv finds nobody", cost(0, 1, 1), || rx.try_recv()).unwrap_err();
    bill.item("try_send finds nobody", cost(0, 1, 1), || tx.try_send(1)).unwrap_err();
    {
        let mut send = pin!(tx.send(1));
        let item = bill.item("send waits", cost(0, 1, 1).clones(1), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("recv from who waits", cost(0, 1, 1).wakes(1), || ready(rx.recv()));
        assert_eq!(item, Ok(1));
        let item = bill.item("it was taken", cost(0, 0, 1), || poll(send.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(())));
    }
    {
        let mut recv = pin!(rx.recv());
        let item = bill.item("recv waits", cost(0, 1, 2).clones(1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        let mut send = pin!(tx.send(2));
        let item = bill
            .item("send to who waits", cost(0, 1, 1).clones(1).wakes(1), || poll(send.as_mut(), 2));
        assert!(item.is_pending());
        let item = bill.item("it is offered", cost(0, 1, 1).wakes(1), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(2)));
        let item = bill.item("it was taken", cost(0, 0, 1), || poll(send.as_mut(), 2));
        assert_eq!(item, Poll::Ready(Ok(())));
    }
    {
        let mut recv = pin!(rx.recv());
        assert!(poll(recv.as_mut(), 1).is_pending());
        let item = bill.item("try_send to who waits", cost(0, 1, 1).wakes(1), || tx.try_send(3));
        assert_eq!(item, Ok(()));
        let item = bill.item("it is in the hand", cost(0, 1, 1), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(3)));
    }
    {
        let (mut send, mut recv) = (Box::pin(tx.send(4)), Box::pin(rx.recv()));
        assert!(poll(send.as_mut(), 1).is_pending());
        bill.item("a send that waits is dropped", cost(0, 1, 1), || drop(send));
        assert!(poll(recv.as_mut(), 1).is_pending());
        bill.item("a recv that waits is dropped", cost(0, 1, 1), || drop(recv));
    }
    {
        let other = bill.item("clone a sender", cost(1, 0, 1), || tx.clone());
        bill.item("drop a sender", cost(1, 0, 1), || drop(other));
        let other = bill.item("clone a receiver", cost(1, 0, 1), || rx.clone());
        bill.item("drop a receiver", cost(1, 0, 1), || drop(other));
        let (mut recv, mut closed) = (pin!(rx.recv()), pin!(tx.closed()));
        assert!(poll(recv.as_mut(), 1).is_pending());
        let item = bill.item("closed waits", cost(1, 1, 2).clones(1), || poll(closed.as_mut(), 2));
        assert!(item.is_pending());
        bill.item("close for two who wait", cost(2, 2, 3).wakes(2), || tx.close());
        let item = bill.item("recv is told", cost(0, 1, 1), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Err(RecvError)));
        let item = bill.item("closed is told", cost(0, 0, 1), || poll(closed.as_mut(), 2));
        assert!(item.is_ready());
    }
    bill.item("send comes too late", cost(0, 1, 1).clones(1), || ready(tx.send(5))).unwrap_err();
    bill.item("the last sender is dropped", cost(2, 1, 4), || drop(tx));
    bill.item("the last receiver is dropped", cost(2, 2, 5), || drop(rx));
    bill.check();
}
