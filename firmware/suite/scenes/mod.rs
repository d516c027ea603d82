//! The primitives, each as a scene. `tests/conformance/scenes/` says more of them.

mod broadcast;
mod condvar;
mod event;
mod exchange;
mod gates;
mod mpmc;
mod mpsc;
mod mutex;
mod notify;
mod once;
mod oneshot;
mod oneshot_broadcast;
mod oneshot_lite;
mod priority;
mod rendezvous;
mod rwlock;
mod semaphore;
mod spsc;
mod timers;
mod token;
mod watch;

use board::Tests;
use suite::promises;

use crate::flavor::Subject;

const ALL: [&[Subject]; 21] = [
    mutex::SUBJECTS,
    rwlock::SUBJECTS,
    semaphore::SUBJECTS,
    event::SUBJECTS,
    notify::SUBJECTS,
    condvar::SUBJECTS,
    gates::SUBJECTS,
    once::SUBJECTS,
    token::SUBJECTS,
    timers::SUBJECTS,
    oneshot::SUBJECTS,
    oneshot_lite::SUBJECTS,
    oneshot_broadcast::SUBJECTS,
    spsc::SUBJECTS,
    mpmc::SUBJECTS,
    mpsc::SUBJECTS,
    priority::SUBJECTS,
    rendezvous::SUBJECTS,
    exchange::SUBJECTS,
    broadcast::SUBJECTS,
    watch::SUBJECTS,
];

/// Asks every primitive for every promise.
pub(crate) fn ask(tests: &mut Tests) {
    for subjects in ALL {
        promises::ask(subjects, tests);
    }
}
