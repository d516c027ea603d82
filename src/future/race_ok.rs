//! The first of them that succeeds.

use super::combine::{Children, Combine, FirstOk, Futures};

/// Waits for the first of several futures to succeed.
///
/// Use it to try several ways at the same time: mirrors of a file, addresses of a host. The failures count only
/// if all fail.
///
/// The futures resolve to `Result`s, with one type of value; in a tuple, each may have an error of its own.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::RaceOk;
///
/// async fn fetch(mirror: &str) -> Result<usize, String> {
///     if mirror.is_empty() { Err("no name".into()) } else { Ok(mirror.len()) }
/// }
///
/// block_on(async {
///     assert_eq!([fetch(""), fetch("north")].race_ok().await, Ok(5));
///     let (first, second) = (fetch(""), async { Err(404) }).race_ok().await.unwrap_err();
///     assert_eq!((first.as_str(), second), ("no name", 404));
/// });
/// ```
///
/// # Fairness
///
/// Like [`Race`](super::Race).
///
/// # Cost
///
/// See [`Combine`].
pub trait RaceOk<C = Self>: Futures<C> {
    /// Resolves to `Ok` of the first value, or to all errors, in the shape of the futures.
    ///
    /// At the first value all other futures, and the errors of those that were done, are dropped before this
    /// resolves. Of nothing, it is at once the `Err` of no errors.
    ///
    /// # Cancel safety
    ///
    /// That of the futures; the errors of those that were done are dropped.
    fn race_ok(self) -> RaceOkAll<C>
    where
        C: Children<FirstOk>,
    {
        Combine::new(self)
    }
}

impl<T: Futures<C>, C> RaceOk<C> for T {}

/// The future of [`RaceOk::race_ok`].
pub type RaceOkAll<C> = Combine<C, FirstOk>;

impl<C: Children<FirstOk>> RaceOkAll<C> {
    /// Polls in the order in which the futures were given, always: of those that have succeeded, the
    /// first wins.
    pub fn biased(self) -> Self {
        self.with_bias()
    }
}
