//! The timers of this crate.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use wakeful::lock::RawLock;
use wakeful::time::generic::{MockClock, Sleep, Timers};
use wakeful::time::{Clock, Heap, Queue, Wheel};

use crate::subject::Subject;

/// A queue, and what a test has to know of it.
pub(crate) trait Kind: 'static {
    type Queue: Queue + 'static;
    const NAME: &'static str;
    const EXACT: bool;
}

pub(crate) struct InHeap;
pub(crate) struct InWheel;

impl Kind for InHeap {
    type Queue = Heap;
    const NAME: &'static str = "heap";
    const EXACT: bool = true;
}

impl Kind for InWheel {
    type Queue = Wheel;
    const NAME: &'static str = "wheel";
    const EXACT: bool = false;
}

pub(crate) type TimersOf<L, K> = Timers<MockClock<L>, L, <K as Kind>::Queue>;

type BoxedSleep<L, K> = Pin<Box<Sleep<Rc<TimersOf<L, K>>>>>;

pub(crate) struct Real<L: RawLock, K: Kind> {
    timers: Rc<TimersOf<L, K>>,
    sleeps: Vec<Option<BoxedSleep<L, K>>>,
    kind: PhantomData<K>,
}

impl<L: RawLock, K: Kind> Default for Real<L, K> {
    fn default() -> Self {
        let timers = Rc::new(Timers::new(MockClock::new()));
        Self { timers, sleeps: Vec::new(), kind: PhantomData }
    }
}

impl<L: RawLock, K: Kind> Real<L, K> {
    fn sleep(&mut self, id: usize) -> Pin<&mut Sleep<Rc<TimersOf<L, K>>>> {
        self.sleeps[id].as_mut().expect("it is there").as_mut()
    }
}

impl<L: RawLock, K: Kind> Subject for Real<L, K> {
    const EXACT: bool = K::EXACT;

    fn now(&self) -> u64 {
        self.timers.now()
    }

    fn set_now(&mut self, now: u64) {
        self.timers.clock().set(now);
    }

    fn make(&mut self, deadline: u64) {
        self.sleeps.push(Some(Box::pin(Sleep::until(self.timers.clone(), deadline))));
    }

    fn poll(&mut self, id: usize, waker: &Waker) -> bool {
        self.sleep(id).poll(&mut Context::from_waker(waker)).is_ready()
    }

    fn reset(&mut self, id: usize, deadline: u64) {
        self.sleep(id).reset(deadline);
    }

    fn remove(&mut self, id: usize) {
        self.sleeps[id] = None;
    }

    fn check(&mut self, driver: bool) -> Option<u64> {
        let bound = self.timers.check_expirations();
        if let Some(bound) = bound.filter(|_| driver) {
            self.timers.clock().set_alarm(bound);
        }
        bound
    }

    fn next(&self) -> Option<u64> {
        self.timers.next_expiration()
    }

    fn is_empty(&self) -> bool {
        self.timers.is_empty()
    }

    fn alarm(&self) -> Option<u64> {
        self.timers.clock().alarm()
    }

    fn is_elapsed(&self, id: usize) -> bool {
        self.sleeps[id].as_ref().is_some_and(|sleep| sleep.is_elapsed())
    }

    fn deadline(&self, id: usize) -> u64 {
        self.sleeps[id].as_ref().map_or(0, |sleep| sleep.deadline())
    }
}
