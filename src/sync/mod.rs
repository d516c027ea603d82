//! Agree: locks, semaphores, events.
//!
//! | situation | use |
//! |---|---|
//! | one at a time may use a value | [`Mutex`](generic::Mutex) |
//! | many may read it or one write it | [`RwLock`](generic::RwLock) |
//! | so many at a time may do something | [`Semaphore`](generic::Semaphore) |
//! | something is on or off, and tasks wait for it | [`ManualResetEvent`](generic::ManualResetEvent) |
//! | each signal lets one task through | [`AutoResetEvent`](generic::AutoResetEvent) |
//! | a state of your own has changed | [`Notify`](generic::Notify), [`SingleWaiterNotify`](generic::SingleWaiterNotify) |
//! | a value behind a mutex has changed | [`Condvar`](generic::Condvar) |
//! | all go on together | [`Barrier`](generic::Barrier) |
//! | so many things have happened | [`Latch`](generic::Latch) |
//! | all workers are done | [`WaitGroup`](generic::WaitGroup) |
//! | a value is made when it is first needed | [`OnceCell`](generic::OnceCell), [`Lazy`](generic::Lazy) |
//! | tasks are to stop | [`CancellationToken`](generic::CancellationToken) |
//!
//! # Flavors
//!
//! The body of each type is in [`generic`]; a flavor is a list of aliases.
//!
//! | module | for | owning handle | needs |
//! |---|---|---|---|
//! | this one | threads | `Arc` | `std` |
//! | [`local`] | one thread, without atomics | `Rc` | |
//! | `critical` | threads and interrupt handlers, without atomics | `Arc` | `critical-section` |
//! | [`generic`] | any [`RawLock`](crate::lock::RawLock) | `Arc` | |
//!
//! # Blocking
//!
//! With `std`, what waits has a `blocking_*` form for threads that run no futures. Inside of a future
//! it stops the executor's thread, and with it the task that it may be waiting for.
//!
//! # Owning handles
//!
//! On `Arc` (`Rc` in the local flavor), `*_owned` methods give futures and guards that borrow
//! nothing.
//!
//! # Memory ordering
//!
//! What happened before a release, a signal, or a step down is seen after the wait that it ended.

#[cfg(feature = "std")]
mod blocking;
#[cfg(feature = "critical-section")]
pub mod critical;
mod error;
pub mod generic;
pub mod local;
#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "std")]
mod threads;

pub use self::error::{Closed, TryAcquireError, TryLockError};
pub use self::generic::BarrierWaitResult;
#[cfg(feature = "std")]
pub use self::threads::*;
