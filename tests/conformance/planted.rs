//! Tests of the tests: a small semaphore that keeps every promise, and with a fault breaks one.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::lock::{LocalLock, RawLock};

use crate::caught::caught;
use crate::promises::{PROMISES, Promise};
use crate::scene::{Ebb, Facts, Scene, Serves, Subject, Waiting, erase};
use crate::watched::Watched;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    WakesUnderTheLock,
    DropsUnderTheLock,
    ForgetsToPassOn,
    LosesTheWakeOfACancelled,
    SendsWhenDropped,
    ReceivesWhenDropped,
    KeepsTheFirstWaker,
    ClonesEachTime,
    WakesAll,
    Allocates,
    SwallowsPanics,
    CompletesAgain,
    GivesToTheForgotten,
    PrintsNothing,
}

/// A queue of wakers in a vector, with turns to take.
struct Toy {
    fault: Fault,
    lock: Watched<LocalLock>,
    turns: Cell<usize>,
    released: Cell<usize>,
    next: Cell<usize>,
    queue: RefCell<Vec<Place>>,
}

struct Place {
    id: usize,
    /// `None` if it was woken.
    waker: Option<Waker>,
}

impl Toy {
    fn set(fault: Fault) -> Rc<dyn Scene> {
        let queue =
            RefCell::new(Vec::with_capacity(if fault == Fault::Allocates { 0 } else { 64 }));
        let (turns, released, next) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Rc::new(Self { fault, lock: Watched::NEW, turns, released, next, queue })
    }

    fn locked<R>(&self, f: impl FnOnce(&mut Vec<Place>) -> R) -> R {
        self.lock.with(|| f(&mut self.queue.borrow_mut()))
    }

    fn take(&self) -> bool {
        let turns = self.turns.get();
        self.turns.set(turns.saturating_sub(1));
        turns > 0
    }

    /// Wakes as many as there are turns.
    fn serve(&self) {
        let mut panic = None;
        loop {
            let waker = self.locked(|queue| {
                let woken = queue.iter().filter(|place| place.waker.is_none()).count();
                let all = self.fault == Fault::WakesAll && self.turns.get() > 0;
                if woken >= self.turns.get() && !all {
                    return None;
                }
                queue.iter_mut().find_map(|place| place.waker.take())
            });
            let Some(waker) = waker else { break };
            if self.fault == Fault::WakesUnderTheLock {
                self.lock.with(|| waker.wake_by_ref());
            }
            if let Err(message) = caught(|| waker.wake()) {
                panic = Some(message);
            }
        }
        if self.fault != Fault::SwallowsPanics {
            if let Some(message) = panic {
                std::panic::resume_unwind(Box::new(message));
            }
        }
    }
}

impl fmt::Debug for Toy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.fault == Fault::PrintsNothing { "" } else { "Toy" })
    }
}

impl Scene for Toy {
    fn wait(&self) -> Waiting<'_> {
        erase(Turn { toy: Some(self), id: None })
    }

    fn release(&self) {
        self.turns.set(self.turns.get() + 1);
        self.released.set(self.released.get() + 1);
        self.serve();
    }

    fn poke(&self) {
        self.locked(|queue| queue.len());
    }

    /// A turn is a message to be received, or room for one.
    fn ebb(&self) -> Option<Ebb> {
        const FULL: usize = 100;
        let (released, turns) = (self.released.get(), self.turns.get());
        Some(match self.fault {
            Fault::SendsWhenDropped => Ebb::Put { full: FULL, released, left: FULL - turns },
            _ => Ebb::Taken { released, left: turns },
        })
    }
}

struct Turn<'a> {
    toy: Option<&'a Toy>,
    /// Its place in the queue, once it has one.
    id: Option<usize>,
}

impl Turn<'_> {
    fn leave(&mut self, toy: &Toy) -> Option<Place> {
        let id = self.id.take()?;
        toy.locked(|queue| {
            let at = queue.iter().position(|place| place.id == id)?;
            let place = queue.remove(at);
            if toy.fault == Fault::DropsUnderTheLock { None } else { Some(place) }
        })
    }

    /// Puts the waker of this poll into the queue; returns the one that it replaces.
    fn stay(&mut self, toy: &Toy, waker: &Waker) -> Option<Waker> {
        let held = |place: &Place| Some(place.id) == self.id && place.waker.is_some();
        let known = |place: &Place| match toy.fault {
            Fault::KeepsTheFirstWaker => held(place),
            Fault::ClonesEachTime => false,
            _ => held(place) && place.waker.as_ref().is_some_and(|held| held.will_wake(waker)),
        };
        if toy.locked(|queue| queue.iter().any(known)) {
            return None;
        }
        let waker = Some(waker.clone());
        let id = *self.id.get_or_insert_with(|| toy.next.replace(toy.next.get() + 1));
        toy.locked(|queue| match queue.iter_mut().find(|place| place.id == id) {
            Some(place) => std::mem::replace(&mut place.waker, waker),
            None => {
                queue.push(Place { id, waker });
                None
            }
        })
    }
}

