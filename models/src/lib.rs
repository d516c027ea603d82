//! What the models in `tests/` are made of: locks, wakers and values that loom watches.
//!
//! The library knows nothing of loom. A loom lock is one more [`RawLock`](wakeful::lock::RawLock),
//! so a model runs the very code that is shipped, with every word, lock and waker under loom's eye:
//!
//! | what | is watched as |
//! |---|---|
//! | a word, with [`LoomLock`] | an atomic, with the orderings that the library asks for |
//! | a word, with [`LoomPlainLock`] | a plain cell that only the holder of the lock may touch |
//! | a list of waiters | what a mutex guards |
//! | a guarded value, [`Watched`] | a cell, so a guard that comes too early is a race |
//! | a task, [`Task`] | a thread that sleeps until its waker is woken; a leaked waker is a leak |
//!
//! A lost wake-up is a deadlock, which loom reports.

mod lock;
mod model;
mod task;
mod watched;

pub use self::lock::{LoomCounter, LoomLock, LoomPlainLock, share};
pub use self::model::{join, large_model, model, small_model};
pub use self::task::{Task, block_on};
pub use self::watched::Watched;
