//! The executor in a static: it polls, is woken, gets a task, sleeps. Each wake is followed by a poll.

use core::cell::{RefCell, UnsafeCell};
use core::future::poll_fn;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::task::{Poll, Waker};

use board::Wfi;
use critical_section::Mutex;
use wakeful::executor::critical::{StaticExecutor, TaskCell};

use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("executor_poll/wake", poll),
    Scenario::new("executor_poll/spawn", poll_against_spawn),
    Scenario::new("executor_wake/wake", wake),
    Scenario::new("executor_spawn/wake", spawn),
    Scenario::sleeps("executor_sleep/wake", sleep),
];

/// Everything that a scenario needs, as new: an operation has to execute the same each time.
pub(super) struct Kit {
    executor: StaticExecutor<Wfi, 3>,
    cells: [TaskCell<64>; 2],
    pub(super) tasks: [Watched; 2],
}

/// A task that notes each poll, until it is told to end.
pub(super) struct Watched {
    polls: AtomicU32,
    ends: AtomicBool,
    waker: Mutex<RefCell<Option<Waker>>>,
}

impl Watched {
    const fn new() -> Self {
        Self {
            polls: AtomicU32::new(0),
            ends: AtomicBool::new(false),
            waker: Mutex::new(RefCell::new(None)),
        }
    }

    fn polls(&self) -> u32 {
        self.polls.load(Ordering::Relaxed)
    }

    fn keep(&self, waker: &Waker) {
        let waker = Some(waker.clone());
        critical_section::with(|section| self.waker.borrow(section).replace(waker));
    }

    /// The waker of the last poll, if there was one.
    fn waker(&self) -> Option<Waker> {
        critical_section::with(|section| self.waker.borrow(section).borrow().clone())
    }

    pub(super) fn wake(&self) {
        if let Some(waker) = self.waker() {
            waker.wake();
        }
    }
}

impl Kit {
    const fn fresh() -> Self {
        Self {
            executor: StaticExecutor::new(Wfi::new()),
            cells: [const { TaskCell::new() }; 2],
            tasks: [const { Watched::new() }; 2],
        }
    }

    /// The one kit, as new. Who had it before does not use it any more.
    pub(super) fn new() -> &'static Self {
        struct Place(UnsafeCell<Kit>);
        // SAFETY: one scenario runs at a time.
        unsafe impl Sync for Place {}
        static PLACE: Place = Place(UnsafeCell::new(Kit::fresh()));
        // SAFETY: the scenario before has ended, and its tasks have; their wakers are dropped here.
        unsafe { PLACE.0.get().write(Self::fresh()) };
        // SAFETY: likewise.
        unsafe { &*PLACE.0.get() }
    }

    /// Spawns the task of this number.
    pub(super) fn spawn(&'static self, number: usize) {
        let task = &self.tasks[number];
        let future = poll_fn(|cx| {
            task.polls.store(task.polls() + 1, Ordering::Relaxed);
            task.keep(cx.waker());
            if task.ends.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
        });
        match self.executor.spawn(&self.cells[number], future) {
            Ok(handle) => handle.detach(),
            Err(_) => panic!("the cell and a slot are free"),
        }
    }

    /// Runs the executor until everybody who was woken was polled.
    pub(super) fn settle(&'static self) {
        let mut turns = 3;
        self.executor.run(poll_fn(|cx| {
            turns -= 1;
            cx.waker().wake_by_ref();
            if turns == 0 { Poll::Ready(()) } else { Poll::Pending }
        }));
    }

    /// How often each was polled, when all is quiet.
    pub(super) fn polls(&'static self) -> [u32; 2] {
        self.settle();
        self.tasks.each_ref().map(Watched::polls)
    }

    /// Ends the tasks, and sees them gone.
    pub(super) fn clear(&'static self) -> Verdict {
        for task in &self.tasks {
            task.ends.store(true, Ordering::Relaxed);
            task.wake();
        }
        self.settle();
        check(self.executor.is_empty(), "a task stays for ever")?;
        check(self.cells.iter().all(TaskCell::is_free), "a cell is taken for ever")
    }
}

fn poll(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    kit.spawn(0);
    kit.settle();
    let task = &kit.tasks[0];
    step.run(|| kit.settle(), || task.wake());
    check(kit.polls() == [2, 0], "not polled once for one wake")?;
    kit.clear()
}

fn poll_against_spawn(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    step.run(|| kit.settle(), || kit.spawn(0));
    check(kit.polls() == [1, 0], "not polled once when new")?;
    kit.clear()
}

fn wake(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    kit.spawn(0);
    kit.spawn(1);
    kit.settle();
    let waker = kit.tasks[0].waker();
    step.run(
        || waker.iter().for_each(Waker::wake_by_ref),
        || kit.tasks.iter().for_each(Watched::wake),
    );
    check(kit.polls() == [2, 2], "not polled once for wakes at the same time")?;
    kit.clear()
}

fn spawn(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    kit.spawn(0);
    kit.settle();
    step.run(|| kit.spawn(1), || kit.tasks[0].wake());
    check(kit.polls() == [2, 1], "not polled once")?;
    kit.clear()
}

/// It has nothing to do until the handler comes: if that is between its last look and its sleep, it must
/// not sleep.
fn sleep(step: &mut Step) -> Verdict {
    let kit = Kit::new();
    let task = &kit.tasks[0];
    let mut polls = 0;
    step.run(
        || {
            kit.executor.run(poll_fn(|cx| {
                polls += 1;
                task.keep(cx.waker());
                if task.ends.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
            }));
        },
        || {
            task.ends.store(true, Ordering::Relaxed);
            task.wake();
        },
    );
    check(polls <= 2, "polled for nothing")?;
    check(kit.executor.is_empty(), "a task stays for ever")
}
