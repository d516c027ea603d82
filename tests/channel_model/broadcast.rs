//! Every receiver sees every message.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::broadcast::{
    self, Receiver, RecvError, Sender, SharedChannel, TryRecvError,
};
use wakeful::channel::{Shared, TrySendError};
use wakeful::lock::RawLock;

use crate::ends::{Census, Item};
use crate::flavors::{self, Family};
use crate::line::{All, Fault, Line};
use crate::play::{Handle, Scene, expect, handle, idle, is_idle, reach};
use crate::waiter::Started;

/// Senders and receivers by their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Send(usize),
    TrySend(usize),
    Subscribe(usize),
    Close(usize),
    Closed(usize),
    CloneSender(usize),
    DropSender(usize),

    Recv(usize),
    TryRecv(usize),
    CloneReceiver(usize),
    Resubscribe(usize),
    DropReceiver(usize),
}

type Anchor<L> = Shared<SharedChannel<Item, L>>;

/// What a future waits for.
enum Wait {
    Sent {
        value: usize,
        /// Its value is with it.
        has_value: bool,
        stands: Stands,
    },
    /// A message for this receiver.
    Received(usize),
    Closed(Stands),
}

/// How one stands who waits while somebody listens.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    /// Not polled, or done.
    Outside,
    InLine,
    /// At some time nobody listened: that cannot be undone.
    Dismissed,
}

pub(crate) enum Outcome {
    Sent(Result<usize, usize>),
    Received(Result<usize, RecvError>),
    Closed,
}

pub(crate) struct Broadcast<L: RawLock + 'static> {
    senders: Vec<Option<Rc<Sender<Anchor<L>>>>>,
    receivers: Vec<Handle<Receiver<Anchor<L>>>>,
    census: Rc<Census>,
    waits: Vec<Wait>,
    capacity: usize,
    /// With backpressure.
    waits_for_room: bool,
    /// Every message there ever was.
    messages: Vec<usize>,
    /// Which message each receiver sees next; `None` if it has gone.
    cursors: Vec<Option<usize>>,
    closed: bool,
    line: Line,
}

impl<L: RawLock> Broadcast<L> {
    /// The oldest message that is kept.
    fn oldest(&self) -> usize {
        let all = self.messages.len();
        let oldest = self.cursors.iter().flatten().min().map_or(all, |oldest| *oldest);
        if self.waits_for_room { oldest } else { oldest.max(all.saturating_sub(self.capacity)) }
    }

    fn kept(&self) -> usize {
        self.messages.len() - self.oldest()
    }

    /// For how many messages there is room.
    fn room(&self) -> usize {
        if self.waits_for_room { self.capacity - self.kept() } else { usize::MAX }
    }

    fn listeners(&self) -> usize {
        self.cursors.iter().flatten().count()
    }

    fn nobody_listens(&self) -> bool {
        self.closed || self.listeners() == 0
    }

    /// There has been a moment when nobody listened: it is over for all who wait.
    fn dismiss(&mut self) {
        for (id, wait) in self.waits.iter_mut().enumerate() {
            if let Wait::Sent { stands, .. } | Wait::Closed(stands) = wait {
                if *stands == Stands::InLine {
                    *stands = Stands::Dismissed;
                }
                self.line.leave(id);
            }
        }
    }

    fn close(&mut self) {
        if !self.closed {
            self.closed = true;
            self.dismiss();
        }
    }

    fn put(&mut self, value: usize, told: usize) -> Result<(), Fault> {
        if self.nobody_listens() || self.room() == 0 {
            return Err(format!("{value} was sent, and there is no room, or nobody listens"));
        }
        self.messages.push(value);
        expect("receivers that will see it", told, self.listeners())
    }

