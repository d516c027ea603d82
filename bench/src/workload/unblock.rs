//! Whatever does blocking work on threads of its own.

use std::hint::black_box;
use std::time::Instant;

use crate::harness::{Tasks, unpinned};
use crate::row::Batch;

/// A pool of threads for blocking work, one for the process.
pub(crate) trait Unblock: 'static {
    /// What `work` gives on another thread.
    fn unblock<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = T>;
}

/// So many tasks of one thread, each of which does so little again and again on others. The tasks run
/// under the same small executor for everybody. No thread is pinned: those who work are started by
/// whoever comes by.
pub(crate) fn calls<U: Unblock>(tasks: usize) -> Batch {
    Batch::count(move |count| {
        unpinned(|| {
            let mut tasks = Tasks::new(tasks, || async move {
                for call in 0..count {
                    assert_eq!(U::unblock(move || black_box(call)).await, call, "a wrong answer");
                }
                count
            });
            let start = Instant::now();
            tasks.run();
            start.elapsed()
        })
    })
}
