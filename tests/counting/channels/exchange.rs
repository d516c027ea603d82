use std::pin::pin;
use std::task::Poll;

use wakeful::channel::generic::exchange::Exchange;
use wakeful::lock::RawLock;

use super::{Bill, Local, Std, cost, poll, ready};

#[test]
fn an_exchange_costs_what_it_says() {
    script::<Std>();
    script::<Local>();
}

fn script<L: RawLock>() {
    let mut bill = Bill::new::<L>("exchange");
    let place = Exchange::<u32, L>::new();
    bill.item("try_exchange finds nobody", cost(0, 1, 1), || place.try_exchange(1)).unwrap_err();
    for n in 0..2 {
        let mut first = pin!(place.exchange(1));
        let item = bill.item("exchange waits", cost(0, 2, 2).clones(1), || poll(first.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("it is polled again", cost(0, 1, 1), || poll(first.as_mut(), 1));
        assert!(item.is_pending());
        let item = bill.item("exchange with who waits", cost(0, 1, 1).wakes(1), || match n {
            0 => ready(place.exchange(2)),
            _ => place.try_exchange(2).unwrap(),
        });
        assert_eq!(item, 1);
        let item = bill.item("it has met", cost(0, 1, 1), || poll(first.as_mut(), 1));
        assert_eq!(item, Poll::Ready(2));
    }
    let mut first = Box::pin(place.exchange(1));
    assert!(poll(first.as_mut(), 1).is_pending());
    bill.item("an exchange that waits is dropped", cost(0, 1, 1), || drop(first));
    bill.check();
}
