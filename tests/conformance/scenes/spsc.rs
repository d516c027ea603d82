//! A ring between two: empty for the one who receives, full for the one who sends.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::generic::spsc::{self, Channel, Receiver, Sender, Slot};
use wakeful::channel::{Shared, Tail};

use crate::flavor::Flavor;
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

type Anchor<F> = Shared<Channel<Tail<Slot<u32>>, <F as Flavor>::Lock>>;

/// What the one who comes wants, and what lets him go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvMany,
    RecvUntilClosed,
    Send,
    SendMany,
    SendUntilClosed,
    SenderClosed,
    ReceiverClosed,
}

impl What {
    const fn sends(self) -> bool {
        matches!(self, Self::Send | Self::SendMany | Self::SendUntilClosed | Self::SenderClosed)
    }
}

/// The ends, each of which is borrowed by whoever uses it: also by a call that wakes.
struct Between<F: Flavor> {
    tx: RefCell<Sender<Anchor<F>>>,
    rx: RefCell<Receiver<Anchor<F>>>,
    what: What,
    released: Cell<usize>,
    full: usize,
}

impl<F: Flavor> Between<F> {
    fn set(capacity: usize, what: What) -> Rc<dyn Scene> {
        let (mut tx, rx) = spsc::channel(capacity);
        let mut full = 0;
        if what.sends() {
            while tx.try_send(0).is_ok() {
                full += 1;
            }
        }
        let (tx, rx) = (RefCell::new(tx), RefCell::new(rx));
        Rc::new(Self { tx, rx, what, released: Cell::new(0), full })
    }
}

impl<F: Flavor> fmt::Debug for Between<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)?;
        if let (Ok(mut tx), Ok(mut rx)) = (self.tx.try_borrow_mut(), self.rx.try_borrow_mut()) {
            write!(f, " {:?} {:?}", tx.send(1), rx.recv())?;
            write!(f, " {:?} {:?}", tx.closed(), rx.closed())?;
        }
        Ok(())
    }
}

impl<F: Flavor> Scene for Between<F> {
    #[allow(clippy::await_holding_refcell_ref, reason = "one waits at a time on each side")]
    fn wait(&self) -> Waiting<'_> {
        match self.what {
            What::Recv | What::RecvUntilClosed => {
                erase(async { self.rx.borrow_mut().recv().await.is_ok() })
            }
            What::RecvMany => erase(async {
                // It has no need to allocate.
                let mut got: Option<u32> = None;
                self.rx.borrow_mut().recv_many(&mut Place(&mut got), 1).await
            }),
            What::Send | What::SendUntilClosed => {
                erase(async { self.tx.borrow_mut().send(1).await.is_ok() })
            }
            What::SendMany => erase(async { self.tx.borrow_mut().send_many([1]).await.is_ok() }),
            What::SenderClosed => erase(async { self.tx.borrow_mut().closed().await }),
            What::ReceiverClosed => erase(async { self.rx.borrow_mut().closed().await }),
        }
    }

    fn release(&self) {
        let sends = self.what.sends();
        let moved = match (self.tx.try_borrow_mut(), self.rx.try_borrow_mut()) {
            (Ok(mut tx), _) if !sends => match self.what {
                What::Recv | What::RecvMany => tx.try_send(2).is_ok(),
                _ => {
                    tx.close();
                    false
                }
            },
            (_, Ok(mut rx)) if sends => match self.what {
                What::Send | What::SendMany => rx.try_recv().is_ok(),
                _ => {
                    rx.close();
                    false
                }
            },
            // The end is in use: by a release further up.
            _ => false,
        };
        self.released.set(self.released.get() + usize::from(moved));
    }

    fn poke(&self) {
        if let Ok(tx) = self.tx.try_borrow() {
            let _ = (tx.len(), tx.free_slots(), tx.is_full(), tx.is_closed(), tx.capacity());
        }
        if let Ok(rx) = self.rx.try_borrow() {
            let _ = (rx.len(), rx.is_empty(), rx.is_closed(), format!("{rx:?}"));
        }
    }

    fn ebb(&self) -> Option<Ebb> {
        let (released, full) = (self.released.get(), self.full);
        match self.what {
            What::Recv | What::RecvMany => {
                Some(Ebb::Taken { released, left: self.tx.borrow().len() })
            }
            What::Send | What::SendMany => {
                Some(Ebb::Put { full, released, left: self.rx.borrow().len() })
            }
            _ => None,
        }
    }
}

/// Room for the last of what is received.
struct Place<'a>(&'a mut Option<u32>);

impl Extend<u32> for Place<'_> {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, values: I) {
        for value in values {
            *self.0 = Some(value);
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let alone = |serves| {
        Facts::new(serves)
            .alone("one sends and one receives")
            .strict("whoever waits has borrowed the end")
            .async_fn()
    };
    let (takers, all) = (alone(Serves::Takers), alone(Serves::All));
    let subject = |name, facts, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("spsc, recv", takers, |_| Between::<F>::set(64, What::Recv)),
        subject("spsc, recv_many", takers, |_| Between::<F>::set(64, What::RecvMany)),
        subject("spsc, recv until closed", all, |_| Between::<F>::set(3, What::RecvUntilClosed)),
        subject("spsc, send", takers, |_| Between::<F>::set(1, What::Send)),
        subject("spsc, send_many", takers, |_| Between::<F>::set(3, What::SendMany)),
        subject("spsc, send until closed", all, |_| Between::<F>::set(3, What::SendUntilClosed)),
        subject("spsc, sender's closed", all, |_| Between::<F>::set(3, What::SenderClosed)),
        subject("spsc, receiver's closed", all, |_| Between::<F>::set(3, What::ReceiverClosed)),
    ]
}
