//! How the workers of a pool sleep, under random schedules with fixed seeds: longer than loom could.

#[path = "../../src/executor/pool/awake.rs"]
mod awake;
#[path = "pool/crew.rs"]
mod crew;
#[path = "../../src/executor/pool/idle.rs"]
mod idle;
#[path = "../../src/executor/pool/injector.rs"]
mod injector;
#[path = "../../src/executor/pool/item.rs"]
mod item;
#[path = "../../src/executor/pool/ring.rs"]
mod ring;
#[path = "pool/world.rs"]
mod world;

/// What the files of the library, and the world, are made of here.
mod sync {
    pub(crate) use std::sync::{Arc, PoisonError};

    pub(crate) use shuttle::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
    pub(crate) use shuttle::sync::{Condvar, Mutex};
    pub(crate) use shuttle::thread;
}

use std::env;

use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::{Config, Runner};

use self::sync::{Arc, thread};
use self::world::World;

const SEED: u64 = 0x005e_ed0f_1d1e;

/// So many schedules, half of them with few preemptions.
fn explore(schedules: usize, f: impl Fn() + Send + Sync + Clone + 'static) {
    let schedules = if env::var_os("WAKEFUL_SOAK").is_some() { 200 * schedules } else { schedules };
    let random = RandomScheduler::new_from_seed(SEED, schedules);
    Runner::new(random, Config::new()).run(f.clone());
    let few = PctScheduler::new_from_seed(SEED, 3, schedules);
    Runner::new(few, Config::new()).run(f);
}

/// Several threads push, each so many jobs that make so many others.
fn run(workers: usize, pushers: usize, pushes: usize, then: usize) {
    let world = World::new(workers, pushers * pushes * (1 + then));
    let threads = world.start();
    let push = |_| {
        let world = Arc::clone(&world);
        thread::spawn(move || (0..pushes).for_each(|_| world.push(then)))
    };
    let pushers: Vec<_> = (0..pushers).map(push).collect();
    for thread in threads.into_iter().chain(pushers) {
        thread.join().unwrap();
    }
}

#[test]
fn one_worker_runs_all() {
    explore(4000, || run(1, 2, 2, 1));
}

#[test]
fn two_workers_run_all() {
    explore(4000, || run(2, 1, 2, 2));
}

#[test]
fn three_workers_run_all_that_two_threads_push() {
    explore(4000, || run(3, 2, 2, 0));
}

#[test]
fn what_a_busy_worker_took_from_elsewhere_is_taken_from_it() {
    explore(10_000, || {
        let world = World::new(2, 2);
        let (busy, idle) = (Arc::clone(&world), Arc::clone(&world));
        let busy = thread::spawn(move || busy.work_elsewhere(0));
        let idle = thread::spawn(move || idle.work(1));
        (0..2).for_each(|_| world.push(0));
        busy.join().unwrap();
        idle.join().unwrap();
    });
}

#[test]
fn the_last_who_sleeps_tells_that_no_task_is_left() {
    explore(30_000, || crew::drain(2, 1));
    explore(4000, || crew::drain(3, 2));
}

#[test]
fn three_workers_share_what_is_too_much_for_one() {
    explore(4000, || run(3, 1, 1, 5));
}
