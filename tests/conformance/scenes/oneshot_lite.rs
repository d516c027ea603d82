//! A oneshot of one byte that has not come.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::Shared;
use wakeful::channel::generic::oneshot::lite::{self, Oneshot, Receiver, Sender};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

type Anchor<F> = Shared<Oneshot<bool, <F as Flavor>::Lock>>;

/// The ends; who waits has borrowed the receiver.
struct Unsent<F: Flavor> {
    tx: Cell<Option<Sender<Anchor<F>>>>,
    rx: RefCell<Receiver<Anchor<F>>>,
    until_dropped: bool,
    heard: Cell<usize>,
}

impl<F: Flavor> Unsent<F> {
    fn set(until_dropped: bool) -> Rc<dyn Scene> {
        let (tx, rx) = lite::channel();
        let (tx, rx) = (Cell::new(Some(tx)), RefCell::new(rx));
        Rc::new(Self { tx, rx, until_dropped, heard: Cell::new(0) })
    }
}

impl<F: Flavor> fmt::Debug for Unsent<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tx = self.tx.take();
        let written = write!(f, "{tx:?} {:?}", self.rx);
        self.tx.set(tx);
        if let Ok(mut rx) = self.rx.try_borrow_mut() {
            write!(f, " {:?}", rx.recv())?;
        }
        written
    }
}

impl<F: Flavor> Scene for Unsent<F> {
    #[allow(clippy::await_holding_refcell_ref, reason = "one waits at a time")]
    fn wait(&self) -> Waiting<'_> {
        erase(async {
            if self.rx.borrow_mut().recv().await.is_ok() {
                self.heard.set(self.heard.get() + 1);
            }
        })
    }

    fn release(&self) {
        match self.tx.take() {
            Some(tx) if !self.until_dropped => tx.send(true).expect("the receiver is there"),
            gone => drop(gone),
        }
    }

    fn poke(&self) {
        if let Some(tx) = self.tx.take() {
            let _ = tx.is_closed();
            self.tx.set(Some(tx));
        }
        if let Ok(rx) = self.rx.try_borrow() {
            let _ = (rx.is_closed(), rx.is_empty(), rx.is_terminated());
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        (!self.until_dropped).then(|| Ebb::Heard(self.heard.get()))
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All)
        .alone("one sends and one receives")
        .strict("whoever waits has borrowed the end")
        .async_fn();
    let subject = |name, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("oneshot::lite, recv", |_| Unsent::<F>::set(false)),
        subject("oneshot::lite, recv until dropped", |_| Unsent::<F>::set(true)),
    ]
}
