//! C1 for messages: a channel drops, clones and ranks them outside of any lock, so they may use the same
//! channel; and if one of them panics, the others are dropped once all the same.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread;

use crate::caught::caught;
use crate::flavor::{self, Flavor, Visitor};
use crate::pipes::{self, Pipe};
use crate::watched;

/// What can happen to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Drop,
    Rank,
}

const EVENTS: [Event; 3] = [Event::Clone, Event::Drop, Event::Rank];

type Hook = Rc<dyn Fn()>;

/// Knows each message that was made.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Whether it was dropped, by number.
    dropped: RefCell<Vec<bool>>,
    twice: Cell<usize>,
    hook: RefCell<Option<(Event, Hook)>>,
    calling: Cell<bool>,
    /// Counted down by the event that is to panic.
    fuse: Cell<Option<(Event, usize)>>,
}

impl Ledger {
    pub(crate) fn message(self: &Rc<Self>) -> Message {
        let mut dropped = self.dropped.borrow_mut();
        dropped.push(false);
        Message { number: dropped.len() - 1, ledger: self.clone() }
    }

    fn notice(&self, event: Event) {
        if !watched::user_code_runs() || thread::panicking() {
            return;
        }
        if let Some((at, left)) = self.fuse.get().filter(|(at, _)| *at == event) {
            self.fuse.set(left.checked_sub(1).map(|left| (at, left)));
            assert!(left > 0, "the message panics, as it was told to");
        }
        let hook = self.hook.borrow().as_ref().filter(|(at, _)| *at == event).map(|h| h.1.clone());
        if let Some(hook) = hook.filter(|_| !self.calling.replace(true)) {
            hook();
            self.calling.set(false);
        }
    }

    fn assert_settled(&self, what: &str) {
        assert_eq!(self.twice.get(), 0, "{what}: messages were dropped twice");
        let left = self.dropped.borrow().iter().filter(|dropped| !**dropped).count();
        assert_eq!(left, 0, "{what}: messages were not dropped");
    }
}

/// A message that calls back.
pub(crate) struct Message {
    number: usize,
    ledger: Rc<Ledger>,
}

impl Message {
    pub(crate) fn rank(&self) -> u64 {
        self.ledger.notice(Event::Rank);
        // Different ones, not in the order in which they came.
        self.number as u64 ^ 1
    }
}

impl Clone for Message {
    fn clone(&self) -> Self {
        self.ledger.notice(Event::Clone);
        self.ledger.message()
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        if std::mem::replace(&mut self.ledger.dropped.borrow_mut()[self.number], true) {
            self.ledger.twice.set(self.ledger.twice.get() + 1);
        }
        self.ledger.notice(Event::Drop);
    }
}

/// What is done with a channel. Each ends with it still there, or without one of its sides.
type Script = (&'static str, fn(&dyn Pipe, &Rc<Ledger>));

const SCRIPTS: &[Script] = &[
    ("sent and received", |pipe, ledger| {
        for _ in 0..3 {
            pipe.send(ledger.message());
            pipe.recv();
        }
    }),
    ("overwritten or refused", |pipe, ledger| {
        for _ in 0..2 * pipes::CAPACITY + 1 {
            pipe.send(ledger.message());
        }
        pipe.recv();
        pipe.recv();
    }),
    ("changed in place", |pipe, ledger| {
        pipe.send(ledger.message());
        pipe.modify(ledger.message());
        pipe.recv();
    }),
    ("the receivers leave", |pipe, ledger| {
        fill(pipe, ledger);
        pipe.drop_receiver();
        pipe.send(ledger.message());
    }),
    ("the senders leave", |pipe, ledger| {
        fill(pipe, ledger);
        pipe.drop_sender();
        for _ in 0..pipes::CAPACITY + 1 {
            pipe.recv();
        }
    }),
    ("all leave", |pipe, ledger| {
        fill(pipe, ledger);
        pipe.drop_sender();
        pipe.drop_receiver();
    }),
    ("closed", |pipe, ledger| {
        fill(pipe, ledger);
        pipe.close();
        pipe.send(ledger.message());
        pipe.recv();
    }),
];

fn fill(pipe: &dyn Pipe, ledger: &Rc<Ledger>) {
    for _ in 0..pipes::CAPACITY {
        pipe.send(ledger.message());
    }
}

/// What a message does to the channel that it is in.
const ACTS: &[Script] = &[
    ("sends", |pipe, ledger| pipe.send(ledger.message())),
    ("receives", |pipe, _| pipe.recv()),
    ("closes", |pipe, _| pipe.close()),
    ("looks", |pipe, _| drop(format!("{pipe:?}"))),
];

/// How often messages call back. Without end, one who modifies a value would never be the first.
const PERSISTENCE: usize = 6;

fn call_back(make: fn() -> Rc<dyn Pipe>, (what, script): Script, event: Event, act: usize) {
    let (ledger, pipe) = (Rc::new(Ledger::default()), make());
    let (name, act) = ACTS[act];
    let what = format!("{}, {what}, {name} in {event:?}", pipe.name());
    let (again, book) = (pipe.clone(), Rc::downgrade(&ledger));
    let left = Cell::new(PERSISTENCE);
    let hook: Hook = Rc::new(move || {
        if left.get() > 0 {
            left.set(left.get() - 1);
            act(&*again, &book.upgrade().expect("a message has it"));
        }
    });
    *ledger.hook.borrow_mut() = Some((event, hook));
    script(&*pipe, &ledger);
    let hook = ledger.hook.take();
    drop(hook);
    drop(pipe);
    assert_eq!(watched::violations(), 0, "{what}: a message was used under a lock");
    ledger.assert_settled(&what);
}

/// The event of number `at` panics. Returns whether there was one.
fn panic_at(make: fn() -> Rc<dyn Pipe>, (what, script): Script, event: Event, at: usize) -> bool {
    let (ledger, pipe) = (Rc::new(Ledger::default()), make());
    let what = format!("{}, {what}, panics in {event:?} {at}", pipe.name());
    ledger.fuse.set(Some((event, at)));
    let mut panicked = caught(|| script(&*pipe, &ledger)).is_err();
    let armed = ledger.fuse.replace(None);
    // It stays usable.
    script(&*pipe, &ledger);
    fill(&*pipe, &ledger);
    ledger.fuse.set(armed);
    panicked |= caught(|| drop(pipe)).is_err();
    ledger.fuse.set(None);
    assert_eq!(watched::violations(), 0, "{what}: a message was used under a lock");
    ledger.assert_settled(&what);
    panicked
}

fn ask(make: fn() -> Rc<dyn Pipe>) {
    watched::violations();
    for (number, script) in SCRIPTS.iter().enumerate() {
        for event in EVENTS {
            for act in 0..ACTS.len() {
                if !cfg!(miri) || act == number % ACTS.len() {
                    call_back(make, *script, event, act);
                }
            }
            let mut at = 0;
            while panic_at(make, *script, event, at) {
                at += 1;
                assert!(at < 1000, "it panics without end");
            }
        }
    }
}

struct Messages;

impl Visitor for Messages {
    fn visit<F: Flavor>(&mut self) {
        if !cfg!(miri) || F::NAME == "threads" {
            for make in pipes::all::<F::Lock>() {
                ask(make);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "tests/channels does the same, one channel at a time")]
fn c1_messages_may_call_back_and_panic() {
    flavor::each_borrowed(&mut Messages);
    flavor::each_owned(&mut Messages);
    for make in pipes::lock_free() {
        ask(make);
    }
}
