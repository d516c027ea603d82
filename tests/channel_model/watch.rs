//! The latest value.

use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::watch::{self, Cached, Channel, Receiver, Sender, StateId};
use wakeful::channel::{RecvError, Shared};
use wakeful::lock::RawLock;

use crate::ends::{Census, Item};
use crate::flavors::{self, Family};
use crate::line::Fault;
use crate::play::{Handle, Scene, expect, handle, idle, is_idle, reach, take};
use crate::waiter::Started;

/// Senders, receivers and receivers with a copy, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Send(usize),
    Replace(usize),
    Modify(usize),
    /// Changes the copy; `false` if it is not to be sent.
    IfModified(usize, bool),
    Subscribe(usize),
    CloneSender(usize),
    DropSender(usize),
    Closed(usize),

    Changed(usize),
    Recv(usize),
    /// Newer than what is this much older than the latest, or any.
    Receive(usize, Option<usize>),
    /// A value with an even number.
    WaitFor(usize),
    TryReceive(usize, Option<usize>),
    Update(usize),
    MarkChanged(usize),
    MarkUnchanged(usize),
    CloneReceiver(usize),
    DropReceiver(usize),

    IntoCached(usize),
    Get(usize),
    CachedChanged(usize),
    IntoReceiver(usize),
}

type Anchor<L> = Shared<Channel<Item, L>>;

/// What a future waits for, and with which end.
#[derive(Clone, Copy)]
enum Wait {
    /// Whether it was woken: then it stays true for it that there was nobody.
    Closed(bool),
    Changed(usize),
    Recv(usize),
    /// Newer than this version.
    Receive(usize),
    /// Whether it has looked at what there was.
    Liked(usize, bool),
    CachedChanged(usize),
}

pub(crate) enum Outcome {
    Closed,
    Changed(Result<(), RecvError>),
    Received(Result<usize, RecvError>),
    WithId(Result<(StateId, usize), RecvError>),
}

/// A receiver with a copy, as the model sees it.
#[derive(Clone, Copy, Debug, Default)]
struct Copied {
    version: usize,
    value: usize,
}

pub(crate) struct Watch<L: RawLock + 'static> {
    senders: Vec<Option<Rc<Sender<Anchor<L>>>>>,
    receivers: Vec<Handle<Receiver<Anchor<L>>>>,
    copies: Vec<Handle<Cached<Anchor<L>>>>,
    census: Rc<Census>,
    waits: Vec<Wait>,
    /// The id of each version; the first is for none.
    ids: Vec<StateId>,
    /// The value of the latest version.
    latest: usize,
    /// The version that each receiver has seen.
    seen: Vec<usize>,
    /// Likewise, of those with a copy.
    copied_seen: Vec<usize>,
    copied: Vec<Copied>,
}

fn is_liked(value: usize) -> bool {
    value % 2 == 0
}

impl<L: RawLock> Watch<L> {
    fn version(&self) -> usize {
        self.ids.len() - 1
    }

    fn is_closed(&self) -> bool {
        self.senders.iter().all(Option::is_none)
    }

    fn receivers(&self) -> usize {
        self.receivers.iter().flatten().count() + self.copies.iter().flatten().count()
    }

    fn is_over_for(&self, seen: usize) -> bool {
        self.version() > seen || self.is_closed()
    }

    /// A value was sent.
    fn advance(&mut self, sender: usize, value: usize) -> Result<(), Fault> {
        let id = self.sender(sender).id();
        if id <= self.ids[self.version()] {
            return Err(format!("{id:?} is not newer than {:?}", self.ids));
        }
        self.ids.push(id);
        self.latest = value;
        Ok(())
    }

    fn sender(&self, at: usize) -> Rc<Sender<Anchor<L>>> {
        self.senders[at].clone().expect("it is there")
    }

    fn receiver(&self, at: usize) -> Rc<std::cell::RefCell<Receiver<Anchor<L>>>> {
        self.receivers[at].clone().expect("it is there")
    }

    /// What `changed` is to say, and makes of a receiver that has seen this.
    fn change(version: usize, seen: &mut usize) -> Result<(), RecvError> {
        if version > *seen {
            *seen = version;
            return Ok(());
        }
        Err(RecvError)
    }

    fn back(&self, by: Option<usize>) -> usize {
        by.map_or(0, |by| self.version().saturating_sub(by))
    }
}

