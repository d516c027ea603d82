//! Channels with a queue: one that is empty, for those who receive, and one that is full, for those who
//! send.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use wakeful::channel::buffer::FixedHeapBuf;
use wakeful::channel::generic::queue::{Channel, Consumer, Receiver, Sender};
use wakeful::channel::generic::{mpmc, priority};
use wakeful::channel::{Allocated, Many, One, Shared, Store};

use crate::flavor::{Ends, Flavor, Keeps};
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};

/// The ends of a channel of many receivers.
struct Shares<S: Store<Item = u32> + Allocated, F: Flavor> {
    tx: Sender<Shared<Channel<S, Many, F::Lock>>>,
    rx: Receiver<Shared<Channel<S, Many, F::Lock>>>,
    what: What,
    released: Cell<usize>,
    full: usize,
}

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvUntilClosed,
    Send,
    SendUntilClosed,
    Reserve,
    Closed,
}

impl<S: Store<Item = u32> + Allocated + 'static, F: Flavor> Shares<S, F> {
    fn set((tx, rx): Ends<S, F::Lock>, what: What) -> Rc<dyn Scene> {
        let mut full = 0;
        if matches!(what, What::Send | What::SendUntilClosed | What::Reserve) {
            while tx.try_send(0).is_ok() {
                full += 1;
            }
        }
        Rc::new(Self { tx, rx, what, released: Cell::new(0), full })
    }
}

impl<S: Store<Item = u32> + Allocated, F: Flavor> fmt::Debug for Shares<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?} {:?}", self.tx, self.rx, self.rx.recv(), self.tx.closed())
    }
}

impl<S: Store<Item = u32> + Allocated, F: Flavor> Scene for Shares<S, F> {
    fn wait(&self) -> Waiting<'_> {
        match self.what {
            What::Recv | What::RecvUntilClosed => erase(self.rx.recv()),
            What::Send | What::SendUntilClosed => erase(self.tx.send(1)),
            What::Reserve => erase(self.tx.reserve()),
            What::Closed => erase(self.tx.closed()),
        }
    }

    fn release(&self) {
        match self.what {
            What::Recv => {
                self.tx.try_send(2).expect("a channel with room");
                self.released.set(self.released.get() + 1);
            }
            What::Send => {
                if self.rx.try_recv().is_ok() {
                    self.released.set(self.released.get() + 1);
                }
            }
            What::Reserve => {
                if self.released.replace(1) == 0 {
                    self.rx.try_recv().expect("a channel that is full");
                }
            }
            What::RecvUntilClosed => {
                self.tx.close();
            }
            What::SendUntilClosed | What::Closed => {
                self.rx.close();
            }
        }
    }

    fn poke(&self) {
        // What it takes it gives back.
        match self.what {
            What::Recv => {
                if let Ok(value) = self.rx.try_recv() {
                    self.tx.try_send(value).expect("its room is free");
                }
            }
            What::Send | What::Reserve => drop(self.tx.try_reserve()),
            What::RecvUntilClosed => drop(self.rx.try_recv()),
            What::SendUntilClosed | What::Closed => {}
        }
        let _ = (self.tx.len(), self.tx.is_full(), self.rx.is_closed(), self.tx.sender_count());
        drop((self.tx.clone(), self.rx.clone()));
    }

    fn ebb(&self) -> Option<Ebb> {
        let (released, left) = (self.released.get(), self.rx.len());
        match self.what {
            What::Recv => Some(Ebb::Taken { released, left }),
            What::Send => Some(Ebb::Put { full: self.full, released, left }),
            _ => None,
        }
    }
}

/// How the ends of a channel of one receiver reach it.
type SoleWay<L> = Shared<Channel<<L as Keeps>::Store, One, L>>;

/// The ends of a channel of one receiver, which is borrowed by whoever waits.
struct Sole<F: Flavor> {
    tx: Sender<SoleWay<F::Lock>>,
    rx: RefCell<Consumer<SoleWay<F::Lock>>>,
    until_closed: bool,
    released: Cell<usize>,
}

impl<F: Flavor> Sole<F> {
    fn set(until_closed: bool) -> Rc<dyn Scene> {
        let (tx, rx) = F::Lock::mpsc(256);
        Rc::new(Self { tx, rx: RefCell::new(rx), until_closed, released: Cell::new(0) })
    }
}

impl<F: Flavor> fmt::Debug for Sole<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)
    }
}

impl<F: Flavor> Scene for Sole<F> {
    #[allow(clippy::await_holding_refcell_ref, reason = "one waits at a time")]
    fn wait(&self) -> Waiting<'_> {
        erase(async { self.rx.borrow_mut().recv().await.is_ok() })
    }

    fn release(&self) {
        if self.until_closed {
            self.tx.close();
        } else {
            self.tx.try_send(2).expect("a channel with room");
            self.released.set(self.released.get() + 1);
        }
    }

    fn poke(&self) {
        let _ = (self.tx.len(), self.tx.is_full(), self.tx.is_closed(), self.tx.clone());
        drop(self.tx.try_reserve());
    }

    fn ebb(&self) -> Option<Ebb> {
        let (released, left) = (self.released.get(), self.tx.len());
        (!self.until_closed).then_some(Ebb::Taken { released, left })
    }
}

fn mpmc<F: Flavor>(capacity: usize, what: What) -> Rc<dyn Scene> {
    Shares::<_, F>::set(F::Lock::mpmc(capacity), what)
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let subject = |name, facts, set| Subject { name, flavor: F::NAME, facts, set };
    let (takers, all) = (Facts::new(Serves::Takers), Facts::new(Serves::All));
    let sole = |facts: Facts| {
        facts.alone("one receives").strict("whoever receives has borrowed the end").async_fn()
    };
    vec![
        subject("mpmc, recv", takers, |_| mpmc::<F>(256, What::Recv)),
        subject("mpmc, send", takers, |_| mpmc::<F>(3, What::Send)),
        subject("mpmc, reserve", Facts::new(Serves::Holders), |_| mpmc::<F>(3, What::Reserve)),
        subject("mpmc, recv until closed", all, |_| mpmc::<F>(3, What::RecvUntilClosed)),
        subject("mpmc, send until closed", all, |_| mpmc::<F>(3, What::SendUntilClosed)),
        subject("mpmc, closed", all, |_| mpmc::<F>(3, What::Closed)),
        subject("mpmc, buffer of the user's, recv", takers, |_| {
            Shares::<_, F>::set(mpmc::with_buffer(FixedHeapBuf::with_capacity(256)), What::Recv)
        }),
        subject("priority, recv", takers, |_| {
            Shares::<_, F>::set(priority::channel(256), What::Recv)
        }),
        subject("priority, send", takers, |_| {
            Shares::<_, F>::set(priority::channel(3), What::Send)
        }),
        subject("mpsc, recv", sole(takers), |_| Sole::<F>::set(false)),
        subject("mpsc, recv until closed", sole(all), |_| Sole::<F>::set(true)),
    ]
}
