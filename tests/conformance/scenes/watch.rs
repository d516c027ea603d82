//! A watched value that has not changed.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::Shared;
use wakeful::channel::generic::watch::{self, Channel, Receiver, Sender, StateId};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase, heard};

type Anchor<F> = Shared<Channel<u32, <F as Flavor>::Lock>>;

/// What those who come wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Changed,
    Recv,
    Receive,
    WaitFor,
}

/// For those who receive.
struct Unchanged<F: Flavor> {
    tx: RefCell<Option<Sender<Anchor<F>>>>,
    rx: Receiver<Anchor<F>>,
    first: StateId,
    what: What,
    until_closed: bool,
    heard: Cell<usize>,
}

impl<F: Flavor> Unchanged<F> {
    fn set(what: What, until_closed: bool) -> Rc<dyn Scene> {
        let (tx, rx) = watch::channel(0);
        let first = rx.id();
        let (tx, heard) = (RefCell::new(Some(tx)), Cell::new(0));
        Rc::new(Self { tx, rx, first, what, until_closed, heard })
    }
}

impl<F: Flavor> fmt::Debug for Unchanged<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rx = self.rx.clone();
        write!(f, "{:?} {:?} {:?}", self.tx, self.rx, self.rx.receive(self.first))?;
        write!(f, " {:?}", rx.changed())?;
        write!(f, " {:?}", rx.recv())?;
        write!(f, " {:?}", rx.cached())
    }
}

impl<F: Flavor> Scene for Unchanged<F> {
    fn wait(&self) -> Waiting<'_> {
        match self.what {
            What::Changed => erase(async {
                // It has seen what the first one has: a change that was before it came counts.
                let mut rx = self.rx.clone();
                heard(rx.changed(), &self.heard).await.is_ok()
            }),
            What::Recv => erase(async {
                let mut rx = self.rx.clone();
                heard(rx.recv(), &self.heard).await.is_ok()
            }),
            What::WaitFor => erase(async {
                let mut rx = self.rx.clone();
                let recv = rx.wait_for(|value| *value > 0);
                heard(recv, &self.heard).await.is_ok()
            }),
            What::Receive => erase(heard(self.rx.receive(self.first), &self.heard)),
        }
    }

    fn release(&self) {
        if self.until_closed {
            let tx = self.tx.take();
            drop(tx);
        } else if let Some(tx) = self.tx.borrow().clone() {
            tx.send(5).expect("there is a receiver");
        }
    }

    fn poke(&self) {
        let _ = (self.rx.borrow(), self.rx.try_receive(self.first), self.rx.has_changed());
        let _ = (self.rx.clone(), self.rx.is_closed(), self.rx.with(|value| *value));
        if let Some(tx) = self.tx.borrow().clone() {
            let _ = (tx.borrow(), tx.subscribe(), tx.is_closed(), tx.receiver_count());
            assert!(!tx.send_if_modified(|_| false), "nothing was modified");
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        (!self.until_closed).then(|| Ebb::Heard(self.heard.get()))
    }
}

/// For a sender without whom nothing is received.
struct Watched<F: Flavor> {
    tx: Sender<Anchor<F>>,
    rx: RefCell<Option<Receiver<Anchor<F>>>>,
}

impl<F: Flavor> fmt::Debug for Watched<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.tx, self.rx, self.tx.closed())
    }
}

impl<F: Flavor> Scene for Watched<F> {
    fn wait(&self) -> Waiting<'_> {
        erase(self.tx.closed())
    }

    fn release(&self) {
        let rx = self.rx.take();
        drop(rx);
    }

    fn poke(&self) {
        let _ = (self.tx.borrow(), self.tx.is_closed(), self.tx.id(), self.tx.clone());
        let _ = self.tx.send(3);
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All);
    let owning = facts.async_fn();
    let subject = |name, facts, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("watch, changed", owning, |_| Unchanged::<F>::set(What::Changed, false)),
        subject("watch, recv", owning, |_| Unchanged::<F>::set(What::Recv, false)),
        subject("watch, wait_for", owning, |_| Unchanged::<F>::set(What::WaitFor, false)),
        subject("watch, receive", facts, |_| Unchanged::<F>::set(What::Receive, false)),
        subject("watch, changed until closed", owning, |_| {
            Unchanged::<F>::set(What::Changed, true)
        }),
        subject("watch, receive until closed", facts, |_| Unchanged::<F>::set(What::Receive, true)),
        subject("watch, closed", facts, |_| {
            let (tx, rx) = watch::channel(0);
            Rc::new(Watched::<F> { tx, rx: RefCell::new(Some(rx)) })
        }),
    ]
}
