//! A dog that watches: what hangs fails.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Runs `f` on a thread of its own, and fails if it takes far too long.
pub(crate) fn watched<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, result) = mpsc::channel();
    let runner = thread::spawn(move || {
        let result = f();
        let _ = done.send(());
        result
    });
    let limit = Duration::from_secs(if cfg!(miri) { 600 } else { 60 });
    let result = result.recv_timeout(limit);
    assert_ne!(result, Err(RecvTimeoutError::Timeout), "somebody was not woken");
    runner.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
