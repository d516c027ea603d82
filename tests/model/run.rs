//! A script on its way: the primitive, who waits, who holds, and the worlds that explain it.

use std::sync::Arc;
use std::task::{Context, Poll};

use crate::primitive::{Ask, Model, Primitive, Signal, Turned, Waiting};
use crate::probe::Probe;
use crate::world::World;

/// What is wrong, in words.
pub(crate) type Fault = String;

/// What a script does. Waiters are numbered from the first that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<A, S> {
    Make(A),
    Poll {
        id: usize,
        new_waker: bool,
    },
    Drop(usize),
    /// It is never polled again, and dropped when all is over.
    Forget(usize),
    Release(usize),
    Turn(usize, A),
    Signal(S),
}

pub(crate) type StepOf<P> = Step<Ask<P>, Signal<P>>;

/// A waker, and how many of its wakes were noticed.
#[derive(Default)]
struct Task {
    probe: Arc<Probe>,
    seen: usize,
}

struct Waiter<'a, P: Primitive> {
    future: Option<Waiting<'a, P>>,
    ask: Ask<P>,
    /// Those that polled it; the last is the newest.
    tasks: Vec<Task>,
    woken: bool,
    forgotten: bool,
}

pub(crate) struct Run<'a, P: Primitive> {
    primitive: &'a P,
    worlds: Vec<World<P::Model>>,
    waiters: Vec<Waiter<'a, P>>,
    guards: Vec<(Ask<P>, P::Guard<'a>)>,
}

impl<'a, P: Primitive> Run<'a, P> {
    pub(crate) fn new(primitive: &'a P, fair: bool) -> Self {
        let worlds = vec![World::new(fair, P::model())];
        Self { primitive, worlds, waiters: Vec::new(), guards: Vec::new() }
    }

    /// The waiters that can be polled.
    pub(crate) fn live(&self) -> Vec<usize> {
        let is_live = |id: &usize| {
            let waiter = &self.waiters[*id];
            waiter.future.is_some() && !waiter.forgotten
        };
        (0..self.waiters.len()).filter(is_live).collect()
    }

    /// Those of them that were woken since their last poll.
    pub(crate) fn woken(&self) -> Vec<usize> {
        self.live().into_iter().filter(|id| self.waiters[*id].woken).collect()
    }

    pub(crate) fn was_polled(&self, id: usize) -> bool {
        !self.waiters[id].tasks.is_empty()
    }

    pub(crate) fn ask_of(&self, id: usize) -> Ask<P> {
        self.waiters[id].ask
    }

    pub(crate) fn held(&self) -> Vec<Ask<P>> {
        self.guards.iter().map(|(ask, _)| *ask).collect()
    }

    pub(crate) fn step(&mut self, step: StepOf<P>) -> Result<(), Fault> {
        match step {
            Step::Make(ask) => self.make(ask),
            Step::Poll { id, new_waker } => return self.poll(id, new_waker).map(drop),
            Step::Drop(id) => {
                let ask = self.waiters[id].ask;
                self.waiters[id].future = None;
                self.worlds.iter_mut().for_each(|world| world.cancel(id, ask));
            }
            Step::Forget(id) => self.waiters[id].forgotten = true,
            Step::Release(at) => {
                let (ask, guard) = self.guards.remove(at);
                drop(guard);
                self.worlds.iter_mut().for_each(|world| world.give_back(ask));
            }
            Step::Turn(at, into) => self.turn(at, into)?,
            Step::Signal(signal) => {
                let answer = self.primitive.signal(signal);
                self.worlds.retain_mut(|world| world.signal(signal) == answer);
                self.some_world_is_left(|| format!("{signal:?} returned {answer:?}"))?;
            }
        }
        self.settle()
    }

    fn make(&mut self, ask: Ask<P>) {
        let made = self.worlds[0].state.made(ask);
        self.admit(made, self.primitive.wait(ask));
    }

    fn admit(&mut self, ask: Ask<P>, future: Waiting<'a, P>) {
        let (tasks, woken, forgotten) = (Vec::new(), false, false);
        self.waiters.push(Waiter { future: Some(future), ask, tasks, woken, forgotten });
    }