impl<L: RawLock + 'static> Scene for Watch<L> {
    type Op = Op;
    type Outcome = Outcome;

    fn new(_: usize, census: &Rc<Census>) -> Self {
        let (sender, receiver) = watch::channel(census.item());
        let ids = vec![StateId::OLDEST, sender.id()];
        Self {
            senders: vec![Some(Rc::new(sender))],
            receivers: vec![handle(receiver)],
            copies: Vec::new(),
            census: census.clone(),
            waits: Vec::new(),
            ids,
            latest: 0,
            seen: vec![1],
            copied_seen: Vec::new(),
            copied: Vec::new(),
        }
    }

    fn choices(&self, few: bool) -> Vec<(u32, Op)> {
        let mut ops = Vec::new();
        let there = (0..self.senders.len()).filter(|at| self.senders[*at].is_some());
        for at in there.take(if few { 1 } else { usize::MAX }) {
            ops.extend([(24, Op::Send(at)), (6, Op::Replace(at)), (6, Op::Modify(at))]);
            ops.extend([(6, Op::IfModified(at, true)), (6, Op::IfModified(at, false))]);
            ops.extend([(6, Op::Subscribe(at)), (6, Op::CloneSender(at)), (6, Op::Closed(at))]);
        }
        ops.extend(idle(&self.senders, few).into_iter().map(|at| (3, Op::DropSender(at))));
        for at in idle(&self.receivers, few) {
            ops.extend([(12, Op::Changed(at)), (12, Op::Recv(at)), (12, Op::WaitFor(at))]);
            for by in [None, Some(0), Some(1)] {
                ops.extend([(6, Op::Receive(at, by)), (3, Op::TryReceive(at, by))]);
            }
            ops.extend([(6, Op::Update(at)), (3, Op::MarkChanged(at))]);
            ops.extend([(3, Op::MarkUnchanged(at)), (6, Op::CloneReceiver(at))]);
            ops.extend([(3, Op::DropReceiver(at)), (3, Op::IntoCached(at))]);
        }
        for at in idle(&self.copies, few) {
            ops.extend([(9, Op::Get(at)), (9, Op::CachedChanged(at)), (6, Op::IntoReceiver(at))]);
        }
        ops
    }

    fn starts(op: Op) -> bool {
        use Op::*;
        matches!(op, Closed(_) | Changed(_) | Recv(_) | Receive(..) | WaitFor(_) | CachedChanged(_))
    }

    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "as long as it waits, nobody else has the end"
    )]
    fn act(&mut self, op: Op) -> Result<Option<Started<Outcome>>, Fault> {
        let future: Started<Outcome> = match op {
            Op::Closed(at) => {
                self.waits.push(Wait::Closed(false));
                let sender = self.sender(at);
                Box::pin(async move {
                    sender.closed().await;
                    Outcome::Closed
                })
            }
            Op::Changed(at) => {
                self.waits.push(Wait::Changed(at));
                let receiver = self.receiver(at);
                Box::pin(async move { Outcome::Changed(receiver.borrow_mut().changed().await) })
            }
            Op::Recv(at) => {
                self.waits.push(Wait::Recv(at));
                let receiver = self.receiver(at);
                Box::pin(async move {
                    let received = receiver.borrow_mut().recv().await;
                    Outcome::Received(received.map(|item| item.id))
                })
            }
            Op::Receive(at, by) => {
                let version = self.back(by);
                self.waits.push(Wait::Receive(version));
                let (receiver, newer_than) = (self.receiver(at), self.ids[version]);
                Box::pin(async move {
                    let received = receiver.borrow().receive(newer_than).await;
                    Outcome::WithId(received.map(|(id, item)| (id, item.id)))
                })
            }
            Op::WaitFor(at) => {
                self.waits.push(Wait::Liked(at, false));
                let receiver = self.receiver(at);
                Box::pin(async move {
                    let mut receiver = receiver.borrow_mut();
                    let received = receiver.wait_for(|item| is_liked(item.id)).await;
                    Outcome::WithId(received.map(|item| (item.id(), Item::clone(&item).id)))
                })
            }
            Op::CachedChanged(at) => {
                self.waits.push(Wait::CachedChanged(at));
                let cached = self.copies[at].clone().expect("it is there");
                Box::pin(async move { Outcome::Changed(cached.borrow_mut().changed().await) })
            }
            _ => return self.act_at_once(op).map(|()| None),
        };
        Ok(Some(future))
    }

    fn is_ready(&self, id: usize) -> Option<bool> {
        Some(match self.waits[id] {
            Wait::Closed(woken) => woken || self.receivers() == 0,
            Wait::Changed(at) | Wait::Recv(at) => self.is_over_for(self.seen[at]),
            Wait::Receive(version) => self.is_over_for(version),
            Wait::Liked(at, looked) => {
                let looks = !looked || self.version() > self.seen[at];
                looks && is_liked(self.latest) || self.is_closed()
            }
            Wait::CachedChanged(at) => self.is_over_for(self.copied_seen[at]),
        })
    }

    fn is_due(&self, id: usize) -> Option<bool> {
        match self.waits[id] {
            Wait::Liked(at, _) => Some(self.is_over_for(self.seen[at])),
            _ => self.is_ready(id),
        }
    }

    fn polled(&mut self, id: usize, polled: Poll<Outcome>) -> Result<(), Fault> {
        let (version, latest) = (self.version(), self.latest);
        let newest = (self.ids[version], latest);
        match (self.waits[id], polled) {
            (Wait::Liked(at, _), Poll::Pending) => {
                self.seen[at] = version;
                self.waits[id] = Wait::Liked(at, true);
                Ok(())
            }
            (Wait::Liked(at, looked), Poll::Ready(Outcome::WithId(got))) => {
                let looks = !looked || version > self.seen[at];
                self.seen[at] = version;
                let so = if looks && is_liked(latest) { Ok(newest) } else { Err(RecvError) };
                expect("waited for", got, so)
            }
            (Wait::Changed(at), Poll::Ready(Outcome::Changed(got))) => {
                expect("changed", got, Self::change(version, &mut self.seen[at]))
            }
            (Wait::CachedChanged(at), Poll::Ready(Outcome::Changed(got))) => {
                expect("changed", got, Self::change(version, &mut self.copied_seen[at]))
            }
            (Wait::Recv(at), Poll::Ready(Outcome::Received(got))) => {
                let so = Self::change(version, &mut self.seen[at]).map(|()| latest);
                expect("received", got, so)
            }
            (Wait::Receive(seen), Poll::Ready(Outcome::WithId(got))) => {
                let so = if version > seen { Ok(newest) } else { Err(RecvError) };
                expect("received", got, so)
            }
            (_, Poll::Pending) | (Wait::Closed(_), Poll::Ready(Outcome::Closed)) => Ok(()),
            _ => Err(format!("{id} resolves to what it did not wait for")),
        }
    }

    fn dropped(&mut self, _: usize) {}

    fn settle(&mut self, woken: &[usize]) -> Result<(), Fault> {
        for id in woken {
            if let Wait::Closed(was_woken) = &mut self.waits[*id] {
                *was_woken = true;
            }
        }
        Ok(())
    }

    fn looks_right(&self) -> Result<(), Fault> {
        let newest = (self.ids[self.version()], self.latest);
        let (senders, receivers) = (self.senders.iter().flatten().count(), self.receivers());
        for sender in self.senders.iter().flatten() {
            expect("latest", (sender.id(), sender.with(|item| item.id)), newest)?;
            let counts = (sender.sender_count(), sender.receiver_count());
            expect("senders, receivers", counts, (senders, receivers))?;
            expect("no receiver is left", sender.is_closed(), receivers == 0)?;
        }
        for at in idle(&self.receivers, false) {
            let receiver = self.receiver(at);
            let receiver = receiver.borrow();
            expect("latest", receiver.with(|item| item.id), newest.1)?;
            expect("seen", receiver.id(), self.ids[self.seen[at]])?;
            expect("no sender is left", receiver.is_closed(), self.is_closed())?;
            let so = match self.version() > self.seen[at] {
                false if self.is_closed() => Err(RecvError),
                is_newer => Ok(is_newer),
            };
            expect("has changed", receiver.has_changed(), so)?;
        }
        for at in idle(&self.copies, false) {
            let cached = self.copies[at].clone().expect("it is there");
            let cached = cached.borrow();
            let Copied { version, value } = self.copied[at];
            expect("the copy", (cached.id(), cached.cached().id), (self.ids[version], value))?;
        }
        Ok(())
    }

    fn items(&self, value: usize) -> usize {
        let is_there = self.receivers() > 0 || !self.is_closed();
        let copies = (0..self.copies.len()).filter(|at| self.copies[*at].is_some());
        let copies = copies.filter(|at| self.copied[*at].value == value).count();
        copies + usize::from(is_there && self.latest == value)
    }

    fn leave(&mut self) -> Option<Op> {
        if let Some(at) = self.copies.iter().position(is_idle) {
            return Some(Op::IntoReceiver(at));
        }
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
            if let Some(sender) = sender.upgrade() {
                drop(sender.send(census.item()));
                drop(sender.borrow());
                drop(sender.subscribe());
            }
            reach(&receiver, |receiver| drop((receiver.borrow_and_update(), receiver.clone())));
        })
    }
}

