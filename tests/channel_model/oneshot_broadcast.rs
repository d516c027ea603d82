//! One value, once, for every receiver.

use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::oneshot_broadcast::{self, Channel, Receiver, Sender};
use wakeful::channel::{RecvError, Shared, TryRecvError};
use wakeful::lock::RawLock;

use crate::ends::{Census, Item};
use crate::flavors::{self, Family};
use crate::line::Fault;
use crate::play::{Scene, expect, idle, is_idle};
use crate::waiter::Started;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Send,
    Close,
    DropSender,
    Recv(usize),
    TryRecv(usize),
    CloneReceiver(usize),
    DropReceiver(usize),
}

type Anchor<L> = Shared<Channel<Item, L>>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Empty,
    Full(usize),
    Closed,
}

pub(crate) struct ForAll<L: RawLock + 'static> {
    sender: Option<Rc<Sender<Anchor<L>>>>,
    receivers: Vec<Option<Rc<Receiver<Anchor<L>>>>>,
    census: Rc<Census>,
    state: State,
}

impl<L: RawLock> ForAll<L> {
    fn close(&mut self) {
        if self.state == State::Empty {
            self.state = State::Closed;
        }
    }

    fn receiver_count(&self) -> usize {
        self.receivers.iter().flatten().count()
    }

    fn value(&self) -> Option<usize> {
        if let State::Full(value) = self.state { Some(value) } else { None }
    }
}

impl<L: RawLock + 'static> Scene for ForAll<L> {
    type Op = Op;
    type Outcome = Result<usize, RecvError>;

    fn new(_: usize, census: &Rc<Census>) -> Self {
        let (sender, receiver) = oneshot_broadcast::channel();
        Self {
            sender: Some(Rc::new(sender)),
            receivers: vec![Some(Rc::new(receiver))],
            census: census.clone(),
            state: State::Empty,
        }
    }

    fn choices(&self, few: bool) -> Vec<(u32, Op)> {
        let mut ops = Vec::new();
        if self.sender.is_some() {
            ops.extend([(2, Op::Send), (1, Op::Close), (1, Op::DropSender)]);
        }
        // Many may wait on one receiver.
        let there = (0..self.receivers.len()).filter(|at| self.receivers[*at].is_some());
        for at in there.take(if few { 1 } else { usize::MAX }) {
            ops.extend([(6, Op::Recv(at)), (2, Op::TryRecv(at)), (2, Op::CloneReceiver(at))]);
        }
        ops.extend(idle(&self.receivers, few).into_iter().map(|at| (1, Op::DropReceiver(at))));
        ops
    }

    fn starts(op: Op) -> bool {
        matches!(op, Op::Recv(_))
    }

    fn act(&mut self, op: Op) -> Result<Option<Started<Self::Outcome>>, Fault> {
        let receiver = |at: usize| self.receivers[at].clone().expect("it is there");
        match op {
            Op::Send => {
                let item = self.census.item();
                let id = item.id;
                let so = if self.state == State::Empty { Ok(()) } else { Err(id) };
                if so.is_ok() {
                    self.state = State::Full(id);
                }
                let sent = self.sender.as_ref().expect("it is there").send(item);
                expect("sent", sent.map_err(|back| back.id), so)?;
            }
            Op::Close => {
                self.close();
                self.sender.as_ref().expect("it is there").close();
            }
            Op::DropSender => {
                self.close();
                self.sender = None;
            }
            Op::Recv(at) => {
                let receiver = receiver(at);
                return Ok(Some(Box::pin(
                    async move { receiver.recv().await.map(|item| item.id) },
                )));
            }
            Op::TryRecv(at) => {
                let so = match self.state {
                    State::Empty => Err(TryRecvError::Empty),
                    State::Full(value) => Ok(value),
                    State::Closed => Err(TryRecvError::Closed),
                };
                expect("received", receiver(at).try_recv().map(|item| item.id), so)?;
            }
            Op::CloneReceiver(at) => {
                let twin = Receiver::clone(&receiver(at));
                self.receivers.push(Some(Rc::new(twin)));
            }
            Op::DropReceiver(at) => {
                let receiver = self.receivers[at].take();
                if self.receiver_count() == 0 {
                    self.close();
                }
                drop(receiver);
            }
        }
        Ok(None)
    }

    fn is_ready(&self, _: usize) -> Option<bool> {
        Some(self.state != State::Empty)
    }

    fn polled(&mut self, _: usize, polled: Poll<Self::Outcome>) -> Result<(), Fault> {
        match polled {
            Poll::Pending => Ok(()),
            Poll::Ready(received) => expect("received", received, self.value().ok_or(RecvError)),
        }
    }

    fn dropped(&mut self, _: usize) {}

    fn looks_right(&self) -> Result<(), Fault> {
        let so = (self.value(), self.state == State::Closed);
        let id = |item: &Item| item.id;
        if let Some(sender) = &self.sender {
            expect("the sender sees", (sender.get().map(id), sender.is_closed()), so)?;
            expect("receivers", sender.receiver_count(), self.receiver_count())?;
        }
        for receiver in self.receivers.iter().flatten() {
            expect("a receiver sees", (receiver.get().map(id), receiver.is_closed()), so)?;
        }
        Ok(())
    }

    fn items(&self, value: usize) -> usize {
        let is_there = self.sender.is_some() || self.receiver_count() > 0;
        usize::from(is_there && self.value() == Some(value))
    }

    fn leave(&mut self) -> Option<Op> {
        match self.receivers.iter().position(is_idle) {
            Some(at) => Some(Op::DropReceiver(at)),
            None => self.sender.as_ref().map(|_| Op::DropSender),
        }
    }

    fn call_back(&self) -> Box<dyn Fn()> {
        let sender = self.sender.as_ref().map(Rc::downgrade).unwrap_or_default();
        let first = self.receivers[0].as_ref();
        let receiver = first.map(Rc::downgrade).unwrap_or_default();
        let census = self.census.clone();
        Box::new(move || {
            if let Some(receiver) = receiver.upgrade() {
                drop((Receiver::clone(&receiver), receiver.try_recv()));
            }
            if let Some(sender) = sender.upgrade() {
                drop(sender.send(census.item()));
                sender.close();
            }
        })
    }
}

struct InAnyFlavor;

impl Family for InAnyFlavor {
    type Of<L: RawLock + 'static> = ForAll<L>;
    const DEPTH: usize = 5;
}

#[test]
fn a_broadcast_oneshot_follows_its_model() {
    flavors::follows_its_model::<InAnyFlavor>();
}

#[test]
fn a_broadcast_oneshot_loses_nothing_in_any_short_script() {
    flavors::loses_nothing::<InAnyFlavor>();
}
