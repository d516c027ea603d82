//! Who sleeps where devices are: every unpark ends that sleep, whoever takes the charge gets the seat, and nobody who
//! waits is forgotten.
//!
//! The protocols are those of the library, its very files; the system, the device and the executors are the model's.

#[path = "../../src/executor/driver/asleep.rs"]
mod asleep;
#[allow(dead_code)]
#[path = "../../src/executor/driver/charge.rs"]
mod charge;
#[allow(dead_code)]
#[path = "../../src/executor/driver/clients.rs"]
mod clients;
#[allow(dead_code)]
#[path = "../../src/executor/parker.rs"]
mod parker;
#[path = "../../src/reactor/seat.rs"]
mod seat;
#[path = "reactor/world.rs"]
mod world;

/// What the files of the seat and of the parker are made of here.
mod sync {
    pub(crate) use super::world::oust;
    pub(crate) use loom::sync::atomic::{AtomicU32, Ordering};
    pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
    pub(crate) use std::sync::{PoisonError, TryLockError};
}

/// Where those in charge look for the word.
mod process {
    pub(crate) use super::world::CHARGE;
}

use std::sync::Arc;

use loom::thread::{self, yield_now};
use models::{join, large_model, model};

use parker::Parker;
use world::{ONE, TWO, World, block_on, foreign, start, until_unparked};

#[test]
fn a_block_on_is_told_of_its_device() {
    model(|| {
        let world = World::get();
        world.add_device();
        let other = thread::spawn(|| World::get().happen());
        block_on(ONE);
        join([other]);
        assert!(!world.is_hired());
    });
}

#[test]
fn an_unpark_ends_a_sleep_where_devices_are() {
    model(|| {
        let world = World::get();
        world.add_device();
        let parker = start(ONE);
        let other = Arc::clone(&parker);
        let other = thread::spawn(move || other.unpark());
        until_unparked(ONE, &parker);
        join([other]);
    });
}

#[test]
fn two_sleeps_are_ended_by_two_unparks() {
    model(|| {
        let world = World::get();
        world.add_device();
        let parker = start(ONE);
        let unpark = |parker: &Arc<Parker>| {
            let parker = Arc::clone(parker);
            thread::spawn(move || parker.unpark())
        };
        let first = unpark(&parker);
        until_unparked(ONE, &parker);
        // The rest of the first one may come at any time.
        let second = unpark(&parker);
        until_unparked(ONE, &parker);
        join([first, second]);
    });
}

#[test]
fn a_foreign_executor_is_told_although_a_block_on_was_in_the_seat() {
    large_model(|| {
        let world = World::get();
        world.add_device();
        let driver = world.drive();
        let other = thread::spawn(|| {
            foreign(|| World::get().happen());
        });
        block_on(ONE);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn an_unpark_ends_the_sleep_of_one_who_loses_the_charge() {
    large_model(|| {
        let world = World::get();
        world.add_device();
        let driver = world.drive();
        let parker = start(ONE);
        let own = Arc::clone(&parker);
        let other = thread::spawn(move || {
            foreign(|| {
                own.unpark();
                World::get().happen();
            });
        });
        until_unparked(ONE, &parker);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn two_block_ons_are_told_by_the_thread() {
    large_model(|| {
        let world = World::get();
        world.add_device();
        let driver = world.drive();
        let other = thread::spawn(|| block_on(TWO));
        world.happen();
        block_on(ONE);
        join([other]);
        world.close(driver);
    });
}

#[test]
fn a_thread_that_sleeps_for_a_timer_hears_of_the_first_device() {
    large_model(|| {
        let world = World::get();
        let driver = world.drive();
        let other = thread::spawn(|| World::get().wait_for_a_time(TWO));
        world.add_device();
        foreign(|| World::get().happen());
        join([other]);
        world.close(driver);
    });
}

#[test]
fn a_block_on_is_told_when_the_thread_has_stepped_down() {
    large_model(|| {
        let world = World::get();
        let driver = world.drive();
        world.add_device();
        foreign(|| World::get().happen());
        world.remove_device();
        world.add_device();
        let other = thread::spawn(|| World::get().happen());
        block_on(ONE);
        join([other]);
        world.close(driver);
    });
}
