//! Tasks: futures that are polled when they were woken.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use loom::alloc::Track;
use loom::sync::Notify;

use crate::lock::is_held;

/// What a waker rings.
struct Bell {
    notify: Notify,
    /// For assertions, after the threads that may ring have been joined.
    rings: AtomicUsize,
    /// A waker that is never dropped keeps the bell, which loom reports at the end.
    _leak: Track<()>,
}

impl Bell {
    fn new() -> Arc<Self> {
        let rings = AtomicUsize::new(0);
        Arc::new(Self { notify: Notify::new(), rings, _leak: Track::new(()) })
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        assert!(!is_held(), "a waker was called under a lock");
        self.rings.fetch_add(1, Ordering::Relaxed);
        self.notify.notify();
    }
}

/// A future with a waker of its own. Dropping it cancels.
pub struct Task<F: Future> {
    future: Pin<Box<F>>,
    bell: Arc<Bell>,
    waker: Waker,
}

impl<F: Future> Task<F> {
    /// A task that was not polled yet.
    pub fn new(future: F) -> Self {
        let bell = Bell::new();
        let waker = Waker::from(Arc::clone(&bell));
        Self { future: Box::pin(future), bell, waker }
    }

    /// A task that was polled once and has to wait.
    pub fn waiting(future: F) -> Self {
        let mut task = Self::new(future);
        assert!(task.poll().is_none(), "the future was to wait");
        task
    }

    /// Polls once, woken or not.
    pub fn poll(&mut self) -> Option<F::Output> {
        match self.future.as_mut().poll(&mut Context::from_waker(&self.waker)) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    /// Polls, and sleeps until it is woken, and so on to the end.
    pub fn run(mut self) -> F::Output {
        loop {
            if let Some(output) = self.poll() {
                return output;
            }
            self.bell.notify.wait();
        }
    }

    /// The same future in another task: with another waker, which it knows from its next poll on.
    pub fn migrate(mut self) -> Self {
        self.bell = Bell::new();
        self.waker = Waker::from(Arc::clone(&self.bell));
        self
    }

    /// How often the task was woken; for when all who may wake it have been joined.
    pub fn wakes(&self) -> usize {
        self.bell.rings.load(Ordering::Relaxed)
    }

    /// The waker, to be registered by hand.
    pub fn waker(&self) -> &Waker {
        &self.waker
    }

    /// Never polls nor drops the future.
    pub fn forget(self) {
        mem::forget(self.future);
    }
}

impl<F: Future> fmt::Debug for Task<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").finish_non_exhaustive()
    }
}

/// Runs a future in this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    Task::new(future).run()
}
