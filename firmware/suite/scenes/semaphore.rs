//! A semaphore without permits.

use crate::flavor::sync::Semaphore;
use crate::flavor::{Act, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

/// How the semaphore lets waiters go on, once.
#[derive(Clone, Copy)]
enum Release {
    Permits(usize),
    Close,
}

use Release::{Close, Permits};

const ALL: Facts = Facts::new(Serves::All);
const HOLDERS: Facts = Facts::new(Serves::Holders);
/// More than there are seats, and who comes and goes.
const ENOUGH: usize = 7;

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Semaphore", HOLDERS, |act| {
        exhausted(const { Semaphore::new(0) }, 1, Permits(1), act)
    }),
    Subject::new("Semaphore, fair", HOLDERS, |act| {
        exhausted(const { Semaphore::fair(0) }, 1, Permits(1), act)
    }),
    Subject::new("Semaphore, acquire_many", HOLDERS, |act| {
        exhausted(const { Semaphore::new(1) }, 3, Permits(2), act)
    }),
    Subject::new("Semaphore, release(n)", ALL, |act| {
        exhausted(const { Semaphore::new(0) }, 1, Permits(ENOUGH), act)
    }),
    Subject::new("Semaphore, close", ALL, |act| {
        exhausted(const { Semaphore::new(0) }, 1, Close, act)
    }),
];

fn exhausted(semaphore: Semaphore, each: u32, release: Release, act: Act<'_>) {
    let release = Shared::new(Some(release));
    let scene = Scene {
        wait: || semaphore.acquire_many(each),
        release: || match release.take() {
            Some(Permits(n)) => semaphore.release(n),
            Some(Close) => semaphore.close(),
            None => {}
        },
        poke: || {
            drop(semaphore.try_acquire());
            if let Ok(mut permit) = semaphore.try_acquire_many(2) {
                let half = permit.split(1);
                permit.merge(half.expect("two permits can be split"));
            }
            let _ = (semaphore.available_permits(), semaphore.is_closed());
            semaphore.release(0);
            semaphore.forget_permits(0);
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
