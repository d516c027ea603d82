//! Every way to end a channel, with values whose destructor panics, or calls into the channel.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use crate::ends::{End, Ledger, Receives, Sends, Subject, hook};
use crate::line::Fault;
use crate::waiter::Waiter;

/// What the destructor of a value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reaction {
    Nothing,
    /// The value of this number panics.
    Panics(usize),
    /// It looks, receives, sends and closes.
    CallsBack,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    CloseSender,
    CloseReceiver,
    TryRecv,
    /// A sender that waits is dropped.
    DropSend,
    DropSender,
    DropReceiver,
}

const WAYS: [Way; 6] = [
    Way::CloseSender,
    Way::CloseReceiver,
    Way::TryRecv,
    Way::DropSend,
    Way::DropSender,
    Way::DropReceiver,
];

/// How a channel stands before it ends.
#[derive(Clone, Copy, Debug)]
struct Start {
    capacity: usize,
    values: usize,
    /// One more value waits for room.
    waiting: bool,
    reaction: Reaction,
}

/// The panic that a destructor was told to make.
struct Planned;

type Handle<E> = Rc<RefCell<E>>;

struct Scene<S: Subject> {
    sender: Option<Handle<S::Sender>>,
    receiver: Option<Handle<S::Receiver>>,
    waiter: Option<Waiter>,
    ledger: Arc<Ledger>,
    made: Rc<Cell<usize>>,
}

/// More values than any script makes.
const VALUES: usize = 64;

impl<S: Subject> Scene<S> {
    fn new(start: Start) -> Result<Self, Fault> {
        let (sender, receiver) = S::channel(start.capacity);
        let (ledger, made) = (Ledger::of(VALUES), Rc::new(Cell::new(0)));
        let sender = Rc::new(RefCell::new(sender));
        for id in 0..start.values {
            let sent = sender.borrow_mut().try_send(ledger.token(id));
            sent.map_err(|_| "there is no room".to_owned())?;
        }
        let mut waiter = None;
        made.set(start.values);
        if start.waiting {
            let mut sending = Waiter::sends(sender.clone(), ledger.token(start.values));
            if sending.poll(true).is_ready() {
                return Err("there is room".into());
            }
            made.set(start.values + 1);
            waiter = Some(sending);
        }
        let receiver = Some(Rc::new(RefCell::new(receiver)));
        Ok(Self { sender: Some(sender), receiver, waiter, ledger, made })
    }

    /// What a destructor does that calls back.
    fn call_back(&self) -> impl Fn(usize) + 'static {
        let sender = self.sender.as_ref().map(Rc::downgrade).unwrap_or_default();
        let receiver = self.receiver.as_ref().map(Rc::downgrade).unwrap_or_default();
        let (ledger, made, calls) = (self.ledger.clone(), self.made.clone(), Cell::new(false));
        move |_| {
            if calls.replace(true) {
                return;
            }
            reach(&receiver, |receiver| drop((receiver.len(), receiver.try_recv())));
            reach(&sender, |sender| {
                if made.get() < VALUES {
                    made.set(made.get() + 1);
                    drop((sender.len(), sender.try_send(ledger.token(made.get() - 1))));
                }
            });
            reach(&receiver, |receiver| drop(receiver.try_recv()));
            reach(&receiver, End::close);
            reach(&sender, End::close);
            calls.set(false);
        }
    }

    fn can(&self, way: Way, so_far: &[Way]) -> bool {
        let is_free = self.sender.is_some() && self.waiter.is_none();
        match way {
            Way::CloseSender => is_free && !so_far.contains(&way),
            Way::CloseReceiver => self.receiver.is_some() && !so_far.contains(&way),
            Way::TryRecv => self.receiver.is_some() && !so_far.contains(&way),
            Way::DropSend => self.waiter.is_some(),
            Way::DropSender => is_free,
            Way::DropReceiver => self.receiver.is_some(),
        }
    }

    fn go(&mut self, way: Way) {
        match way {
            Way::CloseSender => self.sender.as_ref().expect("it can").borrow_mut().close(),
            Way::CloseReceiver => self.receiver.as_ref().expect("it can").borrow_mut().close(),
            Way::TryRecv => {
                let received = self.receiver.as_ref().expect("it can").borrow_mut().try_recv();
                drop(received);
            }
            Way::DropSend => self.waiter.take().expect("it can").cancel(),
            Way::DropSender => self.sender = None,
            Way::DropReceiver => self.receiver = None,
        }
    }
}

