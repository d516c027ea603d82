//! A script on its way: a scene, and who waits in it.

use std::cell::RefCell;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::Poll;

use crate::ends::Census;
use crate::line::Fault;
use crate::waiter::{Started, Waiter};

/// A channel with its ends, and the model that foretells what comes of what is done to them.
pub(crate) trait Scene: Sized + 'static {
    /// What can be done to ends.
    type Op: Copy + Debug + PartialEq;
    /// What a future resolves to.
    type Outcome: 'static;
    /// The capacities, or whatever else a scene can be made with.
    const VARIANTS: &'static [usize] = &[0];
    /// Whether futures can be cancelled otherwise than by dropping them.
    const CANCELS: bool = false;

    fn name() -> String {
        crate::ends::without_paths(std::any::type_name::<Self>())
    }

    fn new(variant: usize, census: &Rc<Census>) -> Self;

    /// What can be done now, and how often it is drawn. If `few`, of ends that are alike one is enough.
    fn choices(&self, few: bool) -> Vec<(u32, Self::Op)>;
    /// What somebody who waits is woken by, and then a newcomer that is quicker.
    fn overtake(&self) -> Vec<Self::Op> {
        Vec::new()
    }
    /// Whether that makes a future.
    fn starts(op: Self::Op) -> bool;
    /// Does it. Futures are numbered from the first that was made.
    fn act(&mut self, op: Self::Op) -> Result<Option<Started<Self::Outcome>>, Fault>;

    /// Whether this future is ready when it is polled now; `None` if [`polled`](Self::polled) judges.
    fn is_ready(&self, id: usize) -> Option<bool>;
    /// It was polled.
    fn polled(&mut self, id: usize, polled: Poll<Self::Outcome>) -> Result<(), Fault>;
    /// From now on a poll of this future cancels it.
    fn cancel(&mut self, _id: usize) {}
    /// It was dropped; it may be done.
    fn dropped(&mut self, id: usize);

    /// Whether this future, which waits, has to be awake: then it may be woken. `None` if
    /// [`settle`](Self::settle) judges.
    fn is_due(&self, id: usize) -> Option<bool> {
        self.is_ready(id)
    }
    /// After a step that woke these.
    fn settle(&mut self, _woken: &[usize]) -> Result<(), Fault> {
        Ok(())
    }
    /// Whether ends say what is so.
    fn looks_right(&self) -> Result<(), Fault>;
    /// How many items there have to be of this value.
    fn items(&self, value: usize) -> usize;

    /// Drops an end, as long as there is one; all futures are gone.
    fn leave(&mut self) -> Option<Self::Op>;
    /// What a destructor or a clone does that calls back. It keeps no end alive.
    fn call_back(&self) -> Box<dyn Fn()>;
}

/// What a script does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<O> {
    /// To an end. If that makes a future it is not polled yet.
    To(O),
    Poll {
        id: usize,
        new_waker: bool,
    },
    Drop(usize),
    Cancel(usize),
    /// It is not polled any more, and dropped when all is over.
    Hold(usize),
}

pub(crate) struct Play<S: Scene> {
    pub(crate) scene: S,
    waiters: Vec<Waiter<S::Outcome>>,
    census: Rc<Census>,
}

impl<S: Scene> Play<S> {
    pub(crate) fn new(variant: usize) -> Self {
        let census = Rc::default();
        Self { scene: S::new(variant, &census), waiters: Vec::new(), census }
    }

    pub(crate) fn census(&self) -> &Rc<Census> {
        &self.census
    }

    /// How many futures were made: the number of the next.
    pub(crate) fn made(&self) -> usize {
        self.waiters.len()
    }

    /// The waiters that can be polled.
    pub(crate) fn live(&self) -> Vec<usize> {
        let all = 0..self.waiters.len();
        all.filter(|id| self.waiters[*id].can_be_polled()).collect()
    }

    /// Those of them that were woken since their last poll.
    pub(crate) fn woken(&self) -> Vec<usize> {
        self.live().into_iter().filter(|id| self.waiters[*id].woken).collect()
    }

    pub(crate) fn step(&mut self, step: Step<S::Op>) -> Result<(), Fault> {
        self.act(step)?;
        self.settle()
    }

    /// Whether that can be done now.
    pub(crate) fn can(&self, step: Step<S::Op>) -> bool {
        match step {
            Step::To(op) => self.scene.choices(false).iter().any(|(_, can)| *can == op),
            Step::Poll { id, .. } | Step::Drop(id) | Step::Cancel(id) | Step::Hold(id) => {
                self.live().contains(&id)
            }
        }
    }

    /// A step that goes to its end also if something panics; whether the model agrees is not asked.
    pub(crate) fn risk(&mut self, step: Step<S::Op>) -> Result<(), Panic> {
        let result = catch_unwind(AssertUnwindSafe(|| drop(self.act(step))));
        if let (Err(_), Step::Poll { id, .. } | Step::Cancel(id)) = (&result, step) {
            // It is done, and must not be polled again.
            self.waiters[id].cancel();
        }
        result
    }