impl<L: RawLock> Watch<L> {
    fn act_at_once(&mut self, op: Op) -> Result<(), Fault> {
        match op {
            Op::Send(at) => {
                let item = self.census.item();
                let value = item.id;
                let so = if self.receivers() == 0 { Err(value) } else { Ok(()) };
                let sent = self.sender(at).send(item).map_err(|back| back.0.id);
                expect("sent", sent, so)?;
                if so.is_ok() {
                    self.advance(at, value)?;
                }
            }
            Op::Replace(at) => {
                let item = self.census.item();
                let value = item.id;
                let old = self.sender(at).send_replace(item).id;
                expect("replaced", old, self.latest)?;
                self.advance(at, value)?;
            }
            Op::Modify(at) => {
                let (census, mut seen) = (self.census.clone(), Vec::new());
                self.sender(at).send_modify(|item| {
                    seen.push(item.id);
                    *item = census.item();
                });
                expect("modified", seen, vec![self.latest])?;
                self.advance(at, census.values() - 1)?;
            }
            Op::IfModified(at, is_so) => {
                let (census, mut seen) = (self.census.clone(), Vec::new());
                let sent = self.sender(at).send_if_modified(|item| {
                    seen.push(item.id);
                    *item = census.item();
                    is_so
                });
                expect("modified", (seen, sent), (vec![self.latest], is_so))?;
                if is_so {
                    self.advance(at, census.values() - 1)?;
                }
            }
            Op::Subscribe(at) => {
                self.receivers.push(handle(self.sender(at).subscribe()));
                self.seen.push(self.version());
            }
            Op::CloneSender(at) => {
                let twin = Sender::clone(&self.sender(at));
                self.senders.push(Some(Rc::new(twin)));
            }
            Op::DropSender(at) => self.senders[at] = None,
            Op::TryReceive(at, by) => {
                let version = self.back(by);
                let newest = (self.ids[self.version()], self.latest);
                let so = (self.version() > version).then_some(newest);
                let got = self.receiver(at).borrow().try_receive(self.ids[version]);
                expect("received", got.map(|(id, item)| (id, item.id)), so)?;
            }
            Op::Update(at) => {
                self.seen[at] = self.version();
                let latest = self.receiver(at).borrow_mut().borrow_and_update();
                let so = (self.ids[self.version()], self.latest);
                let id = latest.id();
                expect("latest", (id, latest.into_inner().id), so)?;
            }
            Op::MarkChanged(at) => {
                self.seen[at] = self.version() - 1;
                self.receiver(at).borrow_mut().mark_changed();
            }
            Op::MarkUnchanged(at) => {
                self.seen[at] = self.version();
                self.receiver(at).borrow_mut().mark_unchanged();
            }
            Op::CloneReceiver(at) => {
                let twin = self.receiver(at).borrow().clone();
                self.receivers.push(handle(twin));
                self.seen.push(self.seen[at]);
            }
            Op::DropReceiver(at) => self.receivers[at] = None,
            Op::IntoCached(at) => {
                let receiver = take(&mut self.receivers[at]).expect("it is idle");
                self.copies.push(handle(receiver.cached()));
                self.copied.push(Copied { version: self.version(), value: self.latest });
                self.copied_seen.push(self.version());
            }
            Op::Get(at) => {
                let cached = self.copies[at].clone().expect("it is there");
                let so = Copied { version: self.version(), value: self.latest };
                if self.copied[at].version < so.version {
                    self.copied_seen[at] = so.version;
                }
                self.copied[at] = so;
                expect("the latest", cached.borrow_mut().get().id, self.latest)?;
            }
            Op::IntoReceiver(at) => {
                let cached = take(&mut self.copies[at]).expect("it is idle");
                self.receivers.push(handle(cached.into_receiver()));
                self.seen.push(self.copied_seen[at]);
            }
            _ => unreachable!("{op:?} makes a future"),
        }
        Ok(())
    }
}

struct InAnyFlavor;

impl Family for InAnyFlavor {
    type Of<L: RawLock + 'static> = Watch<L>;
    const DEPTH: usize = 4;
}

#[test]
fn a_watch_follows_its_model() {
    flavors::follows_its_model::<InAnyFlavor>();
}

#[test]
fn a_watch_loses_nothing_in_any_short_script() {
    flavors::loses_nothing::<InAnyFlavor>();
}
