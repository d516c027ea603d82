//! The channels as a message sees them, which may be sent, received, and call back at any time.

use std::cell::RefCell;
use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use wakeful::channel::buffer::{FixedHeapBuf, GrowingHeapBuf};
use wakeful::channel::generic::{
    broadcast, exchange, mpmc, mpsc, oneshot, oneshot_broadcast, priority, queue, rendezvous, spsc,
    watch,
};
use wakeful::channel::{Allocated, Many, One, Shared, Store};
use wakeful::lock::{RawLock, StdLock};

use crate::values_channels::{Ledger, Message};
use crate::watched::Watched;

/// How many messages a channel holds that has a choice.
pub(crate) const CAPACITY: usize = 3;

/// A channel and an end of each side. What cannot be done now is not done: because an end has left, or
/// is unique and in use further up.
pub(crate) trait Pipe: Debug {
    fn name(&self) -> &'static str;
    /// Without waiting; a message that is refused is dropped.
    fn send(&self, message: Message);
    /// Without waiting; a message that is received is dropped.
    fn recv(&self);
    /// Sends in another way, if there is one.
    fn modify(&self, message: Message) {
        self.send(message);
    }
    fn close(&self);
    fn drop_sender(&self);
    fn drop_receiver(&self);
}

/// Where an end is, until it leaves.
struct Place<E>(RefCell<Option<E>>);

impl<E> Place<E> {
    const fn new(end: E) -> Self {
        Self(RefCell::new(Some(end)))
    }

    /// For ends that many may use at a time.
    fn with(&self, f: impl FnOnce(&E)) {
        if let Ok(Some(end)) = self.0.try_borrow().as_deref() {
            f(end);
        }
    }

    /// For ends that one uses at a time.
    fn alone(&self, f: impl FnOnce(&mut E)) {
        if let Ok(Some(end)) = self.0.try_borrow_mut().as_deref_mut() {
            f(end);
        }
    }

    fn take(&self) -> Option<E> {
        self.0.try_borrow_mut().ok()?.take()
    }
}

impl<E: Debug> Debug for Place<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A channel by its ends, with what is done to them.
struct Ends<T, R> {
    name: &'static str,
    tx: Place<T>,
    rx: Place<R>,
    send: fn(&Place<T>, Message),
    recv: fn(&Place<R>),
    modify: fn(&Place<T>, Message),
    close: fn(&Place<T>, &Place<R>),
}

impl<T: Debug, R: Debug> Debug for Ends<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)
    }
}

impl<T: Debug, R: Debug> Pipe for Ends<T, R> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn send(&self, message: Message) {
        (self.send)(&self.tx, message);
    }

    fn recv(&self) {
        (self.recv)(&self.rx);
    }

    fn modify(&self, message: Message) {
        (self.modify)(&self.tx, message);
    }

    fn close(&self) {
        (self.close)(&self.tx, &self.rx);
    }

    fn drop_sender(&self) {
        drop(self.tx.take());
    }

    fn drop_receiver(&self) {
        drop(self.rx.take());
    }
}

type Make = fn() -> Rc<dyn Pipe>;

/// Every channel over a lock.
pub(crate) fn all<L: RawLock + 'static>() -> Vec<Make> {
    vec![
        oneshot::<L>,
        oneshot_broadcast::<L>,
        spsc::<L>,
        || many::<_, L>("mpmc", mpmc::buffered(CAPACITY)),
        || many::<_, L>("mpmc, unbounded", mpmc::unbounded()),
        || many::<_, L>("mpmc, heap", mpmc::with_buffer(FixedHeapBuf::with_capacity(CAPACITY))),
        || {
            many::<_, L>(
                "mpmc, growing",
                mpmc::with_buffer(GrowingHeapBuf::with_capacity(CAPACITY)),
            )
        },
        || many::<_, L>("priority", priority::channel(CAPACITY)),
        || one::<_, L>("mpsc", mpsc::buffered(CAPACITY)),
        || one::<_, L>("mpsc, unbounded", mpsc::unbounded()),
        rendezvous::<L>,
        exchange::<L>,
        || broadcast::<L>("broadcast", broadcast::channel(CAPACITY)),
        || broadcast::<L>("broadcast, backpressure", broadcast::backpressure(CAPACITY)),
        watch::<L>,
    ]
}

