//! Who is in charge of waking on time: nobody who waits is forgotten.
//!
//! The protocol is that of the library, its very file; the queue, the sleeps and the time are the model's.
//! Whoever sleeps until a time finds it come, unless it is [`FAR`].

#[allow(dead_code)]
#[path = "../../src/executor/driver/charge.rs"]
mod charge;

use std::sync::Arc;

use charge::{Charge, Means, NOBODY, THREAD, Turn, Word};
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::sync::{Mutex, Notify};
use loom::thread::{self, JoinHandle};
use models::{join, large_model, model};

/// A deadline that does not come in a model.
const FAR: u64 = 100;
/// The numbers of threads.
const ONE: usize = 1000;
const TWO: usize = 2000;

struct Loom(AtomicUsize);

impl Word for Loom {
    fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.0.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    fn touch(&self) -> usize {
        self.0.fetch_add(0, Ordering::AcqRel)
    }
}

/// By this somebody sleeps.
struct Bell {
    notify: Notify,
    /// Beside the model: no thread learns anything of another by it.
    rung: std::sync::atomic::AtomicBool,
}

impl Bell {
    fn new() -> Arc<Self> {
        Arc::new(Self { notify: Notify::new(), rung: false.into() })
    }

    fn ring(&self) {
        self.rung.store(true, Ordering::Relaxed);
        self.notify.notify();
    }

    fn is_rung(&self) -> bool {
        self.rung.load(Ordering::Relaxed)
    }

    fn wait(&self) {
        self.notify.wait();
    }
}

struct Line {
    now: u64,
    alarm: u64,
    waiting: Vec<(u64, Arc<Bell>)>,
}

struct World {
    charge: Charge<Loom>,
    line: Mutex<Line>,
    /// That of the driver's thread.
    bell: Arc<Bell>,
    /// Nobody waits any more, and nobody will.
    closed: AtomicBool,
    /// Whether the driver's thread was needed.
    hired: std::sync::atomic::AtomicBool,
}

impl Means for World {
    type Time = u64;

    fn look(&self) -> Option<u64> {
        let (due, next) = {
            let mut line = self.line.lock().unwrap();
            let now = line.now;
            let (due, waiting): (Vec<_>, Vec<_>) =
                line.waiting.drain(..).partition(|(deadline, _)| *deadline <= now);
            let next = waiting.iter().map(|(deadline, _)| *deadline).min();
            (line.waiting, line.alarm) = (waiting, next.unwrap_or(u64::MAX));
            (due, next)
        };
        due.iter().for_each(|(_, bell)| bell.ring());
        next
    }

    fn is_idle(&self) -> bool {
        self.line.lock().unwrap().waiting.is_empty()
    }

    fn is_unused(&self) -> bool {
        self.is_idle()
    }

    fn oust(&self) {}

    fn hire(&self) {
        self.hired.store(true, Ordering::Relaxed);
    }

    fn call(&self) {
        self.bell.ring();
    }
}

impl World {
    fn new() -> Arc<Self> {
        Self::with_charge(NOBODY)
    }

    fn with_charge(charge: usize) -> Arc<Self> {
        let line = Line { now: 0, alarm: u64::MAX, waiting: Vec::new() };
        Arc::new(Self {
            charge: Charge::new(Loom(AtomicUsize::new(charge))),
            line: Mutex::new(line),
            bell: Bell::new(),
            closed: AtomicBool::new(false),
            hired: false.into(),
        })
    }

    /// The driver's thread. It is there from the beginning.
    fn drive(self: &Arc<Self>) -> JoinHandle<()> {
        let world = Arc::clone(self);
        thread::spawn(move || {
            while !world.closed.load(Ordering::Acquire) {
                match world.charge.turn_of_thread(&*world) {
                    Turn::Until(Some(at)) if at < FAR => world.pass(at),
                    _ => world.bell.wait(),
                }
            }
        })
    }

    /// Ends the driver's thread, when all the others have ended.
    fn close(&self, driver: JoinHandle<()>) {
        self.closed.store(true, Ordering::Release);
        self.bell.ring();
        driver.join().unwrap();
    }

    /// It is `at`, or later.
    fn pass(&self, at: u64) {
        let mut line = self.line.lock().unwrap();
        line.now = line.now.max(at);
    }

    /// The poll of a sleep on the thread `here`, with a waker of that thread's own or not.
    fn register(&self, here: usize, own: bool, deadline: u64, bell: &Arc<Bell>) {
        let nearer = {
            let mut line = self.line.lock().unwrap();
            line.waiting.push((deadline, Arc::clone(bell)));
            let nearer = deadline < line.alarm;
            line.alarm = line.alarm.min(deadline);
            nearer
        };
        if nearer {
            self.charge.nearer(here, self);
        }
        self.charge.waits(own.then_some(here), self);
    }

    /// Moves all that wait with this bell to another deadline.
    fn reset(&self, here: usize, deadline: u64, bell: &Arc<Bell>) {
        let nearer = {
            let mut line = self.line.lock().unwrap();
            let all = line.waiting.iter_mut().filter(|(_, other)| Arc::ptr_eq(bell, other));
            let moved = all.map(|(at, _)| *at = deadline).count() > 0;
            let nearer = moved && deadline < line.alarm;
            line.alarm = if moved { line.alarm.min(deadline) } else { line.alarm };
            nearer
        };
        if nearer {
            self.charge.nearer(here, self);
        }
    }

