//! Those who finish, one after the other, in place.

use core::fmt;
use core::future::Future;
use core::ops::ControlFlow::{Break, Continue};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::combine::{Children, Combine, First};
use super::wakers::WakerPool;

/// The futures of [`select_with`](super::Select::select_with), taken as they finish.
///
/// # Examples
///
/// Until one says stop; the others are dropped then:
///
/// ```
/// use wakeful::future::Select;
///
/// let answers = ["go", "go", "stop", "go"].map(|word| async move { word });
/// let gone = answers.select_with(async |winners| {
///     winners.set_biased();
///     let mut gone = 0;
///     while let Some((_, "go")) = winners.next().await {
///         gone += 1;
///     }
///     gone
/// });
/// assert_eq!(wakeful::executor::block_on(gone), 2);
/// ```
pub struct Winners<'a, C: Children<First>> {
    all: Pin<&'a mut Combine<C, First>>,
}

impl<'a, C: Children<First>> Winners<'a, C> {
    pub(super) fn new(all: Pin<&'a mut Combine<C, First>>) -> Self {
        Self { all }
    }

    /// The next that is done: its number, in the order in which they were given, and its output. `None` if
    /// all are done.
    ///
    /// # Cancel safety
    ///
    /// Strict. If it is dropped, it has taken nothing.
    ///
    /// # Panics
    ///
    /// If one of the futures does. After that, always.
    #[allow(clippy::should_implement_trait, reason = "it is awaited")]
    pub fn next(&mut self) -> Next<'_, 'a, C> {
        Next { winners: self }
    }

    /// Polls for the [`next`](Self::next).
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, C::Break)>> {
        self.all.as_mut().poll_next(cx).map(|end| match end {
            Break(winner) => Some(winner),
            Continue(()) => None,
        })
    }

    /// From now on polls in the order in which the futures were given: of those that are ready, the first wins.
    ///
    /// To be called first: futures that an earlier [`next`](Self::next) did not come to have their first poll in the
    /// order that it would have gone on in.
    pub fn set_biased(&mut self) {
        self.all.as_mut().set_biased();
    }

    /// Takes the room for the wakers of the futures from `pool`, as
    /// [`Combine::in_pool`] does. No effect after the first [`next`](Self::next).
    pub fn set_pool<const N: usize>(&mut self, pool: &'static WakerPool<N>) {
        self.all.as_mut().set_pool(pool);
    }

    /// How many are not done.
    pub fn len(&self) -> usize {
        self.all.left()
    }

    /// Whether all are done.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The future of [`Winners::next`].
#[must_use = "futures do nothing unless polled"]
pub struct Next<'n, 'a, C: Children<First>> {
    winners: &'n mut Winners<'a, C>,
}

impl<C: Children<First>> Future for Next<'_, '_, C> {
    type Output = Option<(usize, C::Break)>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.winners.poll_next(cx)
    }
}

impl<C: Children<First>> fmt::Debug for Winners<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Winners").field("left", &self.len()).finish()
    }
}

impl<C: Children<First>> fmt::Debug for Next<'_, '_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("left", &self.winners.len()).finish()
    }
}
