//! What a pool of threads is to be like.

use alloc::string::String;
use std::thread;
use std::time::Duration;

use super::BlockingPool;
use super::threads::Threads;

/// Makes a [`BlockingPool`]; see [`BlockingPool::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing unless built"]
pub struct BlockingPoolBuilder {
    pub(super) threads: usize,
    pub(super) keep_alive: Duration,
    name: Option<String>,
    stack_size: Option<usize>,
}

impl BlockingPoolBuilder {
    pub(super) const fn new() -> Self {
        Self { threads: 500, keep_alive: Duration::from_secs(10), name: None, stack_size: None }
    }

    /// How many threads there are at most.
    ///
    /// # Panics
    ///
    /// If there are none.
    #[track_caller]
    pub fn threads(self, most: usize) -> Self {
        assert!(most > 0, "a pool without threads does no work: give it one at least");
        Self { threads: most, ..self }
    }

    /// How long a thread sleeps without work before it ends. [`Duration::MAX`] means for ever.
    pub fn keep_alive(self, keep_alive: Duration) -> Self {
        Self { keep_alive, ..self }
    }

    /// What the threads are called, instead of `wakeful-blocking`.
    ///
    /// # Panics
    ///
    /// If there is a zero byte in it.
    #[track_caller]
    pub fn thread_name(self, name: impl Into<String>) -> Self {
        let name = name.into();
        assert!(!name.contains('\0'), "the name of a thread has no zero byte");
        Self { name: Some(name), ..self }
    }

    /// How large the stack of a thread is, in bytes, if not as large as the standard library has it.
    pub fn stack_size(self, bytes: usize) -> Self {
        Self { stack_size: Some(bytes), ..self }
    }

    /// The pool. It starts its threads when there is work.
    pub fn build(self) -> BlockingPool {
        BlockingPool::of(Threads::new(self))
    }

    /// What starts one of the threads.
    pub(super) fn thread(&self) -> thread::Builder {
        let name = self.name.as_deref().unwrap_or("wakeful-blocking");
        let builder = thread::Builder::new().name(name.into());
        match self.stack_size {
            Some(bytes) => builder.stack_size(bytes),
            None => builder,
        }
    }
}