fn reach<E>(end: &Weak<RefCell<E>>, call: impl FnOnce(&mut E)) {
    // An end that is being dropped, or that somebody waits on, is out of reach.
    if let Some(end) = end.upgrade() {
        if let Ok(mut end) = end.try_borrow_mut() {
            call(&mut end);
        }
    }
}

/// Goes these ways; returns those that are left.
fn run<S: Subject>(start: Start, ways: &[Way]) -> Result<Vec<Way>, Fault> {
    let mut scene = Scene::<S>::new(start)?;
    let ledger = scene.ledger.clone();
    let reaction: Box<dyn Fn(usize)> = match start.reaction {
        Reaction::Nothing => Box::new(|_| {}),
        Reaction::CallsBack => Box::new(scene.call_back()),
        Reaction::Panics(which) => Box::new(move |id| {
            // If it comes a second time, that is told at the end.
            if id == which && ledger.drops(id) == 1 {
                resume_unwind(Box::new(Planned));
            }
        }),
    };
    let mut next = Vec::new();
    let panics = hook(reaction, || {
        let mut panics = Vec::new();
        for way in ways {
            panics.extend(catch_unwind(AssertUnwindSafe(|| scene.go(*way))).err());
        }
        next.extend(WAYS.into_iter().filter(|way| scene.can(*way, ways)));
        // What is left ends as it likes.
        let Scene { sender, receiver, waiter, .. } = &mut scene;
        panics.extend(catch_unwind(AssertUnwindSafe(|| drop(waiter.take()))).err());
        panics.extend(catch_unwind(AssertUnwindSafe(|| drop(sender.take()))).err());
        panics.extend(catch_unwind(AssertUnwindSafe(|| drop(receiver.take()))).err());
        panics
    });
    let is_planned = |panic: &Box<dyn Any + Send>| panic.is::<Planned>();
    if !panics.iter().all(is_planned) {
        return Err("a panic that nobody planned".into());
    }
    let planned = usize::from(matches!(start.reaction, Reaction::Panics(_)));
    if panics.len() != planned {
        return Err(format!("{} panics, not {planned}", panics.len()));
    }
    match (0..scene.made.get()).find(|id| scene.ledger.drops(*id) != 1) {
        Some(id) => Err(format!("value {id} was dropped {} times", scene.ledger.drops(id))),
        None => Ok(next),
    }
}

fn explore<S: Subject>(start: Start, ways: &mut Vec<Way>) -> Result<usize, Fault> {
    let next = run::<S>(start, ways).map_err(|fault| format!("{start:?}, {ways:?}: {fault}"))?;
    let mut count = 1;
    // Miri is slow.
    let is_long = cfg!(miri) && ways.len() == 1;
    for way in next.into_iter().filter(|_| !is_long) {
        ways.push(way);
        count += explore::<S>(start, ways)?;
        ways.pop();
    }
    Ok(count)
}

/// How many ways there were, or what is wrong.
pub(crate) fn check<S: Subject>() -> Result<usize, Fault> {
    let mut count = 0;
    let few = if cfg!(miri) { 1 } else { 3 };
    for capacity in S::CAPACITIES.iter().copied().take(few) {
        for (values, waiting) in (0..=capacity).map(|n| (n, false)).chain([(capacity, true)]) {
            let total = values + usize::from(waiting);
            let panics = (0..total).map(Reaction::Panics);
            for reaction in panics.chain([Reaction::Nothing, Reaction::CallsBack]) {
                let start = Start { capacity, values, waiting, reaction };
                count += explore::<S>(start, &mut Vec::new())?;
            }
        }
    }
    Ok(count)
}

pub(crate) fn expect_each_dropped_once<S: Subject>() {
    match check::<S>() {
        Ok(count) => println!("{}: {count} ways to end, each value dropped once", S::name()),
        Err(fault) => panic!("{}: {fault}", S::name()),
    }
}
