//! Futures that wait within others, some of which give them wakers of their own.

use std::fmt;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use wakeful::future::{Fuse, Group, Join, Race, Select};
use wakeful::sync::generic::AutoResetEvent;
use wakeful::time::generic::MockClock;

use crate::flavor::{Flavor, Mock};
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

/// Whoever comes waits for the event within something else.
struct Within<F: Flavor, W> {
    event: AutoResetEvent<F::Lock>,
    timers: Mock<F::Lock, wakeful::time::Heap>,
    within: W,
}

/// Something to wait within.
trait Wrap: Copy + fmt::Debug + 'static {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a>;
}

impl<F: Flavor, W: Wrap> fmt::Debug for Within<F, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = &self.event;
        let mut group = Group::new();
        group.insert(event.wait());
        let both = (event.wait(), event.wait()).join();
        let either = (event.wait(), event.wait()).race();
        let limited = self.timers.timeout_at(1, event.wait().fuse());
        write!(f, "{:?} {both:?} {either:?} {group:?} {limited:?} {:?}", self.within, self.timers)
    }
}

impl<F: Flavor, W: Wrap> Scene for Within<F, W> {
    fn wait(&self) -> Waiting<'_> {
        self.within.wrap(self)
    }

    fn release(&self) {
        self.event.set();
    }

    fn poke(&self) {
        if self.event.try_wait() {
            self.event.set();
        }
        self.timers.check_expirations();
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct InJoin;

impl Wrap for InJoin {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a> {
        erase((ready(1), scene.event.wait()).join())
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct InRace;

impl Wrap for InRace {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a> {
        erase((pending(), scene.event.wait()).race())
    }
}

/// Among more than lie in one word.
#[derive(Clone, Copy, Debug, Default)]
struct InSelect;

impl Wrap for InSelect {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a> {
        const OTHERS: usize = 70;
        let mut all: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>> = Vec::new();
        all.extend((0..OTHERS).map(|_| Box::pin(pending()) as _));
        all.push(Box::pin(scene.event.wait()));
        erase(all.select())
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct InGroup;

impl Wrap for InGroup {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a> {
        let mut group = Group::from_iter([scene.event.wait()]);
        erase(async move { group.next().await })
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct InTimeout;

impl Wrap for InTimeout {
    fn wrap<'a, F: Flavor>(self, scene: &'a Within<F, Self>) -> Waiting<'a> {
        erase(scene.timers.timeout(Duration::from_secs(1), scene.event.wait()))
    }
}

fn subject<F: Flavor, W: Wrap + Default>(name: &'static str, facts: Facts) -> Subject {
    let set = |_| -> Rc<dyn Scene> {
        let event = AutoResetEvent::new(false);
        let timers = Mock::new(MockClock::new());
        Rc::new(Within::<F, W> { event, timers, within: W::default() })
    };
    Subject { name, flavor: F::NAME, facts, set }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::Takers);
    let block = facts.allocates(1, "the wakers of its children");
    let two = facts.allocates(2, "the wakers of its chunks and their children").async_fn();
    vec![
        subject::<F, InJoin>("join", block),
        subject::<F, InRace>("race", block),
        subject::<F, InSelect>("select", block),
        subject::<F, InGroup>("Group, next", two),
        subject::<F, InTimeout>("Timeout", facts),
    ]
}
