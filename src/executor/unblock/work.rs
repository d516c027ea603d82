//! A closure on its way: one allocation, which the thread that runs it and the future share.

use alloc::sync::Arc;
use core::task::{Context, Poll};
use std::io;
use std::panic;

use crate::executor::outcome::Outcome;
use crate::future::panics::{Payload, catch};
use crate::lock::{Locked, StdLock};

/// What a thread of a pool does. May panic.
pub(super) trait Job: Send + Sync {
    /// On a thread of the pool.
    fn run(self: Arc<Self>);
    /// No thread of the pool could be started, and there is none.
    fn refuse(self: Arc<Self>, error: io::ErrorKind);
}

/// How a closure ended.
pub(super) type End<T> = Result<T, Failure>;

/// Why there is no output.
pub(super) enum Failure {
    Panicked(Payload),
    /// No thread could be started.
    Refused(io::ErrorKind),
}

impl Failure {
    /// Goes on with it where somebody waits.
    pub(super) fn resume(self) -> ! {
        match self {
            Self::Panicked(payload) => panic::resume_unwind(payload),
            Self::Refused(kind) => panic!("no thread for blocking work could be started: {kind}"),
        }
    }
}

pub(super) struct Work<F, T> {
    /// Whoever takes it runs it, or drops it.
    closure: Locked<Option<F>, StdLock>,
    outcome: Outcome<End<T>, StdLock>,
}

impl<F, T> Work<F, T> {
    pub(super) const fn new(closure: F) -> Self {
        Self { closure: Locked::new(Some(closure)), outcome: Outcome::new() }
    }
}

impl<F: FnOnce() -> T + Send, T: Send> Job for Work<F, T> {
    fn run(self: Arc<Self>) {
        if let Some(closure) = self.closure.with(Option::take) {
            // If nobody wants it, it is dropped here.
            let _ = self.outcome.finish(catch(closure).map_err(Failure::Panicked));
        }
    }

    fn refuse(self: Arc<Self>, error: io::ErrorKind) {
        let closure = self.closure.with(Option::take);
        let _ = self.outcome.finish(Err(Failure::Refused(error)));
        drop(closure);
    }
}

/// What the future sees of a [`Work`].
pub(super) trait Awaited<T>: Send + Sync {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<End<T>>;
    /// Nobody waits any more: a closure that no thread has taken is not run.
    fn abandon(&self);
    /// Nobody waits any more.
    fn detach(&self);
}

impl<F: Send, T: Send> Awaited<T> for Work<F, T> {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<End<T>> {
        self.outcome.poll(cx)
    }

    fn abandon(&self) {
        let closure = self.closure.with(Option::take);
        let outcome = self.outcome.leave();
        drop((closure, outcome));
    }

    fn detach(&self) {
        drop(self.outcome.leave());
    }
}
