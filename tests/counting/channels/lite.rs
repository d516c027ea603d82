use std::pin::pin;
use std::task::Poll;

use wakeful::channel::generic::oneshot::lite::channel;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

/// For threads the byte is exchanged by itself, which no lock can count: only that none is taken.
#[test]
fn a_lite_oneshot_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("oneshot::lite");
    let (tx, mut rx) = bill.item("channel", cost(0, 0, 0), channel::<bool, L>);
    bill.item("try_recv finds nothing", cost(0, 0, 1), || rx.try_recv()).unwrap_err();
    bill.item("send", cost(0, 0, 1), || tx.send(true)).unwrap();
    assert_eq!(bill.item("await", cost(0, 0, 2), || ready(&mut rx)), Ok(true));
    bill.item("drop the receiver after that", cost(0, 0, 0), || drop(rx));

    let (tx, rx) = channel::<bool, L>();
    let mut rx = pin!(rx);
    let item = bill.item("await waits", cost(0, 0, 2).clones(1), || poll(rx.as_mut(), 1));
    assert!(item.is_pending());
    let item = bill.item("it is polled again", cost(0, 0, 1), || poll(rx.as_mut(), 1));
    assert!(item.is_pending());
    bill.item("send to who waits", cost(0, 0, 3).wakes(1), || tx.send(true)).unwrap();
    let item = bill.item("what was awaited is there", cost(0, 0, 2), || poll(rx.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Ok(true)));

    let (tx, mut rx) = channel::<bool, L>();
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("a recv that waits is dropped", cost(0, 0, 1), || drop(recv));
    bill.item("drop the sender", cost(0, 0, 1), || drop(tx));
    bill.item("drop the receiver, too", cost(0, 0, 2), || drop(rx));
    bill.check();
}
