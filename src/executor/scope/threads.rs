//! Scopes that move between threads.

use core::future::Future;

use super::generic;

/// A handle of a [`scope`], by which children are spawned: see [`generic::Scope`].
pub type Scope<'env> = generic::Scope<'env, generic::Threads>;
/// Waits for the output of a child: see [`generic::ScopedHandle`].
pub type ScopedHandle<T> = generic::ScopedHandle<T, generic::Threads>;
/// Waits until a child that was cancelled is gone: see [`generic::Cancel`].
pub type Cancel<T> = generic::Cancel<T, generic::Threads>;

/// Runs `body` with children that may borrow: see [the module](mod@super).
///
/// # Examples
///
/// ```
/// use wakeful::executor::{block_on, scope};
///
/// let words = ["to", "wake", "a", "waiter"];
/// let longest = block_on(scope(async |s| {
///     let lengths = words.iter().map(|word| s.spawn(async move { word.len() }));
///     let mut longest = 0;
///     for length in lengths.collect::<Vec<_>>() {
///         longest = length.await.unwrap().max(longest);
///     }
///     longest
/// }));
/// assert_eq!(longest, 6);
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
