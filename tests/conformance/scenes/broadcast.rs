//! A broadcast without news, for those who receive, and one that is full, for those who send.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::Shared;
use wakeful::channel::generic::broadcast::{self, Receiver, RecvError, Sender, SharedChannel};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

type Anchor<F> = Shared<SharedChannel<u32, <F as Flavor>::Lock>>;

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    /// More than the channel keeps comes at once.
    RecvLagging,
    RecvUntilClosed,
    RecvUntilDropped,
    Send,
    SendUntilClosed,
    SendUntilDropped,
    Closed,
}

struct Quiet<F: Flavor> {
    tx: RefCell<Option<Sender<Anchor<F>>>>,
    /// Where those who receive begin.
    rx: RefCell<Option<Receiver<Anchor<F>>>>,
    what: What,
    heard: Cell<usize>,
    released: Cell<usize>,
    full: usize,
}

/// Those who send, from a sender that stays.
struct Full<F: Flavor> {
    tx: Sender<Anchor<F>>,
    quiet: Quiet<F>,
}

const KEEPS: usize = 3;

impl<F: Flavor> Quiet<F> {
    fn new((tx, rx): (Sender<Anchor<F>>, Receiver<Anchor<F>>), what: What, full: usize) -> Self {
        let (tx, rx) = (RefCell::new(Some(tx)), RefCell::new(Some(rx)));
        Self { tx, rx, what, heard: Cell::new(0), released: Cell::new(0), full }
    }

    fn send(&self, n: u32) {
        if self.released.replace(1) == 0 {
            let tx = self.tx.borrow();
            let tx = tx.as_ref().expect("it stays");
            for value in 0..n {
                tx.try_send(value).expect("there is a receiver");
            }
        }
    }

    fn set(what: What) -> Rc<dyn Scene> {
        Rc::new(Self::new(broadcast::channel(KEEPS), what, 0))
    }

    fn set_backpressure(what: What) -> Rc<dyn Scene> {
        Rc::new(Self::new(broadcast::backpressure(KEEPS), what, 0))
    }
}

impl<F: Flavor> Full<F> {
    fn set(what: What) -> Rc<dyn Scene> {
        let (tx, rx) = broadcast::backpressure(KEEPS);
        let mut full = 0;
        while tx.try_send(0).is_ok() {
            full += 1;
        }
        Rc::new(Self { tx: tx.clone(), quiet: Quiet::new((tx, rx), what, full) })
    }
}

impl<F: Flavor> fmt::Debug for Quiet<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)?;
        if let Some(mut rx) = self.rx.borrow().clone() {
            write!(f, " {:?}", rx.recv())?;
        }
        Ok(())
    }
}

impl<F: Flavor> fmt::Debug for Full<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.quiet, self.tx.send(1), self.tx.closed())
    }
}

impl<F: Flavor> Scene for Quiet<F> {
    fn wait(&self) -> Waiting<'_> {
        erase(async {
            let mut rx = self.rx.borrow().clone().expect("it stays");
            let heard = match (self.what, rx.recv().await) {
                (What::Recv, result) => result.is_ok(),
                (What::RecvLagging, result) => matches!(result, Err(RecvError::Lagged(1..))),
                (_, result) => result == Err(RecvError::Closed),
            };
            self.heard.set(self.heard.get() + usize::from(heard));
        })
    }

    fn release(&self) {
        match self.what {
            What::Recv => self.send(1),
            What::RecvLagging => self.send(2 * KEEPS as u32),
            What::RecvUntilClosed | What::SendUntilClosed => {
                self.tx.borrow().as_ref().expect("it stays").close();
            }
            What::RecvUntilDropped => {
                let tx = self.tx.take();
                drop(tx);
            }
            What::Send => {
                let mut rx = self.rx.borrow().clone();
                // The one that is kept stands for all receivers: it goes where the clone went.
                let moved = rx.as_mut().is_some_and(|rx| rx.try_recv().is_ok());
                let old = self.rx.replace(rx);
                self.released.set(self.released.get() + usize::from(moved));
                drop(old);
            }
            What::SendUntilDropped | What::Closed => {
                let rx = self.rx.take();
                drop(rx);
            }
        }
    }

    fn poke(&self) {
        if let Some(tx) = self.tx.borrow().clone() {
            let _ = (tx.len(), tx.is_closed(), tx.receiver_count(), tx.sender_count());
        }
        if let Some(rx) = self.rx.borrow().clone() {
            let _ = (rx.len(), rx.is_closed(), rx.resubscribe(), rx.sender_count());
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        match self.what {
            What::Recv | What::RecvLagging => Some(Ebb::Heard(self.heard.get())),
            What::Send => {
                let left = self.rx.borrow().as_ref().expect("it stays").len();
                Some(Ebb::Put { full: self.full, released: self.released.get(), left })
            }
            _ => None,
        }
    }
}

impl<F: Flavor> Scene for Full<F> {
    fn wait(&self) -> Waiting<'_> {
        match self.quiet.what {
            What::Closed => erase(self.tx.closed()),
            _ => erase(self.tx.send(1)),
        }
    }

    fn release(&self) {
        self.quiet.release();
    }

    fn poke(&self) {
        self.quiet.poke();
    }

    fn ebb(&self) -> Option<Ebb> {
        self.quiet.ebb()
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let (takers, all) = (Facts::new(Serves::Takers), Facts::new(Serves::All));
    let recv = all.async_fn();
    let subject = |name, facts, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("broadcast, recv", recv, |_| Quiet::<F>::set(What::Recv)),
        subject("broadcast, recv lagging", recv, |_| Quiet::<F>::set(What::RecvLagging)),
        subject("broadcast, recv until closed", recv, |_| Quiet::<F>::set(What::RecvUntilClosed)),
        subject("broadcast, recv until dropped", recv, |_| Quiet::<F>::set(What::RecvUntilDropped)),
        subject("broadcast, backpressure, recv", recv, |_| {
            Quiet::<F>::set_backpressure(What::Recv)
        }),
        subject("broadcast, backpressure, send", takers, |_| Full::<F>::set(What::Send)),
        subject("broadcast, send until closed", all, |_| Full::<F>::set(What::SendUntilClosed)),
        subject("broadcast, send until dropped", all, |_| Full::<F>::set(What::SendUntilDropped)),
        subject("broadcast, closed", all, |_| Full::<F>::set(What::Closed)),
    ]
}
