//! Wakers that say who was woken.

use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};

/// Who was woken, in order.
pub(crate) struct Log<T>(Arc<Mutex<Vec<T>>>);

struct Task<T> {
    name: T,
    log: Arc<Mutex<Vec<T>>>,
}

impl<T: Copy + Send + Sync + 'static> Wake for Task<T> {
    fn wake(self: Arc<Self>) {
        self.log.lock().expect("no panic").push(self.name);
    }
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Copy + Send + Sync + 'static> Log<T> {
    /// A waker that is noted as `name`.
    pub(crate) fn waker(&self, name: T) -> Waker {
        Waker::from(Arc::new(Task { name, log: self.0.clone() }))
    }

    /// The same log.
    pub(crate) fn share(&self) -> Self {
        Self(self.0.clone())
    }

    /// Who was woken since this was asked last.
    pub(crate) fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }

    /// How many wakers there are.
    pub(crate) fn wakers(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}
