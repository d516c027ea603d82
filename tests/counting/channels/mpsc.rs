use std::cell::RefCell;
use std::pin::pin;
use std::task::Poll;

use wakeful::channel::generic::mpsc::{Channel, Receiver, Sender, buffered, ring};
use wakeful::channel::{Allocated, RecvError, Shared, Store};
use wakeful::lock::RawLock;

use super::senders::senders;
use super::{Bill, Local, Std, cost, poll, ready};

type Ends<S, L> = (Sender<Shared<Channel<S, L>>>, Receiver<Shared<Channel<S, L>>>);

#[test]
fn an_mpsc_costs_what_it_says() {
    script(ring::<u32, Std>);
    script(buffered::<u32, Local>);
}

fn script<S, L>(make: impl Fn(usize) -> Ends<S, L>)
where
    S: Store<Item = u32> + Allocated,
    L: RawLock,
{
    let mut bill = Bill::new::<L>("mpsc");
    let (tx, rx) = bill.item("channel", cost(0, 0, 0), || make(2));
    let rx = RefCell::new(rx);
    let (mut take, mut close) = (|| rx.borrow_mut().try_recv().ok(), || rx.borrow_mut().close());
    senders(&mut bill, &tx, &mut take, &mut close);

    let (tx, mut rx) = make(2);
    tx.try_send(1).unwrap();
    tx.try_send(2).unwrap();
    assert_eq!(bill.item("recv", cost(1, 0, 1), || ready(rx.recv())), Ok(1));
    assert_eq!(bill.item("try_recv", cost(1, 0, 1), || rx.try_recv()), Ok(2));
    bill.item("try_recv finds nothing", cost(0, 0, 1), || rx.try_recv()).unwrap_err();
    tx.try_send(1).unwrap();
    tx.try_send(2).unwrap();
    let mut all = Vec::with_capacity(8);
    let item = bill.item("recv_many finds two", cost(2, 0, 3), || ready(rx.recv_many(&mut all, 8)));
    assert_eq!(item, 2);

    {
        let mut recv = pin!(rx.recv());
        let item = bill.item("recv waits", cost(1, 1, 2).clones(1), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("recv is polled again", cost(0, 1, 2), || poll(recv.as_mut(), 1));
        assert!(item.is_pending());
        bill.item("send to who waits", cost(2, 1, 1).wakes(1), || tx.try_send(1)).unwrap();
        let item = bill.item("it was sent", cost(1, 0, 1), || poll(recv.as_mut(), 1));
        assert_eq!(item, Poll::Ready(Ok(1)));
    }
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("a recv that waits is dropped", cost(1, 1, 1), || drop(recv));
    let mut recv = Box::pin(rx.recv());
    assert!(poll(recv.as_mut(), 1).is_pending());
    bill.item("the last sender is dropped", cost(4, 1, 3).wakes(1), || drop(tx));
    let item = bill.item("recv is told", cost(0, 0, 1), || poll(recv.as_mut(), 1));
    assert_eq!(item, Poll::Ready(Err(RecvError)));
    drop(recv);
    bill.item("the receiver is dropped", cost(2, 2, 6), || drop(rx));
    bill.check();
}
