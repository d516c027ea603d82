//! A condition variable that was not notified; its mutex is free.

use crate::flavor::sync::{Condvar, Mutex, MutexGuard};
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

const TAKERS: Facts = Facts::new(Serves::Takers).unstored();
const HOLDERS: Facts = Facts::new(Serves::Holders).unstored();

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Condvar, notify_one", TAKERS, |act| {
        parking(const { Mutex::new(0) }, Condvar::notify_one, act)
    }),
    Subject::new("Condvar, notify_all", HOLDERS, |act| {
        parking(const { Mutex::new(0) }, Condvar::notify_all, act)
    }),
    Subject::new("Condvar, notify_all, fair mutex", HOLDERS, |act| {
        parking(const { Mutex::fair(0) }, Condvar::notify_all, act)
    }),
];

async fn wait<'a>(condvar: &Condvar, mutex: &'a Mutex<u32>) -> MutexGuard<'a, u32> {
    condvar.wait(mutex.lock().await).await
}

fn parking(mutex: Mutex<u32>, release: fn(&Condvar), act: Act<'_>) {
    let condvar = const { Condvar::new() };
    let scene = Scene {
        wait: || wait(&condvar, &mutex),
        release: || release(&condvar),
        poke: || drop(mutex.try_lock()),
        ebb: no_ebb,
    };
    play(scene, act);
}