    /// Returns whether the waiter is served.
    fn poll(&mut self, id: usize, new_waker: bool) -> Result<bool, Fault> {
        let waiter = &mut self.waiters[id];
        let Some(future) = &mut waiter.future else { return Err(format!("{id} is done")) };
        if new_waker || waiter.tasks.is_empty() {
            waiter.tasks.push(Task::default());
        }
        waiter.woken = false;
        let waker = waiter.tasks[waiter.tasks.len() - 1].probe.waker();
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        let ask = waiter.ask;
        let result = match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(guard) => {
                waiter.future = None;
                let holds = guard.is_some();
                self.guards.extend(guard.map(|guard| (ask, guard)));
                Poll::Ready(holds)
            }
        };
        let worlds = std::mem::take(&mut self.worlds);
        self.worlds = worlds.into_iter().filter_map(|world| world.poll(id, ask, result)).collect();
        self.some_world_is_left(|| match result {
            Poll::Pending => format!("{id} is pending, and should be served"),
            Poll::Ready(_) => format!("{id} is ready, and should not be, or not so"),
        })?;
        self.settle()?;
        Ok(result.is_ready())
    }

    fn turn(&mut self, at: usize, into: Ask<P>) -> Result<(), Fault> {
        let (from, guard) = self.guards.remove(at);
        match self.primitive.turn(guard, into) {
            Turned::Waiting(future) => self.admit(into, future),
            Turned::Guard(guard) => {
                self.guards.push((into, guard));
                self.worlds.retain_mut(|world| world.turn(from, into).is_some());
                self.some_world_is_left(|| format!("{from:?} became {into:?}"))?;
            }
        }
        Ok(())
    }

    fn some_world_is_left(&self, fault: impl FnOnce() -> Fault) -> Result<(), Fault> {
        if self.worlds.is_empty() { Err(fault()) } else { Ok(()) }
    }

    /// After each step: are those awake who should be?
    fn settle(&mut self) -> Result<(), Fault> {
        let woken = self.newly_woken()?;
        let seen = self.primitive.seen();
        let mut fault = Fault::new();
        let mut worlds: Vec<World<P::Model>> = Vec::new();
        for world in std::mem::take(&mut self.worlds) {
            match world.settle(&woken, seen) {
                Ok(next) => next.into_iter().for_each(|world| {
                    if !worlds.contains(&world) {
                        worlds.push(world);
                    }
                }),
                Err(why) => fault = why,
            }
        }
        self.worlds = worlds;
        self.some_world_is_left(|| fault)
    }

    fn newly_woken(&mut self) -> Result<Vec<usize>, Fault> {
        let mut woken = Vec::new();
        for (id, waiter) in self.waiters.iter_mut().enumerate() {
            let newest = waiter.tasks.len().wrapping_sub(1);
            for (at, task) in waiter.tasks.iter_mut().enumerate() {
                match task.probe.wakes() - std::mem::replace(&mut task.seen, task.probe.wakes()) {
                    0 => continue,
                    1 if at == newest && waiter.future.is_some() && !waiter.woken => {}
                    _ if at != newest => return Err(format!("{id} was woken by a stale waker")),
                    _ => return Err(format!("{id} was woken twice, or after it was done")),
                }
                waiter.woken = true;
                woken.push(id);
            }
        }
        Ok(woken)
    }

    /// Everybody goes on as long as there is something to go on with, and then leaves; what remains
    /// must be what there was at the beginning, and a newcomer must get it.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.drain()?;
        self.take_everything()?;
        for waiter in &mut self.waiters {
            waiter.forgotten = false;
        }
        self.drain()?;
        self.take_everything()?;
        if let Some(world) = self.worlds.iter().find(|world| !world.is_quiet()) {
            return Err(format!("somebody is left: {world:?}"));
        }
        if let Some(world) = self.worlds.iter().find(|world| !world.state.is_whole()) {
            return Err(format!("something is gone, or too much: {world:?}"));
        }
        let tasks = self.waiters.iter().flat_map(|waiter| &waiter.tasks);
        if tasks.into_iter().any(|task| Arc::strong_count(&task.probe) > 1) {
            return Err("a waker outlived its future".into());
        }
        Ok(())
    }

    fn drain(&mut self) -> Result<(), Fault> {
        loop {
            if !self.guards.is_empty() {
                self.step(Step::Release(0))?;
            } else if let Some(id) = self.woken().pop() {
                self.step(Step::Poll { id, new_waker: false })?;
            } else if let Some(id) = self.live().pop() {
                self.step(Step::Drop(id))?;
            } else {
                return Ok(());
            }
        }
    }

    /// A newcomer asks for all there is. That it gets it follows from the worlds: one that is
    /// refused must stand behind somebody who was forgotten and is served strictly.
    fn take_everything(&mut self) -> Result<(), Fault> {
        let Some(ask) = self.worlds[0].state.everything() else { return Ok(()) };
        let id = self.waiters.len();
        self.step(Step::Make(ask))?;
        let is_served = self.poll(id, false)?;
        if !is_served {
            self.step(Step::Drop(id))?;
        } else if P::Model::HOLDS && !self.guards.is_empty() {
            self.step(Step::Release(0))?;
        }
        Ok(())
    }
}
