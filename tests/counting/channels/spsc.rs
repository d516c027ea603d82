use std::pin::pin;
use std::task::Poll;

use wakeful::channel::RecvError;
use wakeful::channel::generic::spsc::channel;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn an_spsc_costs_what_it_says() {
    one_at_a_time::<Std>();
    one_at_a_time::<Local>();
}

#[test]
fn a_batch_of_an_spsc_costs_as_much_as_one() {
    batches::<Std>();
    batches::<Local>();
}

#[test]
fn waiting_for_an_spsc_costs_what_it_says() {
    waiting::<Std>();
    waiting::<Local>();
}

#[test]
fn closing_an_spsc_costs_what_it_says() {
    closing::<Std>();
    closing::<Local>();
}

fn one_at_a_time<L: RawLock>() {
    let mut bill = Bill::new::<L>("spsc");
    let (mut tx, mut rx) = bill.item("channel", cost(0, 0, 0), || channel::<u32, L>(2));
    bill.item("send", cost(1, 0, 0), || ready(tx.send(1))).unwrap();
    bill.item("try_send", cost(1, 0, 0), || tx.try_send(2)).unwrap();
    bill.item("try_send finds no room", cost(0, 0, 0), || tx.try_send(3)).unwrap_err();
    assert_eq!(bill.item("recv", cost(1, 0, 0), || ready(rx.recv())), Ok(1));
    assert_eq!(bill.item("try_recv", cost(1, 0, 0), || rx.try_recv()), Ok(2));
    bill.item("try_recv finds nothing", cost(0, 0, 0), || rx.try_recv()).unwrap_err();
    bill.item("len, is_full, is_closed", cost(0, 0, 0), || {
        assert_eq!((tx.len(), tx.is_full(), rx.is_closed()), (0, false, false));
    });
    bill.check();
}

fn batches<L: RawLock>() {
    let mut bill = Bill::new::<L>("spsc, batches of 5");
    let (mut tx, mut rx) = channel::<u32, L>(8);
    let mut all = Vec::with_capacity(8);
    bill.item("send_many", cost(1, 0, 0), || ready(tx.send_many(0..5))).unwrap();
    let item = bill.item("recv_many", cost(1, 0, 0), || ready(rx.recv_many(&mut all, 8)));
    assert_eq!(item, 5);
    let item = bill.item("try_send_many", cost(1, 0, 0), || tx.try_send_many(&mut (0..5)));
    assert_eq!(item, 5);
    let item = bill.item("try_recv_many", cost(1, 0, 0), || rx.try_recv_many(&mut all, 8));
    assert_eq!(item, 5);
    bill.item("send_slice", cost(1, 0, 0), || ready(tx.send_slice(&[1, 2, 3, 4, 5]))).unwrap();
    let mut five = [0; 5];
    assert_eq!(bill.item("recv_slice", cost(1, 0, 0), || ready(rx.recv_slice(&mut five))), 5);
    assert_eq!(bill.item("try_send_slice", cost(1, 0, 0), || tx.try_send_slice(&five)), 5);
    assert_eq!(bill.item("try_recv_slice", cost(1, 0, 0), || rx.try_recv_slice(&mut five)), 5);
    assert_eq!(tx.try_send_slice(&five), 5);
    assert_eq!(bill.item("drain", cost(1, 0, 0), || rx.drain().count()), 5);
    assert_eq!(tx.try_send_slice(&five), 5);
    bill.item("clear", cost(1, 0, 0), || rx.clear());
    bill.check();
}

fn waiting<L: RawLock>() {
    let mut bill = Bill::new::<L>("spsc, waiting");
    let (mut tx, mut rx) = channel::<u32, L>(1);
    {
        let mut recv = pin!(rx.recv());
        let item = bill.item("recv waits", cost(3, 0, 3).clones(1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(3, 0, 3), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        bill.item("send to who waits", cost(3, 0, 3).wakes(1), || tx.try_send(1)).unwrap();
        let item = bill.item("it was sent", cost(1, 0, 0), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(1)));
    }
    tx.try_send(1).unwrap();
    {
        let mut send = pin!(tx.send(2));
        let item = bill.item("send waits", cost(3, 0, 3).clones(1), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(3, 0, 3), || poll(send.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("recv from who waits", cost(3, 0, 3).wakes(1), || rx.try_recv());
        assert_eq!(item, Ok(1));
        let item = bill.item("there is room", cost(1, 0, 0), || poll(send.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(())));
    }
    {
        let mut send = Box::pin(tx.send(3));
        assert!(poll(send.as_mut(), 1).is_pending());
        bill.item("a send that waits is dropped", cost(3, 0, 3), || drop(send));
    }
    assert_eq!(rx.try_recv(), Ok(2));
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("a recv that waits is dropped", cost(3, 0, 3), || drop(recv));
    bill.check();
}

fn closing<L: RawLock>() {
    let mut bill = Bill::new::<L>("spsc, closing");
    let (mut tx, mut rx) = channel::<u32, L>(1);
    let mut closed = Box::pin(tx.closed());
    let item = bill.item("closed waits", cost(2, 0, 3).clones(1), || poll(closed.as_mut(), 1));
    assert!(item.is_pending());
    bill.item("the receiver closes", cost(3, 0, 3).wakes(1), || rx.close());
    let item = bill.item("it is closed", cost(0, 0, 0), || poll(closed.as_mut(), 1));
    assert!(item.is_ready());
    drop(closed);
    bill.item("send comes too late", cost(1, 0, 0), || tx.try_send(1)).unwrap_err();
    bill.item("drop the receiver of a closed one", cost(3, 0, 4), || drop(rx));
    bill.item("drop the sender, the last", cost(3, 0, 4), || drop(tx));

    let (mut tx, mut rx) = channel::<u32, L>(1);
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("the sender closes", cost(3, 0, 3).wakes(1), || tx.close());
    assert_eq!(poll(recv.as_mut(), 1), Poll::Ready(Err(RecvError)));
    drop(recv);

    let (tx, rx) = channel::<u32, L>(1);
    bill.item("drop the sender", cost(5, 0, 6), || drop(tx));
    bill.item("drop the receiver, the last", cost(3, 0, 4), || drop(rx));
    bill.check();
}
