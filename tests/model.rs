//! Random and exhaustive scripts against a sequential model.
//!
//! A [`Primitive`](primitive::Primitive) is what is run, its [`Model`](primitive::Model) what it
//! should be. A [`Run`](run::Run) executes steps on both, and after each step asks whether what was
//! seen is legal: who is ready, who was woken, who should have been. Where a primitive has a choice
//! (a waiter that was woken may own its permit already, or may have to race for it), the run keeps
//! all [`World`](world::World)s in which it may be; a script fails when none is left.
//!
//! * [`random`]: long scripts, drawn by proptest and made small when they fail.
//! * [`explorer`]: every short script, with futures that are dropped or never polled again.
//!
//! Both are shown to fail on [`toy`]s with planted faults.

#![cfg(feature = "std")]

#[path = "model/event.rs"]
mod event;
#[path = "model/explorer.rs"]
mod explorer;
#[path = "model/flavor/mod.rs"]
mod flavor;
#[path = "model/mutex.rs"]
mod mutex;
#[path = "model/notify.rs"]
mod notify;
#[path = "model/primitive.rs"]
mod primitive;
#[path = "model/probe.rs"]
mod probe;
#[path = "model/random.rs"]
mod random;
#[path = "model/run.rs"]
mod run;
#[path = "model/rwlock.rs"]
mod rwlock;
#[path = "model/semaphore.rs"]
mod semaphore;
#[path = "model/toy.rs"]
mod toy;
#[path = "model/world.rs"]
mod world;

use toy::{Careful, ForgetsToPassOn, HoldsTheFirstWaker, LetsTwoIn, Toy};

#[test]
fn a_mutex_follows_its_model() {
    random::every_flavor::<mutex::Mutexes>();
}

#[test]
fn a_semaphore_follows_its_model() {
    random::every_flavor::<semaphore::Semaphores>();
}

#[test]
fn a_reader_writer_lock_follows_its_model() {
    random::every_flavor::<rwlock::RwLocks>();
}

#[test]
fn a_notify_follows_its_model() {
    random::every_flavor::<notify::Notifies>();
}

#[test]
fn an_event_follows_its_model() {
    random::every_flavor::<event::Events>();
}

#[test]
fn a_mutex_loses_nothing_in_any_short_script() {
    explorer::every_flavor::<mutex::Mutexes>();
}

#[test]
fn a_semaphore_loses_nothing_in_any_short_script() {
    explorer::every_flavor::<semaphore::Semaphores>();
}

#[test]
fn a_reader_writer_lock_loses_nothing_in_any_short_script() {
    explorer::every_flavor::<rwlock::RwLocks>();
}

#[test]
fn a_notify_loses_nothing_in_any_short_script() {
    explorer::every_flavor::<notify::Notifies>();
}

#[test]
fn an_event_loses_nothing_in_any_short_script() {
    explorer::every_flavor::<event::Events>();
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn a_careful_toy_passes_both_harnesses() {
    assert_eq!(random::check::<Toy<Careful>>(true), Ok(()));
    let scripts = explorer::explore::<Toy<Careful>>(true, 4).expect("nothing wrong");
    assert_eq!(scripts, [1, 2, 6, 23, 103, 0, 0]);
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn a_wake_up_that_is_not_passed_on_is_caught() {
    both_catch::<ForgetsToPassOn>("asleep");
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn a_stale_waker_is_caught() {
    both_catch::<HoldsTheFirstWaker>("stale waker");
}

#[test]
#[cfg_attr(miri, ignore = "safe code, and many scripts")]
fn a_mutex_that_lets_two_in_is_caught() {
    both_catch::<LetsTwoIn>("ready");
}

fn both_catch<F: toy::Fault>(complaint: &str) {
    let by_chance = random::check::<Toy<F>>(true).expect_err("not caught by random scripts");
    assert!(by_chance.contains(complaint), "{by_chance}");
    let surely = explorer::explore::<Toy<F>>(true, 4).expect_err("not caught by the explorer");
    assert!(surely.contains(complaint), "{surely}");
}
