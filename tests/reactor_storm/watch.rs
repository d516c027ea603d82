//! Who looks whether a test goes on, so that a hang fails.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Longer than this without a step is a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// Steps that were done.
#[derive(Clone, Default)]
pub(crate) struct Steps(Arc<AtomicU64>);

impl Steps {
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn done(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs `body` on a thread of its own, as long as it makes steps.
pub(crate) fn watched<T: Send + 'static>(body: impl FnOnce(Steps) -> T + Send + 'static) -> T {
    let steps = Steps::default();
    let (end, ended) = channel::<()>();
    let body = {
        let steps = steps.clone();
        thread::spawn(move || {
            // Dropped when the body ends, in whichever way.
            let _end = end;
            body(steps)
        })
    };
    let mut before = steps.done();
    while ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        let now = steps.done();
        assert!(now > before, "hangs after {now} steps");
        before = now;
    }
    body.join().unwrap_or_else(|panic| resume_unwind(panic))
}
