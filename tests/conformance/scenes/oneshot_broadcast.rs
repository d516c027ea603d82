//! One value for everybody, which has not come.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::Shared;
use wakeful::channel::generic::oneshot_broadcast::{self, Channel, Receiver, Sender};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase, heard};

type Anchor<F> = Shared<Channel<u32, <F as Flavor>::Lock>>;

/// How the waiting ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sends,
    Closes,
    Leaves,
}

struct Undecided<F: Flavor> {
    tx: RefCell<Option<Sender<Anchor<F>>>>,
    rx: Receiver<Anchor<F>>,
    end: End,
    heard: Cell<usize>,
}

impl<F: Flavor> Undecided<F> {
    fn set(end: End) -> Rc<dyn Scene> {
        let (tx, rx) = oneshot_broadcast::channel();
        Rc::new(Self { tx: RefCell::new(Some(tx)), rx, end, heard: Cell::new(0) })
    }
}

impl<F: Flavor> fmt::Debug for Undecided<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", self.tx, self.rx, self.rx.recv())
    }
}

impl<F: Flavor> Scene for Undecided<F> {
    fn wait(&self) -> Waiting<'_> {
        match self.end {
            End::Sends => erase(heard(self.rx.recv(), &self.heard)),
            End::Closes | End::Leaves => erase(self.rx.recv()),
        }
    }

    fn release(&self) {
        match (self.end, self.tx.borrow().as_ref()) {
            (_, None) => {}
            // Refused when there is a value.
            (End::Sends, Some(tx)) => drop(tx.send(7)),
            (End::Closes, Some(tx)) => tx.close(),
            (End::Leaves, Some(_)) => {}
        }
        if self.end == End::Leaves {
            drop(self.tx.take());
        }
    }

    fn poke(&self) {
        let _ = (self.rx.try_recv(), self.rx.get(), self.rx.is_closed(), self.rx.clone());
        if let Some(tx) = self.tx.borrow().as_ref() {
            let _ = (tx.is_closed(), tx.get(), tx.receiver_count());
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        (self.end == End::Sends).then(|| Ebb::Heard(self.heard.get()))
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All);
    let subject = |name, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("oneshot_broadcast, recv", |_| Undecided::<F>::set(End::Sends)),
        subject("oneshot_broadcast, close", |_| Undecided::<F>::set(End::Closes)),
        subject("oneshot_broadcast, drop", |_| Undecided::<F>::set(End::Leaves)),
    ]
}