    fn receive(&mut self, at: usize) -> Result<usize, RecvError> {
        let oldest = self.oldest();
        let Some(cursor) = &mut self.cursors[at] else { return Err(RecvError::Closed) };
        if *cursor < oldest {
            let missed = oldest - std::mem::replace(cursor, oldest);
            return Err(RecvError::Lagged(missed as u64));
        }
        let message = self.messages.get(*cursor).ok_or(RecvError::Closed)?;
        *cursor += 1;
        Ok(*message)
    }

    fn is_decided(&self, at: usize) -> bool {
        self.closed || self.cursors[at].is_some_and(|cursor| cursor < self.messages.len())
    }

    fn sender(&self, at: usize) -> Rc<Sender<Anchor<L>>> {
        self.senders[at].clone().expect("it is there")
    }

    fn receiver(&self, at: usize) -> Rc<RefCell<Receiver<Anchor<L>>>> {
        self.receivers[at].clone().expect("it is there")
    }

    fn enter(&mut self, receiver: Receiver<Anchor<L>>, cursor: Option<usize>) {
        self.receivers.push(handle(receiver));
        self.cursors.push(cursor);
    }

    fn sent(&mut self, id: usize, polled: Poll<Result<usize, usize>>) -> Result<(), Fault> {
        let room = self.room();
        let Wait::Sent { value, has_value, stands } = &mut self.waits[id] else {
            return Err(format!("{id} does not send"));
        };
        *has_value = polled.is_pending();
        let was_dismissed = *stands == Stands::Dismissed;
        *stands = if polled.is_pending() { Stands::InLine } else { Stands::Outside };
        let value = *value;
        match polled {
            Poll::Pending => self.line.poll(id, Poll::Pending, room),
            Poll::Ready(Ok(told)) => {
                self.line.poll(id, Poll::Ready(()), room)?;
                self.put(value, told)
            }
            Poll::Ready(Err(back)) => {
                expect("somebody listens", was_dismissed || self.nobody_listens(), true)?;
                expect("came back", back, value)
            }
        }
    }
}