impl Future for Turn<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(toy) = self.toy else {
            assert!(self.id.is_some(), "a wakeful future was polled after it completed");
            return Poll::Ready(());
        };
        let queued = self.id.is_some();
        if queued && toy.turns.get() > 0 {
            // Nothing is taken with a waker in hand, whose drop may panic.
            let held = |place: &&mut Place| Some(place.id) == self.id;
            let waker = toy
                .locked(|queue| queue.iter_mut().find(held).and_then(|place| place.waker.take()));
            drop(waker);
        }
        let reserved = toy.fault == Fault::GivesToTheForgotten && !queued;
        if (reserved && !toy.queue.borrow().is_empty()) || !toy.take() {
            drop(self.stay(toy, cx.waker()));
            // A release while the waker was cloned found nobody in the queue.
            toy.serve();
            return Poll::Pending;
        }
        let place = self.leave(toy);
        if toy.fault == Fault::CompletesAgain {
            self.id = Some(0);
            self.toy = None;
            return Poll::Ready(());
        }
        self.toy = None;
        drop(place);
        Poll::Ready(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(toy) = self.toy else { return };
        if toy.fault == Fault::LosesTheWakeOfACancelled && self.id.is_some() {
            // It stays in the queue as if it had been woken, and counts as such.
            let id = self.id;
            let waker = toy.locked(|queue| {
                queue.iter_mut().find(|place| Some(place.id) == id).and_then(|p| p.waker.take())
            });
            return drop(waker);
        }
        if matches!(toy.fault, Fault::SendsWhenDropped | Fault::ReceivesWhenDropped) {
            toy.take();
        }
        let place = self.leave(toy);
        if toy.fault != Fault::ForgetsToPassOn {
            toy.serve();
        }
        drop(place);
    }
}

/// Sets the scene with a fault, for each fault: a [`Subject`] wants a function.
fn set<const FAULT: usize>(_: usize) -> Rc<dyn Scene> {
    Toy::set(FAULTS[FAULT].0)
}

type Set = fn(usize) -> Rc<dyn Scene>;

/// Each fault, how to plant it, and which promise has to catch it.
const FAULTS: [(Fault, Set, &str); 15] = [
    (Fault::None, set::<0>, ""),
    (Fault::WakesUnderTheLock, set::<1>, "C1"),
    (Fault::DropsUnderTheLock, set::<2>, "C1"),
    (Fault::ForgetsToPassOn, set::<3>, "C2"),
    (Fault::LosesTheWakeOfACancelled, set::<4>, "C3"),
    (Fault::KeepsTheFirstWaker, set::<5>, "C6"),
    (Fault::ClonesEachTime, set::<6>, "C6"),
    (Fault::WakesAll, set::<7>, "C7"),
    (Fault::Allocates, set::<8>, "C8"),
    (Fault::SwallowsPanics, set::<9>, "C9"),
    (Fault::CompletesAgain, set::<10>, "C10"),
    (Fault::GivesToTheForgotten, set::<11>, "C10"),
    (Fault::PrintsNothing, set::<12>, "C12"),
    (Fault::SendsWhenDropped, set::<13>, "C4"),
    (Fault::ReceivesWhenDropped, set::<14>, "C5"),
];

/// What comes of asking the toy for a promise.
fn ask(set: Set, promise: &Promise) -> Result<(), String> {
    let facts = Facts::new(Serves::Takers);
    let toy = Subject { name: "toy", flavor: "local", facts, set };
    caught(|| (promise.check)(&toy)).map(drop)
}

#[test]
fn a_primitive_without_faults_keeps_every_promise() {
    let (_, set, _) = FAULTS[0];
    for promise in &PROMISES {
        assert_eq!(ask(set, promise), Ok(()), "{}", promise.id);
    }
}

#[test]
fn every_planted_fault_is_caught_by_its_promise() {
    for (fault, set, id) in &FAULTS[1..] {
        for promise in PROMISES.iter().filter(|promise| promise.id == *id) {
            let message = ask(*set, promise).expect_err("a planted fault was not caught");
            println!("{id} catches {fault:?}: {message}");
        }
    }
}