/// The channels that need a lock-free one.
pub(crate) fn lock_free() -> Vec<Make> {
    type L = Watched<StdLock>;
    vec![|| many::<_, L>("mpmc, ring", mpmc::ring(CAPACITY)), || {
        one::<_, L>("mpsc, ring", mpsc::ring(CAPACITY))
    }]
}

impl priority::Priority for Message {
    fn priority(&self) -> u64 {
        self.rank()
    }
}

fn oneshot<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    let (tx, rx) = oneshot::channel::<Message, L>();
    let send = |tx: &Place<oneshot::Sender<_>>, message| match tx.take() {
        Some(tx) => drop(tx.send(message)),
        None => drop(message),
    };
    Rc::new(Ends {
        name: "oneshot",
        tx: Place::new(tx),
        rx: Place::new(rx),
        send,
        recv: |rx| rx.alone(|rx| drop(rx.try_recv())),
        modify: send,
        close: |_, rx| rx.alone(oneshot::Receiver::close),
    })
}

fn oneshot_broadcast<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    let (tx, rx) = oneshot_broadcast::channel::<Message, L>();
    let send = |tx: &Place<oneshot_broadcast::Sender<_>>, message| {
        tx.with(|tx| drop(tx.send(message)));
    };
    Rc::new(Ends {
        name: "oneshot_broadcast",
        tx: Place::new(tx),
        rx: Place::new(rx),
        send,
        recv: |rx| rx.with(|rx| drop((rx.try_recv(), poll(&mut Box::pin(rx.recv()))))),
        modify: send,
        close: |tx, _| tx.with(oneshot_broadcast::Sender::close),
    })
}

fn spsc<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    let (tx, rx) = spsc::channel::<Message, L>(CAPACITY);
    Rc::new(Ends {
        name: "spsc",
        tx: Place::new(tx),
        rx: Place::new(rx),
        send: |tx, message| tx.alone(|tx| drop(tx.try_send(message))),
        recv: |rx| rx.alone(|rx| drop(rx.try_recv())),
        // Some of them, as there is room; the others stay with the future.
        modify: |tx, message| {
            let messages = [message.clone(), message.clone(), message.clone(), message];
            tx.alone(|tx| drop(poll(&mut Box::pin(tx.send_many(messages)))));
        },
        close: |_, rx| rx.alone(spsc::Receiver::close),
    })
}

type Way<S, R, L> = Shared<queue::Channel<S, R, L>>;
type ManyEnds<S, L> = (queue::Sender<Way<S, Many, L>>, queue::Receiver<Way<S, Many, L>>);
type OneEnds<S, L> = (queue::Sender<Way<S, One, L>>, queue::Consumer<Way<S, One, L>>);

fn many<S, L>(name: &'static str, (tx, rx): ManyEnds<S, L>) -> Rc<dyn Pipe>
where
    S: Store<Item = Message> + Allocated + 'static,
    L: RawLock + 'static,
{
    Rc::new(Ends {
        name,
        tx: Place::new(tx),
        rx: Place::new(rx),
        send: |tx, message| tx.with(|tx| drop(tx.try_send(message))),
        recv: |rx| rx.with(|rx| drop(rx.try_recv())),
        modify: |tx, message| {
            tx.with(|tx| {
                if let Ok(slot) = tx.try_reserve() {
                    drop(slot.send(message));
                }
            });
        },
        close: |_, rx| {
            rx.with(|rx| {
                rx.close();
            });
        },
    })
}

fn one<S, L>(name: &'static str, (tx, rx): OneEnds<S, L>) -> Rc<dyn Pipe>
where
    S: Store<Item = Message> + Allocated + 'static,
    L: RawLock + 'static,
{
    let send = |tx: &Place<queue::Sender<Way<S, One, L>>>, message| {
        tx.with(|tx| drop(tx.try_send(message)));
    };
    Rc::new(Ends {
        name,
        tx: Place::new(tx),
        rx: Place::new(rx),
        send,
        recv: |rx| rx.alone(|rx| drop(rx.try_recv())),
        modify: send,
        close: |tx, _| {
            tx.with(|tx| {
                tx.close();
            });
        },
    })
}

type Air<L> = Shared<broadcast::SharedChannel<Message, L>>;

fn broadcast<L: RawLock + 'static>(
    name: &'static str,
    (tx, rx): (broadcast::Sender<Air<L>>, broadcast::Receiver<Air<L>>),
) -> Rc<dyn Pipe> {
    let send = |tx: &Place<broadcast::Sender<_>>, message| {
        tx.with(|tx| drop(tx.try_send(message)));
    };
    // The second one leaves the last clone, which is none, to the first.
    let second = rx.clone();
    Rc::new(Ends {
        name,
        tx: Place::new(tx),
        rx: Place::new((rx, second)),
        send,
        recv: |rx| rx.alone(|(rx, second)| drop((rx.try_recv(), second.try_recv()))),
        modify: send,
        close: |tx, _| tx.with(broadcast::Sender::close),
    })
}

fn watch<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    let ledger = Rc::<Ledger>::default();
    let (tx, rx) = watch::channel::<Option<Message>, L>(Some(ledger.message()));
    Rc::new(Ends {
        name: "watch",
        tx: Place::new(tx),
        rx: Place::new(rx),
        send: |tx, message| tx.with(|tx| drop(tx.send(Some(message)))),
        recv: |rx| {
            // Those who look at a value keep it: what calls back may send while it does.
            rx.with(|rx| rx.with(|value| drop(value.clone())));
            rx.alone(|rx| drop(rx.borrow_and_update()));
        },
        modify: |tx, message| {
            tx.with(|tx| {
                drop(tx.send_replace(Some(message)));
                tx.send_modify(|value| *value = value.clone());
            });
        },
        close: |_, _| {},
    })
}

fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
    let mut context = Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

type Comer = Pin<Box<dyn Future<Output = ()>>>;
type Coming = RefCell<Vec<Comer>>;

/// A channel that holds nothing: messages lie in the futures of those who wait.
struct Meeting<T, R> {
    name: &'static str,
    tx: Place<T>,
    rx: Place<R>,
    coming: Coming,
    come: fn(&T, Message) -> Comer,
    recv: fn(&R),
    close: fn(&R),
}

impl<T: Debug, R: Debug> Debug for Meeting<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tx, self.rx)
    }
}

impl<T: Debug, R: Debug> Pipe for Meeting<T, R> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn send(&self, message: Message) {
        self.tx.with(|tx| {
            let mut one = (self.come)(tx, message);
            if poll(&mut one).is_none() {
                self.coming.borrow_mut().push(one);
            }
        });
        if self.coming.borrow().len() > CAPACITY {
            // Woken or not.
            let gone = self.coming.borrow_mut().remove(1);
            drop(gone);
        }
    }

    fn recv(&self) {
        self.rx.with(self.recv);
    }

    fn close(&self) {
        self.rx.with(self.close);
    }

    fn drop_sender(&self) {
        let gone = self.coming.take();
        drop(gone);
        drop(self.tx.take());
    }

    fn drop_receiver(&self) {
        drop(self.rx.take());
    }
}

impl<T, R> Drop for Meeting<T, R> {
    fn drop(&mut self) {
        // One by one: a message that panics does not keep the others.
        while let Some(one) = self.coming.get_mut().pop() {
            drop(one);
        }
    }
}

fn rendezvous<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    type Way<L> = Shared<rendezvous::Channel<Message, L>>;
    let (tx, rx) = rendezvous::channel::<Message, L>();
    Rc::new(Meeting::<rendezvous::Sender<Way<L>>, rendezvous::Receiver<Way<L>>> {
        name: "rendezvous",
        tx: Place::new(tx),
        rx: Place::new(rx),
        coming: Coming::default(),
        come: |tx, message| {
            let tx = tx.clone();
            Box::pin(async move { drop(tx.send(message).await) })
        },
        recv: |rx| {
            let mut waiting = Box::pin(rx.recv());
            drop(poll(&mut waiting));
        },
        close: rendezvous::Receiver::close,
    })
}

/// Everybody is both.
struct Party<L: RawLock>(Rc<exchange::Exchange<Message, L>>);

impl<L: RawLock> Debug for Party<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn exchange<L: RawLock + 'static>() -> Rc<dyn Pipe> {
    let exchange = Rc::new(exchange::Exchange::new());
    let pipe = Meeting::<Party<L>, Party<L>> {
        name: "exchange",
        tx: Place::new(Party(exchange.clone())),
        rx: Place::new(Party(exchange)),
        coming: Coming::default(),
        come: |party, message| {
            let exchange = party.0.clone();
            Box::pin(async move { drop(exchange.exchange(message).await) })
        },
        recv: |party| {
            let ledger = Rc::<Ledger>::default();
            drop(party.0.try_exchange(ledger.message()));
        },
        close: |_| {},
    };
    Rc::new(pipe)
}
