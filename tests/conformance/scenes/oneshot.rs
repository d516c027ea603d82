//! A oneshot whose value has not come.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::Shared;
use wakeful::channel::generic::oneshot::{self, Oneshot, Receiver, Sender};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

type Anchor<F> = Shared<Oneshot<u32, <F as Flavor>::Lock>>;

/// What the one who comes wants, and what lets him go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvUntilDropped,
    Closed,
    ClosedByDrop,
}

/// The ends, each of which is borrowed by whoever waits with it.
struct Unsent<F: Flavor> {
    tx: RefCell<Option<Sender<Anchor<F>>>>,
    rx: RefCell<Option<Receiver<Anchor<F>>>>,
    what: What,
    heard: Cell<usize>,
}

impl<F: Flavor> Unsent<F> {
    fn set(what: What) -> Rc<dyn Scene> {
        let (tx, rx) = oneshot::channel();
        let (tx, rx) = (RefCell::new(Some(tx)), RefCell::new(Some(rx)));
        Rc::new(Self { tx, rx, what, heard: Cell::new(0) })
    }
}

impl<F: Flavor> fmt::Debug for Unsent<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)?;
        if let Ok(Some(rx)) = self.rx.try_borrow_mut().as_deref_mut() {
            write!(f, " {:?}", rx.recv())?;
        }
        if let Ok(Some(tx)) = self.tx.try_borrow_mut().as_deref_mut() {
            write!(f, " {:?}", tx.closed())?;
        }
        Ok(())
    }
}

impl<F: Flavor> Scene for Unsent<F> {
    #[allow(clippy::await_holding_refcell_ref, reason = "one waits at a time")]
    fn wait(&self) -> Waiting<'_> {
        match self.what {
            What::Recv | What::RecvUntilDropped => erase(async {
                let mut rx = self.rx.borrow_mut();
                if rx.as_mut().expect("it stays").recv().await.is_ok() {
                    self.heard.set(self.heard.get() + 1);
                }
            }),
            What::Closed | What::ClosedByDrop => erase(async {
                let mut tx = self.tx.borrow_mut();
                tx.as_mut().expect("it stays").closed().await;
            }),
        }
    }

    fn release(&self) {
        match self.what {
            What::Recv => {
                let tx = self.tx.take();
                assert!(tx.is_none_or(|tx| tx.send(1).is_ok()), "the receiver is there");
            }
            What::RecvUntilDropped => drop(self.tx.take()),
            What::Closed => {
                if let Ok(Some(rx)) = self.rx.try_borrow_mut().as_deref_mut() {
                    rx.close();
                }
            }
            What::ClosedByDrop => {
                let rx = self.rx.take();
                drop(rx);
            }
        }
    }

    fn poke(&self) {
        if let Ok(Some(tx)) = self.tx.try_borrow().as_deref() {
            let _ = (tx.is_closed(), format!("{tx:?}"));
        }
        if let Ok(Some(rx)) = self.rx.try_borrow().as_deref() {
            let _ = (rx.is_closed(), rx.is_empty(), rx.is_terminated());
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        (self.what == What::Recv).then(|| Ebb::Heard(self.heard.get()))
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All)
        .alone("one sends and one receives")
        .strict("whoever waits has borrowed the end")
        .async_fn();
    let subject = |name, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("oneshot, recv", |_| Unsent::<F>::set(What::Recv)),
        subject("oneshot, recv until dropped", |_| Unsent::<F>::set(What::RecvUntilDropped)),
        subject("oneshot, closed", |_| Unsent::<F>::set(What::Closed)),
        subject("oneshot, closed by drop", |_| Unsent::<F>::set(What::ClosedByDrop)),
    ]
}
