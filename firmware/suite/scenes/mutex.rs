//! A mutex that somebody has locked.

use crate::flavor::sync::Mutex;
use crate::flavor::{Act, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

const HOLDERS: Facts = Facts::new(Serves::Holders);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Mutex", HOLDERS, |act| locked(const { Mutex::new(0) }, act)),
    Subject::new("Mutex, fair", HOLDERS, |act| locked(const { Mutex::fair(0) }, act)),
];

fn locked(mutex: Mutex<u32>, act: Act<'_>) {
    let held = Shared::new(mutex.try_lock().ok());
    let scene = Scene {
        wait: || mutex.lock(),
        release: || drop(held.take()),
        poke: || {
            if let Ok(mut value) = mutex.try_lock() {
                *value += 1;
            }
            let _ = mutex.is_locked();
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
