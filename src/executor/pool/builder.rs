//! How a pool is to be.

use core::fmt;
use core::num::NonZero;
use std::borrow::ToOwned;
use std::boxed::Box;
use std::format;
use std::io;
use std::string::String;
use std::sync::Arc;
use std::thread;

use super::ThreadPool;
use super::idle::MOST;
use super::shared::Shared;
use super::worker::Local;
use crate::future::panics::quietly;

type Name = Box<dyn FnMut(usize) -> String + Send>;
type Hook = Arc<dyn Fn(usize) + Send + Sync>;

/// How a [`ThreadPool`] is to be.
///
/// # Examples
///
/// ```
/// use wakeful::executor::ThreadPool;
///
/// let pool = ThreadPool::builder()
///     .threads(2)
///     .thread_name("crew")
///     .on_start(|n| println!("thread {n} starts"))
///     .build()?;
/// let name = pool.spawn(async { std::thread::current().name().map(String::from) });
/// assert!(pool.block_on(name).unwrap().unwrap().starts_with("crew-"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics in hooks
///
/// Are caught: the thread goes on.
#[derive(Default)]
pub struct ThreadPoolBuilder {
    threads: Option<usize>,
    name: Option<Name>,
    stack_size: Option<usize>,
    on_start: Option<Hook>,
    on_stop: Option<Hook>,
}

impl ThreadPoolBuilder {
    /// As [`ThreadPool::builder`].
    pub fn new() -> Self {
        Self::default()
    }

    /// How many threads poll: at least one, and at most 65534 (254 on 32-bit targets); a count beyond that is
    /// taken for the nearest. By default as many as the machine runs at a time.
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Some(count.clamp(1, MOST));
        self
    }

    /// What the threads are called, each with a dash and its number. By default `wakeful-0` and so on.
    pub fn thread_name(self, name: &str) -> Self {
        let name = name.to_owned();
        self.thread_name_fn(move |index| format!("{name}-{index}"))
    }

    /// What each thread is called, by its number.
    pub fn thread_name_fn(mut self, name: impl FnMut(usize) -> String + Send + 'static) -> Self {
        self.name = Some(Box::new(name));
        self
    }

    /// How large the stack of each thread is, in bytes.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// What each thread does first, with its number.
    pub fn on_start(mut self, hook: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.on_start = Some(Arc::new(hook));
        self
    }

    /// What each thread does last, with its number.
    pub fn on_stop(mut self, hook: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.on_stop = Some(Arc::new(hook));
        self
    }

    /// Starts the threads.
    ///
    /// # Errors
    ///
    /// If a thread cannot be started. Those that were are ended again.
    pub fn build(mut self) -> io::Result<ThreadPool> {
        let count = self.threads.unwrap_or_else(|| {
            thread::available_parallelism().map_or(1, NonZero::get).clamp(1, MOST)
        });
        let shared = Shared::new(count);
        let mut pool = ThreadPool::new_empty(&shared);
        for index in 0..count {
            let mut thread = thread::Builder::new().name(match &mut self.name {
                Some(name) => name(index),
                None => format!("wakeful-{index}"),
            });
            if let Some(bytes) = self.stack_size {
                thread = thread.stack_size(bytes);
            }
            let crew = shared.clone();
            let (on_start, on_stop) = (self.on_start.clone(), self.on_stop.clone());
            let main = move || {
                call(on_start, index);
                Local::new(crew, index).main();
                call(on_stop, index);
            };
            match thread.spawn(main) {
                Ok(thread) => pool.add(thread),
                Err(error) => {
                    shared.leave(count - index, false);
                    return Err(error);
                }
            }
        }
        Ok(pool)
    }
}

/// A hook that panics ends no worker.
fn call(hook: Option<Hook>, index: usize) {
    if let Some(hook) = hook {
        quietly(|| hook(index));
    }
}

impl fmt::Debug for ThreadPoolBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPoolBuilder")
            .field("threads", &self.threads)
            .field("stack_size", &self.stack_size)
            .finish_non_exhaustive()
    }
}