    fn act(&mut self, step: Step<S::Op>) -> Result<(), Fault> {
        match step {
            Step::To(op) => {
                let future = self.scene.act(op)?;
                self.waiters.extend(future.map(Waiter::on));
            }
            Step::Poll { id, new_waker } => {
                let ready = self.scene.is_ready(id);
                let polled = self.waiters[id].poll(new_waker);
                if ready.is_some_and(|ready| ready != polled.is_ready()) {
                    return Err(format!("{id} is ready: {}, which it should not", !ready.unwrap()));
                }
                self.scene.polled(id, polled)?;
            }
            Step::Cancel(id) => {
                self.scene.cancel(id);
                let polled = self.waiters[id].poll(true);
                self.scene.polled(id, polled)?;
            }
            Step::Drop(id) => {
                self.waiters[id].cancel();
                self.scene.dropped(id);
            }
            Step::Hold(id) => self.waiters[id].held = true,
        }
        Ok(())
    }

    /// After each step: are those awake who should be, and is every value where it should be?
    fn settle(&mut self) -> Result<(), Fault> {
        let mut woken = Vec::new();
        for (id, waiter) in self.waiters.iter_mut().enumerate() {
            let now = waiter.newly_woken().map_err(|fault| format!("{id} was {fault}"))?;
            if now {
                woken.push(id);
            }
            if !waiter.waits() {
                if waiter.is_kept() {
                    return Err(format!("a waker of {id} outlived its future"));
                }
            } else if waiter.was_polled() {
                match self.scene.is_due(id) {
                    Some(false) if now => {
                        return Err(format!("{id} was woken, and cannot go on"));
                    }
                    Some(true) if !waiter.woken => {
                        return Err(format!("{id} could go on, and is left asleep"));
                    }
                    _ => {}
                }
            }
        }
        self.scene.settle(&woken)?;
        self.scene.looks_right()?;
        self.conserves()
    }

    fn conserves(&self) -> Result<(), Fault> {
        for value in 0..self.census.values() {
            let (alive, items) = (self.census.alive(value), self.scene.items(value));
            if alive != items {
                return Err(format!("there are {alive} items of value {value}, and not {items}"));
            }
        }
        Ok(())
    }

    /// Everybody goes on as long as there is something to go on with, and then leaves; then nothing
    /// is left.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.drain()?;
        for waiter in &mut self.waiters {
            waiter.held = false;
        }
        self.drain()?;
        while let Some(op) = self.scene.leave() {
            self.step(Step::To(op))?;
        }
        self.end().map_or(Ok(()), Err)
    }

    /// All goes at once, whatever panics.
    pub(crate) fn abandon(mut self, panics: &mut Vec<Panic>) -> Option<Fault> {
        let all = 0..self.waiters.len();
        panics.extend(all.filter_map(|id| self.risk(Step::Drop(id)).err()));
        while let Some(op) = self.scene.leave() {
            panics.extend(self.risk(Step::To(op)).err());
        }
        self.end()
    }

    fn end(self) -> Option<Fault> {
        let Self { scene, waiters, census } = self;
        drop((waiters, scene));
        let (value, drops) = census.wrong()?;
        Some(format!("at the end, an item of value {value} was dropped {drops} times"))
    }

    fn drain(&mut self) -> Result<(), Fault> {
        loop {
            if let Some(id) = self.woken().pop() {
                self.step(Step::Poll { id, new_waker: false })?;
            } else if let Some(id) = self.live().pop() {
                self.step(Step::Drop(id))?;
            } else {
                return Ok(());
            }
        }
    }
}

pub(crate) type Panic = Box<dyn std::any::Any + Send>;

/// An end, or a future that has it for itself, or nobody any more.
pub(crate) type Handle<E> = Option<Rc<RefCell<E>>>;

pub(crate) fn handle<E>(end: E) -> Handle<E> {
    Some(Rc::new(RefCell::new(end)))
}

/// Whether the end is there, and in no future's hands.
pub(crate) fn is_idle<E>(end: &Option<Rc<E>>) -> bool {
    end.as_ref().is_some_and(|end| Rc::strong_count(end) == 1)
}

/// The numbers of ends that are idle; the first alone if `few`.
pub(crate) fn idle<E>(ends: &[Option<Rc<E>>], few: bool) -> Vec<usize> {
    let all = (0..ends.len()).filter(|at| is_idle(&ends[*at]));
    all.take(if few { 1 } else { ends.len() }).collect()
}

/// Takes the end out, if nobody else has it.
pub(crate) fn take<E>(end: &mut Handle<E>) -> Option<E> {
    Rc::into_inner(end.take()?).map(RefCell::into_inner)
}

/// Calls, if the end is not being dropped, and nobody waits on it.
pub(crate) fn reach<E>(end: &std::rc::Weak<RefCell<E>>, call: impl FnOnce(&mut E)) {
    if let Some(end) = end.upgrade() {
        if let Ok(mut end) = end.try_borrow_mut() {
            call(&mut end);
        }
    }
}

pub(crate) fn expect<T: PartialEq + Debug>(what: &str, seen: T, so: T) -> Result<(), Fault> {
    if seen == so { Ok(()) } else { Err(format!("{what}: {seen:?}, and not {so:?}")) }
}
