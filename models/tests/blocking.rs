//! Work that blocks: no job waits for ever, no output is lost, no thread sleeps that is needed.
//!
//! What the threads know of each other is that of the library, its very file; how they sleep is the model's.

extern crate alloc;

#[path = "../../src/executor/unblock/crew.rs"]
#[allow(dead_code, reason = "threads of a model start")]
mod crew;

use std::sync::Arc;

use crew::{Call, Crew, Next};
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Mutex, Notify};
use loom::thread::{self, JoinHandle};
use models::{LoomLock, block_on, join, large_model, model, share, small_model};
use wakeful::executor::scope::generic::{Outcome, Seat};

/// What a job does.
#[derive(Clone)]
enum Job {
    Count,
    /// Rings.
    Ring(Arc<Notify>),
    /// Blocks until that rings.
    Wait(Arc<Notify>),
}

/// By this a thread sleeps.
struct Sleeper {
    notify: Notify,
}

struct World {
    crew: Mutex<Crew<Job, Arc<Sleeper>>>,
    done: AtomicUsize,
    /// Whether threads that sleep are late at once.
    impatient: bool,
    threads: std::sync::Mutex<Vec<JoinHandle<()>>>,
}

impl World {
    fn new(limit: usize, impatient: bool) -> Arc<Self> {
        Arc::new(Self {
            crew: Mutex::new(Crew::new(limit)),
            done: AtomicUsize::new(0),
            impatient,
            threads: std::sync::Mutex::default(),
        })
    }

    fn add(self: &Arc<Self>, job: Job) {
        let call = self.crew.lock().unwrap().add(job);
        self.call(call);
    }

    fn call(self: &Arc<Self>, call: Call<Arc<Sleeper>>) {
        match call {
            Call::Nobody => {}
            Call::Wake(sleeper) => sleeper.notify.notify(),
            Call::Start => {
                let this = Arc::clone(self);
                let thread = thread::spawn(move || this.work());
                self.threads.lock().unwrap().push(thread);
            }
        }
    }

    fn work(self: &Arc<Self>) {
        let sleeper = Arc::new(Sleeper { notify: Notify::new() });
        let mut comes = true;
        loop {
            let next = self.crew.lock().unwrap().next(comes, Arc::clone(&sleeper));
            match next {
                Next::Work(job, call) => {
                    self.call(call);
                    match job {
                        Job::Count => {}
                        Job::Ring(bell) => bell.notify(),
                        Job::Wait(bell) => bell.wait(),
                    }
                    self.done.fetch_add(1, Ordering::Relaxed);
                    comes = false;
                }
                Next::Sleep => {
                    let is_late = |other: &Arc<Sleeper>| Arc::ptr_eq(other, &sleeper);
                    if self.impatient && self.crew.lock().unwrap().is_late(is_late) {
                        return;
                    }
                    sleeper.notify.wait();
                    comes = true;
                }
                Next::End => return,
            }
        }
    }

    /// Ends the threads, when nobody adds any more; all jobs are done then.
    fn close(self: &Arc<Self>, jobs: usize) {
        let sleepers = self.crew.lock().unwrap().close();
        sleepers.iter().for_each(|sleeper| sleeper.notify.notify());
        loop {
            let Some(thread) = self.threads.lock().unwrap().pop() else { break };
            thread.join().unwrap();
        }
        assert_eq!(self.done.load(Ordering::Relaxed), jobs);
        assert_eq!(self.crew.lock().unwrap().threads(), 0);
    }

    fn spawn(self: &Arc<Self>, f: impl FnOnce(&Arc<Self>) + 'static) -> JoinHandle<()> {
        let world = Arc::clone(self);
        thread::spawn(move || f(&world))
    }
}

#[test]
fn a_job_that_comes_while_a_thread_falls_asleep_is_done() {
    model(|| {
        let world = World::new(1, false);
        world.add(Job::Count);
        world.add(Job::Count);
        world.close(2);
    });
}

#[test]
fn a_job_that_comes_while_a_thread_ends_is_done() {
    model(|| {
        let world = World::new(1, true);
        world.add(Job::Count);
        world.add(Job::Count);
        world.close(2);
    });
}

#[test]
fn no_job_waits_behind_one_that_blocks() {
    large_model(|| {
        let world = World::new(2, false);
        let bell = Arc::new(Notify::new());
        world.add(Job::Wait(Arc::clone(&bell)));
        world.add(Job::Ring(bell));
        world.close(2);
    });
}

#[test]
fn a_thread_that_was_called_takes_the_job_although_another_one_blocks() {
    large_model(|| {
        let world = World::new(2, false);
        let bell = Arc::new(Notify::new());
        world.add(Job::Count);
        let (rings, other) =
            (Arc::clone(&bell), world.spawn(move |world| world.add(Job::Wait(bell))));
        world.add(Job::Ring(rings));
        join([other]);
        world.close(3);
    });
}

#[test]
fn two_add_while_the_only_thread_falls_asleep() {
    large_model(|| {
        let world = World::new(1, false);
        let other = world.spawn(|world| world.add(Job::Count));
        world.add(Job::Count);
        join([other]);
        world.close(2);
    });
}

/// An output that is there when it is told.
fn poll_outcome(outcome: &Outcome<Arc<u32>, LoomLock>) -> Arc<u32> {
    block_on(std::future::poll_fn(|cx| outcome.poll(cx)))
}

#[test]
fn an_output_wakes_who_waits() {
    small_model(|| {
        let outcome = share(Outcome::<Arc<u32>, LoomLock>::new());
        let maker = Arc::clone(&outcome);
        let maker = thread::spawn(move || maker.finish(Arc::new(1)).unwrap());
        assert_eq!(*poll_outcome(&outcome), 1);
        join([maker]);
    });
}

#[test]
fn an_output_goes_to_the_maker_or_to_who_leaves() {
    small_model(|| {
        let outcome = share(Outcome::<u32, LoomLock>::new());
        let maker = Arc::clone(&outcome);
        let maker = thread::spawn(move || maker.finish(1).err());
        let left = outcome.leave();
        let given_back = maker.join().unwrap();
        assert_eq!([left, given_back].iter().flatten().count(), 1);
    });
}

#[test]
fn a_child_that_is_cancelled_is_polled_and_gone() {
    model(|| {
        let seat = share(Seat::<u32, LoomLock>::new());
        let child = Arc::clone(&seat);
        let child = thread::spawn(move || {
            let mut future = std::future::pending::<u32>();
            let poll =
                std::future::poll_fn(|cx| child.poll_child(std::pin::Pin::new(&mut future), cx));
            let output = block_on(poll);
            assert!(child.vacate(output).is_none());
        });
        seat.cancel();
        assert_eq!(block_on(std::future::poll_fn(|cx| seat.poll(cx))), None);
        join([child]);
    });
}

#[test]
fn a_child_that_is_done_while_it_is_cancelled_is_gone_once() {
    model(|| {
        let seat = share(Seat::<u32, LoomLock>::new());
        let child = Arc::clone(&seat);
        let child = thread::spawn(move || {
            let mut future = std::future::ready(5);
            let poll =
                std::future::poll_fn(|cx| child.poll_child(std::pin::Pin::new(&mut future), cx));
            let output = block_on(poll);
            assert!(child.vacate(output).is_none());
        });
        seat.cancel();
        let output = block_on(std::future::poll_fn(|cx| seat.poll(cx)));
        assert!(matches!(output, None | Some(5)));
        join([child]);
    });
}
