//! How a thread sleeps: who unparks it ends its sleep, or the next one, and is seen.
//!
//! The protocol is that of the library, its very file.

#[allow(dead_code)]
#[path = "../../src/executor/parker.rs"]
mod parker;

/// What the file of the library is made of here.
mod sync {
    pub(crate) use loom::sync::atomic::{AtomicU32, Ordering};
    pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
    pub(crate) use std::sync::PoisonError;

    /// Nobody sleeps elsewhere here.
    pub(crate) fn oust() {}
}

use std::sync::Arc;
use std::time::Duration;

use loom::sync::atomic::AtomicUsize;
use loom::thread::{self, JoinHandle};
use models::{join, model};

use parker::{EMPTY, Parker};
use sync::{AtomicU32, Condvar, Mutex, Ordering};

struct World {
    parker: Parker,
    /// What is told before an unpark: no order but that of the parker.
    told: AtomicUsize,
}

impl World {
    fn new() -> Arc<Self> {
        let parker = Parker::of(AtomicU32::new(EMPTY), Mutex::new(()), Condvar::new());
        Arc::new(Self { parker, told: AtomicUsize::new(0) })
    }

    fn tell(self: &Arc<Self>, what: usize) -> JoinHandle<()> {
        let this = self.clone();
        thread::spawn(move || {
            this.told.fetch_or(what, Ordering::Relaxed);
            this.parker.unpark();
        })
    }

    fn told(&self) -> usize {
        self.told.load(Ordering::Relaxed)
    }
}

#[test]
fn an_unpark_ends_a_sleep_and_is_seen() {
    model(|| {
        let world = World::new();
        let other = world.tell(1);
        world.parker.park();
        assert_eq!(world.told(), 1);
        join([other]);
    });
}

#[test]
fn two_unparks_end_one_sleep_and_both_are_seen_in_the_end() {
    model(|| {
        let world = World::new();
        let others = [world.tell(1), world.tell(2)];
        while world.told() != 3 {
            world.parker.park();
        }
        join(others);
    });
}

#[test]
fn an_unpark_before_the_second_sleep_ends_it() {
    model(|| {
        let world = World::new();
        world.parker.unpark();
        let other = world.tell(1);
        world.parker.park();
        if world.told() == 0 {
            world.parker.park();
        }
        assert_eq!(world.told(), 1);
        join([other]);
    });
}

#[test]
fn a_look_takes_the_unpark_or_leaves_it_to_the_sleep() {
    model(|| {
        let world = World::new();
        let other = world.tell(1);
        if !world.parker.take() {
            world.parker.park();
        }
        assert_eq!(world.told(), 1);
        join([other]);
        assert!(!world.parker.take());
    });
}

#[test]
fn a_sleep_with_a_limit_that_was_ended_says_so() {
    model(|| {
        let world = World::new();
        let other = world.tell(1);
        // No time passes in a model: it ends by the unpark.
        assert!(world.parker.park_timeout(Duration::from_secs(1)));
        assert_eq!(world.told(), 1);
        join([other]);
    });
}

#[test]
fn two_sleep_one_after_the_other_by_the_same_parker() {
    model(|| {
        let world = World::new();
        let others = [world.tell(1), world.tell(2)];
        world.parker.park();
        let first = world.told();
        assert_ne!(first, 0);
        while world.told() != 3 {
            world.parker.park();
        }
        join(others);
    });
}
