use std::pin::pin;
use std::task::Poll;

use wakeful::channel::generic::oneshot_broadcast::channel;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn a_oneshot_broadcast_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("oneshot_broadcast");
    let (tx, rx) = bill.item("channel", cost(0, 0, 0), channel::<u32, L>);
    let other = bill.item("clone a receiver", cost(1, 0, 1), || rx.clone());
    bill.item("try_recv finds nothing", cost(0, 0, 2), || rx.try_recv()).unwrap_err();
    bill.item("send", cost(2, 0, 2), || tx.send(1)).unwrap();
    assert_eq!(bill.item("recv", cost(0, 0, 2), || ready(rx.recv())), Ok(1));
    assert_eq!(bill.item("try_recv", cost(0, 0, 2), || rx.try_recv()), Ok(1));
    assert_eq!(bill.item("get", cost(0, 0, 1), || rx.get().copied()), Some(1));
    bill.item("drop a receiver", cost(1, 0, 1), || drop(other));
    bill.item("drop the last receiver", cost(2, 0, 3), || drop(rx));
    bill.item("drop the sender, the last", cost(2, 0, 4), || drop(tx));

    let (tx, rx) = channel::<u32, L>();
    let (mut first, mut second) = (pin!(rx.recv()), pin!(rx.recv()));
    let item = bill.item("recv waits", cost(1, 1, 2).clones(1), || poll(first.as_mut(), 1));
    assert!(item.is_pending());
    let item = bill.item("another waits", cost(0, 1, 2).clones(1), || poll(second.as_mut(), 2));
    assert!(item.is_pending());
    let item = bill.item("it is polled again", cost(0, 1, 1), || poll(second.as_mut(), 2));
    assert!(item.is_pending());
    {
        let mut third = Box::pin(rx.recv());
        assert!(poll(third.as_mut(), 3).is_pending());
        bill.item("a recv that waits is dropped", cost(0, 1, 1), || drop(third));
    }
    bill.item("send to two who wait", cost(3, 1, 3).wakes(2), || tx.send(1)).unwrap();
    let item = bill.item("what was awaited is there", cost(0, 0, 2), || poll(first.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Ok(1)));
    assert_eq!(poll(second.as_mut(), 2), Poll::Ready(Ok(1)));

    let (tx, rx) = channel::<u32, L>();
    let mut recv = pin!(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("close for who waits", cost(2, 1, 2).wakes(1), || tx.close());
    assert!(poll(recv.as_mut(), 1).is_ready());
    bill.check();
}