    fn cancel(&self, bell: &Arc<Bell>) {
        self.line.lock().unwrap().waiting.retain(|(_, other)| !Arc::ptr_eq(bell, other));
    }

    /// The sleeps of a `block_on` on the thread `here`, until it was told.
    fn park(&self, here: usize, bell: &Arc<Bell>) {
        while !bell.is_rung() {
            match self.charge.turn_of(here, self) {
                Turn::Until(Some(at)) if at < FAR => self.pass(at),
                _ if bell.is_rung() => {}
                _ => bell.wait(),
            }
        }
    }

    /// A whole `block_on(sleep)`.
    fn block_on(&self, here: usize, deadline: u64) {
        let bell = Bell::new();
        self.register(here, true, deadline, &bell);
        self.park(here, &bell);
        self.charge.leave(here, self);
    }

    /// The same in an executor that knows nothing of us.
    fn foreign(&self, here: usize, deadline: u64) {
        let bell = Bell::new();
        self.register(here, false, deadline, &bell);
        bell.wait();
    }

    fn spawn(self: &Arc<Self>, f: impl FnOnce(&Self) + 'static) -> JoinHandle<()> {
        let world = Arc::clone(self);
        thread::spawn(move || f(&world))
    }
}

#[test]
fn two_block_ons_are_woken() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| world.block_on(TWO, 2));
        world.block_on(ONE, 1);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn a_block_on_and_a_foreign_executor_are_woken() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| world.foreign(TWO, 1));
        world.block_on(ONE, 2);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn two_foreign_executors_are_woken() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| world.foreign(TWO, 1));
        world.foreign(ONE, 2);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn who_registers_while_the_thread_steps_down_is_woken() {
    model(|| {
        let world = World::new();
        let driver = world.drive();
        world.foreign(ONE, 1);
        world.foreign(ONE, 2);
        world.close(driver);
    });
}

#[test]
fn who_registers_while_another_is_to_be_in_charge_is_woken() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| world.block_on(TWO, 1));
        world.foreign(ONE, 2);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn who_is_due_before_all_others_is_woken() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let far = Bell::new();
        let (other, bell) = (Arc::clone(&world), Arc::clone(&far));
        let other = thread::spawn(move || other.register(TWO, false, FAR, &bell));
        world.foreign(ONE, 1);
        join([other]);
        world.cancel(&far);
        world.close(driver);
    });
}

#[test]
fn a_sleep_that_is_reset_by_another_thread_wakes_a_block_on() {
    model(|| {
        let world = World::new();
        let driver = world.drive();
        let bell = Bell::new();
        world.register(ONE, true, FAR, &bell);
        let (other, moved) = (Arc::clone(&world), Arc::clone(&bell));
        let other = thread::spawn(move || other.reset(TWO, 1, &moved));
        world.park(ONE, &bell);
        world.charge.leave(ONE, &*world);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn what_a_call_left_behind_wakes_the_next_one_with_that_waker() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| world.foreign(TWO, 2));
        let bell = Bell::new();
        world.register(ONE, true, 1, &bell);
        world.charge.leave(ONE, &*world);
        world.park(ONE, &bell);
        world.charge.leave(ONE, &*world);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn who_counted_on_the_thread_is_woken_although_another_thread_is_in_charge_and_busy() {
    model(|| {
        let world = World::with_charge(THREAD);
        let driver = world.drive();
        let done = Bell::new();
        let foreign = Arc::clone(&done);
        let busy = world.spawn(move |world| {
            let bell = Bell::new();
            world.register(TWO, true, FAR, &bell);
            foreign.wait();
            world.cancel(&bell);
            world.charge.leave(TWO, world);
        });
        world.foreign(ONE, 1);
        done.ring();
        join([busy]);
        world.close(driver);
    });
}

#[test]
fn a_driver_that_was_replaced_in_its_turn_takes_nobody_along() {
    model(|| {
        let world = World::with_charge(THREAD);
        let driver = world.drive();
        let old = world.spawn(|world| {
            let _ = world.charge.turn_of_thread(world);
        });
        world.foreign(ONE, 1);
        join([old]);
        world.close(driver);
    });
}

#[test]
fn what_was_passed_on_wakes_a_thread_that_sleeps_elsewhere() {
    large_model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| {
            let bell = Bell::new();
            world.register(TWO, true, FAR, &bell);
            world.cancel(&bell);
            world.charge.leave(TWO, world);
        });
        let bell = Bell::new();
        world.register(ONE, true, 1, &bell);
        world.charge.pass_on(ONE, &*world);
        bell.wait();
        join([other]);
        world.close(driver);
    });
}

#[test]
fn a_cancelled_sleep_leaves_nobody_alone() {
    model(|| {
        let world = World::new();
        let driver = world.drive();
        let other = world.spawn(|world| {
            let bell = Bell::new();
            world.register(TWO, false, FAR, &bell);
            world.cancel(&bell);
        });
        world.block_on(ONE, 1);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn a_lone_block_on_needs_no_thread() {
    model(|| {
        let world = World::new();
        let other = world.spawn(|world| world.cancel(&Bell::new()));
        world.block_on(ONE, 1);
        world.block_on(ONE, 2);
        world.block_on(TWO, 3);
        join([other]);
        assert!(!world.charge.is_lent() && !world.charge.is_with_thread());
        assert!(!world.hired.load(Ordering::Relaxed));
    });
}
