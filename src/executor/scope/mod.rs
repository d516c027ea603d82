//! Structured concurrency: children that borrow, and are gone when their scope is.
//!
//! A scope is a future. Its *body* spawns children, which run in the same task as the body does, each polled when it
//! is woken. They may borrow whatever lives longer than the scope; when the body returns, those that are left are
//! dropped, and then the scope is ready.
//!
//! Use it where the number of children is not known before, and they are to work with what you have at hand. If
//! it is known, [`join`](crate::future::Join) needs no box for each. Children that are to run on other threads at the
//! same time go to a thread pool, and borrow nothing.
//!
//! | flavor | children | the scope |
//! |---|---|---|
//! | `executor::scope` | are `Send` | is `Send`, if the body is: it runs in a spawned task |
//! | [`local::scope`] | need not be | stays on its thread; no `std`, no atomics |
//!
//! # Children that spawn
//!
//! A child that spawns others gets a clone of the scope's handle:
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use wakeful::executor::scope::Scope;
//! use wakeful::executor::{block_on, scope};
//!
//! /// Counts the nodes of a tree, as deep as it goes.
//! fn visit<'env>(s: &Scope<'env>, depth: u32, count: &'env AtomicU32) {
//!     let again = s.clone();
//!     s.spawn(async move {
//!         count.fetch_add(1, Relaxed);
//!         if depth > 0 {
//!             visit(&again, depth - 1, count);
//!             visit(&again, depth - 1, count);
//!         }
//!     })
//!     .detach();
//! }
//!
//! let count = AtomicU32::new(0);
//! block_on(scope(async |s| {
//!     visit(&s, 3, &count);
//!     s.wait_all().await;
//! }));
//! assert_eq!(count.into_inner(), 15);
//! ```
//!
//! # What children may borrow
//!
//! Not what lies in the body: that is gone when it returns, and they are not yet.
//!
//! ```compile_fail,E0373
//! # use wakeful::executor::{block_on, scope};
//! block_on(scope(async |s| {
//!     let word = String::from("local");
//!     s.spawn(async { println!("{word}") }).detach();
//! }));
//! ```
//!
//! ```compile_fail,E0597
//! # use wakeful::executor::{block_on, scope};
//! block_on(scope(async |s| {
//!     let word = String::from("local");
//!     let borrowed = &word;
//!     s.spawn(async move { println!("{borrowed}") }).detach();
//! }));
//! ```
//!
//! Nor what is gone before the scope is:
//!
//! ```compile_fail,E0597
//! # use wakeful::executor::{block_on, scope};
//! let running = {
//!     let word = String::from("short");
//!     let borrowed = &word;
//!     scope(async move |s| s.spawn(async move { borrowed.len() }).await)
//! };
//! block_on(running);
//! ```
//!
//! # Forgotten scopes
//!
//! Children lie in their scope. One that is given to [`mem::forget`](core::mem::forget) never polls them again, and
//! never drops them: nothing of them is left that could use what they had borrowed.
//!
//! # Fairness
//!
//! The body is polled before the children, and each of them at most once in a poll of the scope; see
//! [`Group`](crate::future::Group).
//!
//! # Cancel safety
//!
//! Weak: dropped at any await, a scope drops its body and then all children where they are.
//!
//! # Deadlocks
//!
//! Body and children run only while the scope is polled. A body that blocks the thread for what a child is to do
//! waits for ever.
//!
//! # Panics
//!
//! If the body does, or a child: the panic goes on out of the scope, when body and children have been dropped. To
//! have it as an output, spawn `future.catch_unwind()`.
//!
//! # Cost
//!
//! A scope allocates once, and once more when something in it waits. A child is two
//! allocations, and what a [`Group`](crate::future::Group) takes: all in all, one child that waits makes about ten.

#[doc(hidden)]
pub mod generic;
pub mod local;
#[cfg(feature = "std")]
mod threads;

#[cfg(feature = "std")]
pub use self::threads::{Cancel, Scope, ScopedHandle, scope};
pub use super::Cancelled;
