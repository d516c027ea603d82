use std::pin::pin;
use std::task::Poll;

use wakeful::channel::RecvError;
use wakeful::channel::generic::oneshot::{Oneshot, channel};
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn a_oneshot_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("oneshot");
    let mut borrowed = Oneshot::<u32, L>::new();
    let (tx, mut rx) = bill.item("split", cost(0, 0, 0), || borrowed.split());
    bill.item("send, borrowed", cost(1, 0, 1), || tx.send(1)).unwrap();
    assert_eq!(bill.item("try_recv, borrowed", cost(0, 0, 1), || rx.try_recv()), Ok(1));
    bill.item("drop the receiver after that, borrowed", cost(0, 0, 0), || drop(rx));

    let (tx, mut rx) = bill.item("channel", cost(0, 0, 0), channel::<u32, L>);
    bill.item("try_recv finds nothing", cost(0, 0, 1), || rx.try_recv()).unwrap_err();
    bill.item("send", cost(1, 0, 1), || tx.send(1)).unwrap();
    assert_eq!(bill.item("await", cost(0, 0, 1), || ready(&mut rx)), Ok(1));
    bill.item("drop the receiver after that", cost(0, 0, 0), || drop(rx));

    let (tx, rx) = channel::<u32, L>();
    let mut rx = pin!(rx);
    let item = bill.item("await waits", cost(1, 0, 2).clones(1), || poll(rx.as_mut(), 1));
    assert!(item.is_pending());
    let item = bill.item("it is polled again", cost(0, 0, 1), || poll(rx.as_mut(), 1));
    assert!(item.is_pending());
    bill.item("send to who waits", cost(2, 0, 2).wakes(1), || tx.send(1)).unwrap();
    let item = bill.item("what was awaited is there", cost(0, 0, 1), || poll(rx.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Ok(1)));

    let (tx, mut rx) = channel::<u32, L>();
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    let item = bill.item("another task waits", cost(2, 0, 3).clones(1), || poll(recv.as_mut(), 2));
    assert!(item.is_pending());
    bill.item("a recv that waits is dropped", cost(1, 0, 1), || drop(recv));
    bill.item("drop the sender", cost(1, 0, 1), || drop(tx));
    bill.item("drop the receiver, too", cost(1, 0, 1), || drop(rx));

    let (tx, rx) = channel::<u32, L>();
    let mut rx = pin!(rx);
    assert!(poll(rx.as_mut(), 1).is_pending());
    bill.item("drop the sender of who waits", cost(2, 0, 2).wakes(1), || drop(tx));
    assert_eq!(poll(rx.as_mut(), 1), Poll::Ready(Err(RecvError)));

    let (mut tx, mut rx) = channel::<u32, L>();
    let mut closed = Box::pin(tx.closed());
    let item = bill.item("closed waits", cost(1, 0, 2).clones(1), || poll(closed.as_mut(), 1));
    assert!(item.is_pending());
    bill.item("close for who waits", cost(2, 0, 3).wakes(1), || rx.close());
    let item = bill.item("it is closed", cost(0, 0, 1), || poll(closed.as_mut(), 1));
    assert!(item.is_ready());
    drop(closed);
    bill.item("send comes too late", cost(1, 0, 2), || tx.send(1)).unwrap_err();
    bill.item("drop the receiver, the last", cost(1, 0, 1), || drop(rx));

    let (tx, rx) = channel::<u32, L>();
    bill.item("drop the receiver", cost(1, 0, 1), || drop(rx));
    bill.item("drop the sender, too", cost(1, 0, 1), || drop(tx));
    bill.check();
}
