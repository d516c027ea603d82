//! All of them, or the first error.

use super::combine::{AllOk, Children, Combine, Futures};

/// Waits until all of several futures succeed, or one fails.
///
/// Use it where all results are needed or none is. If the others are to go on when one fails, use
/// [`Join`](super::Join), which gives all `Result`s.
///
/// The futures resolve to `Result`s, with one type of error.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::TryJoin;
///
/// async fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
///     text.parse()
/// }
///
/// block_on(async {
///     assert_eq!((parse("4"), parse("2")).try_join().await, Ok((4, 2)));
///     assert!([parse("4"), parse("two")].try_join().await.is_err());
/// });
/// ```
///
/// # Cost
///
/// See [`Combine`].
pub trait TryJoin<C = Self>: Futures<C> {
    /// Resolves to `Ok` of all values, in the shape of the futures, or to the first error.
    ///
    /// At the first error all other futures, and the values of those that were done, are dropped before this
    /// resolves. Of nothing, it is ready at once.
    ///
    /// # Cancel safety
    ///
    /// That of the futures; the values of those that were done are dropped.
    fn try_join(self) -> TryJoinAll<C>
    where
        C: Children<AllOk>,
    {
        Combine::new(self)
    }
}

impl<T: Futures<C>, C> TryJoin<C> for T {}

/// The future of [`TryJoin::try_join`].
pub type TryJoinAll<C> = Combine<C, AllOk>;
