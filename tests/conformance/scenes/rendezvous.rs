//! A meeting place where nobody is on the other side.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Waker};

use wakeful::channel::Shared;
use wakeful::channel::generic::rendezvous::{self, Channel, Receiver, Sender};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

type Anchor<F> = Shared<Channel<u32, <F as Flavor>::Lock>>;

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// A value, of a sender who waits in turn.
    Recv,
    /// A value, of a sender who does not wait.
    RecvFromHand,
    RecvUntilClosed,
    Send,
    SendUntilClosed,
    Closed,
}

struct Lonely<F: Flavor> {
    tx: Sender<Anchor<F>>,
    rx: Receiver<Anchor<F>>,
    what: What,
    released: Cell<usize>,
    /// Senders who have not come yet, and those who have. Made beforehand: to come allocates nothing.
    away: RefCell<Vec<Waiting<'static>>>,
    here: RefCell<Vec<Waiting<'static>>>,
}

impl<F: Flavor> Lonely<F> {
    fn set(n: usize, what: What) -> Rc<dyn Scene> {
        let (tx, rx) = rendezvous::channel();
        // Wakers call back a few times each.
        let partners = if what == What::Recv { 16 * n + 16 } else { 0 };
        let partner = |_| {
            let tx: Sender<Anchor<F>> = tx.clone();
            erase(async move { tx.send(2).await })
        };
        let away = RefCell::new((0..partners).map(partner).collect());
        let here = RefCell::new(Vec::with_capacity(partners));
        Rc::new(Self { tx, rx, what, released: Cell::new(0), away, here })
    }

    fn send_partner(&self) {
        let Some(mut partner) = self.away.borrow_mut().pop() else { return };
        self.released.set(self.released.get() + 1);
        let polled = partner.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending(), "nobody takes a value before it is polled");
        self.here.borrow_mut().push(partner);
    }
}

impl<F: Flavor> fmt::Debug for Lonely<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let futures = (self.rx.recv(), self.tx.send(1), self.tx.closed());
        write!(f, "{:?} {:?} {futures:?}", self.tx, self.rx)
    }
}

impl<F: Flavor> Scene for Lonely<F> {
    fn wait(&self) -> Waiting<'_> {
        match self.what {
            What::Recv | What::RecvFromHand | What::RecvUntilClosed => erase(self.rx.recv()),
            What::Send | What::SendUntilClosed => erase(self.tx.send(1)),
            What::Closed => erase(self.tx.closed()),
        }
    }

    fn release(&self) {
        let moved = match self.what {
            What::Recv => {
                self.send_partner();
                false
            }
            What::RecvFromHand => self.tx.try_send(2).is_ok(),
            What::Send => self.rx.try_recv().is_ok(),
            What::RecvUntilClosed => {
                self.tx.close();
                false
            }
            What::SendUntilClosed | What::Closed => {
                self.rx.close();
                false
            }
        };
        self.released.set(self.released.get() + usize::from(moved));
    }

    fn poke(&self) {
        let _ = (self.tx.len(), self.tx.is_empty(), self.tx.capacity(), self.rx.is_closed());
        drop((self.tx.clone(), self.rx.clone()));
        if matches!(self.what, What::Send | What::SendUntilClosed) {
            assert!(self.tx.try_send(9).is_err(), "nobody is there who would receive");
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        let (released, left) = (self.released.get(), self.rx.len());
        let recv = matches!(self.what, What::Recv | What::RecvFromHand);
        recv.then_some(Ebb::Taken { released, left })
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let (takers, all) = (Facts::new(Serves::Takers), Facts::new(Serves::All));
    let send = takers
        .unstored("who receives without waiting has what is there, or nothing")
        .effective("its value was taken when it was woken: `Send::cancel` tells");
    let hand = takers.unstored("who sends without waiting finds somebody there, or leaves");
    let subject = |name, facts, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("rendezvous, recv", takers, |n| Lonely::<F>::set(n, What::Recv)),
        subject("rendezvous, recv from hand", hand, |n| Lonely::<F>::set(n, What::RecvFromHand)),
        subject("rendezvous, send", send, |n| Lonely::<F>::set(n, What::Send)),
        subject("rendezvous, recv until closed", all, |n| {
            Lonely::<F>::set(n, What::RecvUntilClosed)
        }),
        subject("rendezvous, send until closed", all, |n| {
            Lonely::<F>::set(n, What::SendUntilClosed)
        }),
        subject("rendezvous, closed", all, |n| Lonely::<F>::set(n, What::Closed)),
    ]
}
