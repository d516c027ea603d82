//! The queues of a pool, and how its workers sleep: every interleaving of a few steps.

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

    pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
    pub(crate) use loom::sync::{Condvar, Mutex};
    pub(crate) use loom::thread;
}

use models::{join, model};

use self::injector::Injector;
use self::ring::Ring;
use self::sync::{Arc, thread};
use self::world::{Job, World};

#[test]
fn the_owner_and_a_thief_share_a_ring() {
    model(|| {
        let rings: Arc<[Ring<Box<Job>, 2>; 2]> = Arc::new([Ring::new(), Ring::new()]);
        let taken = |job: Option<Box<Job>>| usize::from(job.is_some());
        let other = Arc::clone(&rings);
        let thief = thread::spawn(move || {
            let [theirs, own] = &*other;
            taken(theirs.steal(own)) + taken(own.pop())
        });
        let own = &rings[0];
        let mut count = 0;
        for _ in 0..3 {
            if let Err(job) = own.push(Job::new(0)) {
                count += 1;
                drop(job);
            }
        }
        while let Some(job) = own.pop() {
            count += taken(Some(job));
        }
        assert_eq!(count + thief.join().unwrap(), 3);
    });
}

#[test]
fn what_is_pushed_from_two_sides_is_taken_once() {
    model(|| {
        let queue = Arc::new(Injector::new());
        let other = Arc::clone(&queue);
        let pusher = thread::spawn(move || {
            other.push(Job::new(0));
            let mut count = 0;
            other.take(2, |_| count += 1);
            count
        });
        queue.push(Job::new(0));
        let mut count = 0;
        queue.take(1, |_| count += 1);
        count += pusher.join().unwrap();
        queue.take(2, |_| count += 1);
        assert_eq!(count, 2);
        assert!(queue.is_empty());
    });
}

#[test]
fn a_worker_sees_a_push_before_it_sleeps() {
    model(|| {
        let world = World::new(1, 1);
        let workers = world.start();
        world.push(0);
        join(workers);
    });
}

#[test]
fn two_workers_see_a_push_before_they_sleep() {
    model(|| {
        let world = World::new(2, 1);
        let workers = world.start();
        world.push(0);
        join(workers);
    });
}

#[test]
fn a_job_that_another_one_makes_is_run() {
    model(|| {
        let world = World::new(2, 2);
        world.push(1);
        join(world.start());
    });
}