impl<L: RawLock + 'static> Scene for Broadcast<L> {
    type Op = Op;
    type Outcome = Outcome;
    /// Twice the capacity; and one if senders wait for room.
    const VARIANTS: &'static [usize] = &[3, 4, 2, 5, 6];

    fn new(variant: usize, census: &Rc<Census>) -> Self {
        let (capacity, waits_for_room) = (variant / 2, variant % 2 == 1);
        let (sender, receiver) = match waits_for_room {
            true => broadcast::backpressure(capacity),
            false => broadcast::channel(capacity),
        };
        Self {
            senders: vec![Some(Rc::new(sender))],
            receivers: vec![handle(receiver)],
            census: census.clone(),
            waits: Vec::new(),
            capacity,
            waits_for_room,
            messages: Vec::new(),
            cursors: vec![Some(0)],
            closed: false,
            line: Line::barging(),
        }
    }

    fn choices(&self, few: bool) -> Vec<(u32, Op)> {
        let mut ops = Vec::new();
        let there = (0..self.senders.len()).filter(|at| self.senders[*at].is_some());
        for at in there.take(if few { 1 } else { usize::MAX }) {
            ops.extend([(20, Op::Send(at)), (10, Op::TrySend(at)), (5, Op::Subscribe(at))]);
            ops.extend([(1, Op::Close(at)), (3, Op::Closed(at)), (3, Op::CloneSender(at))]);
        }
        ops.extend(idle(&self.senders, few).into_iter().map(|at| (1, Op::DropSender(at))));
        for at in idle(&self.receivers, few) {
            ops.extend([(16, Op::Recv(at)), (10, Op::TryRecv(at)), (5, Op::CloneReceiver(at))]);
            ops.extend([(3, Op::Resubscribe(at)), (4, Op::DropReceiver(at))]);
        }
        if few && self.receivers.len() > 1 {
            // One that lags behind the other.
            ops.extend(idle(&self.receivers, false).last().map(|at| (1, Op::TryRecv(*at))));
        }
        ops
    }

    fn overtake(&self) -> Vec<Op> {
        let receivers = idle(&self.receivers, false).into_iter().map(Op::TryRecv);
        receivers.chain(self.senders.iter().position(Option::is_some).map(Op::TrySend)).collect()
    }

    fn starts(op: Op) -> bool {
        matches!(op, Op::Send(_) | Op::Closed(_) | Op::Recv(_))
    }

    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "as long as it waits, nobody else has the end"
    )]
    fn act(&mut self, op: Op) -> Result<Option<Started<Outcome>>, Fault> {
        match op {
            Op::Send(at) => {
                let item = self.census.item();
                let stands = Stands::Outside;
                self.waits.push(Wait::Sent { value: item.id, has_value: true, stands });
                let sender = self.sender(at);
                return Ok(Some(Box::pin(async move {
                    Outcome::Sent(sender.send(item).await.map_err(|back| back.0.id))
                })));
            }
            Op::Closed(at) => {
                self.waits.push(Wait::Closed(Stands::Outside));
                let sender = self.sender(at);
                return Ok(Some(Box::pin(async move {
                    sender.closed().await;
                    Outcome::Closed
                })));
            }
            Op::Recv(at) => {
                self.waits.push(Wait::Received(at));
                let receiver = self.receiver(at);
                return Ok(Some(Box::pin(async move {
                    let received = receiver.borrow_mut().recv().await;
                    Outcome::Received(received.map(|item| item.id))
                })));
            }
            Op::TrySend(at) => {
                let item = self.census.item();
                let value = item.id;
                match self.sender(at).try_send(item) {
                    Ok(told) => self.put(value, told)?,
                    Err(TrySendError::Closed(back)) => {
                        expect("somebody listens", self.nobody_listens(), true)?;
                        expect("came back", back.id, value)?;
                    }
                    Err(TrySendError::Full(back)) => {
                        let may_refuse = self.line.may_refuse(self.room());
                        expect("full", may_refuse && !self.nobody_listens(), true)?;
                        expect("came back", back.id, value)?;
                    }
                }
            }
            Op::Subscribe(at) => {
                let receiver = self.sender(at).subscribe();
                self.enter(receiver, Some(self.messages.len()));
            }
            Op::Resubscribe(at) => {
                let receiver = self.receiver(at).borrow().resubscribe();
                self.enter(receiver, Some(self.messages.len()));
            }
            Op::CloneReceiver(at) => {
                let receiver = self.receiver(at).borrow().clone();
                self.enter(receiver, self.cursors[at]);
            }
            Op::Close(at) => {
                self.close();
                self.sender(at).close();
            }
            Op::CloneSender(at) => {
                let twin = Sender::clone(&self.sender(at));
                self.senders.push(Some(Rc::new(twin)));
            }
            Op::DropSender(at) => {
                let sender = self.senders[at].take();
                if self.senders.iter().all(Option::is_none) {
                    self.close();
                }
                drop(sender);
            }
            Op::DropReceiver(at) => {
                self.cursors[at] = None;
                if self.listeners() == 0 {
                    self.dismiss();
                }
                self.receivers[at] = None;
            }
            Op::TryRecv(at) => {
                let so = match self.is_decided(at) {
                    true => self.receive(at).map_err(TryRecvError::from),
                    false => Err(TryRecvError::Empty),
                };
                let got = self.receiver(at).borrow_mut().try_recv();
                expect("received", got.map(|item| item.id), so)?;
            }
        }
        Ok(None)
    }

    fn is_ready(&self, id: usize) -> Option<bool> {
        match &self.waits[id] {
            Wait::Received(at) => Some(self.is_decided(*at)),
            Wait::Closed(stands) => Some(*stands == Stands::Dismissed || self.nobody_listens()),
            Wait::Sent { stands, .. } => {
                let is_over = *stands == Stands::Dismissed || self.nobody_listens();
                // Else it is a matter of the line.
                is_over.then_some(true)
            }
        }
    }

    fn polled(&mut self, id: usize, polled: Poll<Outcome>) -> Result<(), Fault> {
        match (&mut self.waits[id], polled) {
            (Wait::Sent { .. }, Poll::Pending) => self.sent(id, Poll::Pending),
            (Wait::Sent { .. }, Poll::Ready(Outcome::Sent(sent))) => {
                self.sent(id, Poll::Ready(sent))
            }
            (Wait::Received(at), Poll::Ready(Outcome::Received(received))) => {
                let at = *at;
                expect("received", received, self.receive(at))
            }
            (Wait::Closed(stands), polled) => {
                *stands = if polled.is_pending() { Stands::InLine } else { Stands::Outside };
                Ok(())
            }
            (_, Poll::Pending) => Ok(()),
            _ => Err(format!("{id} resolves to what it did not wait for")),
        }
    }

    fn dropped(&mut self, id: usize) {
        self.line.leave(id);
        match &mut self.waits[id] {
            Wait::Sent { has_value, stands, .. } => {
                (*has_value, *stands) = (false, Stands::Outside);
            }
            Wait::Closed(stands) => *stands = Stands::Outside,
            Wait::Received(_) => {}
        }
    }

    fn settle(&mut self, woken: &[usize]) -> Result<(), Fault> {
        let room = self.room();
        self.line.settle(woken, room, All::Stay)
    }

    fn looks_right(&self) -> Result<(), Fault> {
        let senders = self.senders.iter().flatten().count();
        for sender in self.senders.iter().flatten() {
            expect("nobody listens", sender.is_closed(), self.nobody_listens())?;
            expect("kept", sender.len(), self.kept())?;
            let counts = (sender.sender_count(), sender.receiver_count(), sender.capacity());
            expect("counts", counts, (senders, self.listeners(), self.capacity))?;
        }
        for at in idle(&self.receivers, false) {
            let receiver = self.receiver(at);
            let receiver = receiver.borrow();
            let cursor = self.cursors[at].unwrap_or_default().max(self.oldest());
            let so = (self.closed, self.messages.len() - cursor);
            expect("closed, unseen", (receiver.is_closed(), receiver.len()), so)?;
        }
        Ok(())
    }

    fn items(&self, value: usize) -> usize {
        let to_be_sent = self.waits.iter().filter(
            |wait| matches!(wait, Wait::Sent { value: its, has_value: true, .. } if *its == value),
        );
        let kept = self.messages[self.oldest()..].iter().filter(|message| **message == value);
        to_be_sent.count() + kept.count()
    }

    fn leave(&mut self) -> Option<Op> {
        if let Some(at) = self.senders.iter().position(is_idle) {
            return Some(Op::DropSender(at));
        }
        self.receivers.iter().position(is_idle).map(Op::DropReceiver)
    }

    fn call_back(&self) -> Box<dyn Fn()> {
        let sender = self.senders[0].as_ref().map(Rc::downgrade).unwrap_or_default();
        let receiver = self.receivers[0].as_ref().map(Rc::downgrade).unwrap_or_default();
        let census = self.census.clone();
        Box::new(move || {
            reach(&receiver, |receiver| drop((receiver.len(), receiver.try_recv())));
            if let Some(sender) = sender.upgrade() {
                drop(sender.try_send(census.item()));
                drop(sender.subscribe());
            }
            reach(&receiver, |receiver| drop((receiver.clone(), receiver.try_recv())));
        })
    }
}

struct InAnyFlavor;

impl Family for InAnyFlavor {
    type Of<L: RawLock + 'static> = Broadcast<L>;
    const DEPTH: usize = 4;
}

#[test]
fn a_broadcast_follows_its_model() {
    flavors::follows_its_model::<InAnyFlavor>();
}

#[test]
fn a_broadcast_loses_nothing_in_any_short_script() {
    flavors::loses_nothing::<InAnyFlavor>();
}
