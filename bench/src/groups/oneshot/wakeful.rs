//! The subject, on the heap and where its user puts it.

use wakeful::channel::oneshot;

use crate::workload::channel::{Item, alive};
use crate::workload::oneshot::Oneshot;

pub(super) struct Wakeful;
pub(super) struct Borrowed;

impl<T: Item> Oneshot<T> for Wakeful {
    type Place = ();
    type Tx<'a> = oneshot::Sender<T>;
    type Rx<'a> = oneshot::Receiver<T>;

    fn place() {}

    fn ends((): &mut ()) -> (Self::Tx<'_>, Self::Rx<'_>) {
        oneshot::channel()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}

impl<T: Item> Oneshot<T> for Borrowed {
    type Place = oneshot::Oneshot<T>;
    type Tx<'a> = oneshot::BorrowedSender<'a, T>;
    type Rx<'a> = oneshot::BorrowedReceiver<'a, T>;

    fn place() -> Self::Place {
        oneshot::Oneshot::new()
    }

    fn ends(place: &mut Self::Place) -> (Self::Tx<'_>, Self::Rx<'_>) {
        place.split()
    }

    fn send(tx: Self::Tx<'_>, item: T) {
        alive(tx.send(item));
    }

    async fn recv(rx: Self::Rx<'_>) -> T {
        alive(rx.await)
    }
}
