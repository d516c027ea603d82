//! Tasks whose wakers are made beforehand.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Two wakers, made beforehand, and how often they were woken.
pub(crate) struct Tasks {
    wakes: [Arc<Wakes>; 2],
    wakers: [Waker; 2],
}

impl Tasks {
    pub(crate) fn new() -> Self {
        let wakes = [0, 1].map(|_| Arc::new(Wakes(AtomicUsize::new(0))));
        let wakers = [0, 1].map(|at: usize| wakes[at].clone().into());
        Self { wakes, wakers }
    }

    pub(crate) fn poll<F: Future>(&self, task: usize, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.wakers[task]))
    }

    /// `first` and `second` wait, change their tasks, and one of them is dropped; `release` lets
    /// the other go on.
    pub(crate) fn wait<F: Future>(&self, first: F, second: F, release: impl FnOnce()) -> F::Output {
        let mut first = pin!(first);
        {
            let mut second = pin!(second);
            for task in [0, 0, 1] {
                assert!(self.poll(task, first.as_mut()).is_pending());
                assert!(self.poll(1 - task, second.as_mut()).is_pending());
            }
        }
        let before = self.wakes[1].0.load(Ordering::Relaxed);
        release();
        assert_eq!(self.wakes[1].0.load(Ordering::Relaxed), before + 1);
        match self.poll(1, first) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("woken in vain"),
        }
    }
}
