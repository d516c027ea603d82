//! How far a scenario got, and who looks whether it goes on.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Longer than this without a new step is a hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// The steps of a scenario that were begun, the last one under way.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Vec<&'static str>>>);

impl Progress {
    /// The next step begins.
    pub fn begin(&self, step: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(step);
    }

    /// How many were begun, and the last one's name.
    pub fn last(&self) -> (usize, &'static str) {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (begun.len(), begun.last().copied().unwrap_or("the start"))
    }
}

/// Runs a scenario of so many `steps` on a thread of its own.
///
/// # Panics
///
/// If it panics, hangs, or ends before its last step. The message names the step.
pub fn watched(steps: usize, scenario: impl FnOnce(Progress) + Send + 'static) {
    watched_for(PATIENCE, steps, scenario);
}

/// The same, with less patience.
///
/// # Panics
///
/// As [`watched`].
pub fn watched_for(
    patience: Duration,
    steps: usize,
    scenario: impl FnOnce(Progress) + Send + 'static,
) {
    let progress = Progress::default();
    let (end, ended) = channel::<()>();
    let running = thread::spawn({
        let progress = progress.clone();
        move || {
            // Dropped when the scenario ends, in whichever way.
            let _end = end;
            scenario(progress);
        }
    });
    let mut before = progress.last();
    while ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
        let now = progress.last();
        assert!(now.0 > before.0, "hangs in step {} of {steps}: {}", now.0, now.1);
        before = now;
    }
    let (begun, name) = progress.last();
    if let Err(panic) = running.join() {
        eprintln!("panics in step {begun} of {steps}: {name}");
        resume_unwind(panic);
    }
    assert_eq!(begun, steps, "ends with {name}");
}
