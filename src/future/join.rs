//! All of them.

use super::combine::{All, Children, Combine, Futures};

/// Waits for all of several futures.
///
/// Use it to do several things at the same time in one task: the results come together, in the order in which
/// the futures were given. If one may fail, so that the others are not needed any more, use
/// [`TryJoin`](super::TryJoin).
///
/// It is there on tuples of 1 to 12 futures, `[F; N]`, `[Option<F>; N]` and, with the feature `alloc`,
/// `Vec<F>`.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::Join;
/// use wakeful::sync::Mutex;
///
/// let (rooms, guests) = (Mutex::new(3), Mutex::new("Ada"));
/// block_on(async {
///     // Of different types:
///     let (rooms, guest) = (rooms.lock(), guests.lock()).join().await;
///     assert_eq!((*rooms, *guest), (3, "Ada"));
///
///     // Of the same type:
///     let squares = [1, 2, 3].map(|n| async move { n * n });
///     assert_eq!(squares.join().await, [1, 4, 9]);
///
///     // Some of which may be missing:
///     let some = [Some(async { "here" }), None];
///     assert_eq!(some.join().await, [Some("here"), None]);
/// });
/// ```
///
/// # Deadlocks
///
/// While one of the futures holds a lock, the others are polled, so they may wait for it. But what is done
/// keeps its output until all are done: a guard that one resolved to keeps the others out if they want the
/// same lock.
///
/// # Cost
///
/// See [`Combine`].
pub trait Join<C = Self>: Futures<C> {
    /// Resolves to all outputs, in the shape of the futures, when all are done.
    ///
    /// Each future is dropped when it is done. Of nothing, it is ready at once.
    ///
    /// # Cancel safety
    ///
    /// That of the futures; the outputs of those that were done are dropped.
    fn join(self) -> JoinAll<C>
    where
        C: Children<All>,
    {
        Combine::new(self)
    }
}

impl<T: Futures<C>, C> Join<C> for T {}

/// The future of [`Join::join`].
pub type JoinAll<C> = Combine<C, All>;
