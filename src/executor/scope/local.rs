//! Scopes that stay on one thread.

use core::future::Future;

use super::generic;

/// A handle of a [`scope`], by which children are spawned: see [`generic::Scope`].
pub type Scope<'env> = generic::Scope<'env, generic::Local>;
/// Waits for the output of a child: see [`generic::ScopedHandle`].
pub type ScopedHandle<T> = generic::ScopedHandle<T, generic::Local>;
/// Waits until a child that was cancelled is gone: see [`generic::Cancel`].
pub type Cancel<T> = generic::Cancel<T, generic::Local>;

/// Runs `body` with children that may borrow, and need not be `Send`. Without `std`, and without atomics.
///
/// All else is as it is told [here](super).
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
/// use wakeful::executor::block_on;
/// use wakeful::executor::scope::local::scope;
///
/// let sum = Cell::new(0);
/// block_on(scope(async |s| {
///     for n in 1..=4 {
///         let sum = &sum;
///         s.spawn(async move { sum.set(sum.get() + n) }).detach();
///     }
///     s.wait_all().await;
/// }));
/// assert_eq!(sum.get(), 10);
/// ```
///
/// # Cancel safety
///
/// Weak: dropped, it drops the body and all children where they are.
pub async fn scope<'env, B, F>(body: B) -> F::Output
where
    B: FnOnce(Scope<'env>) -> F,
    F: Future,
{
    generic::scope(body).await
}
