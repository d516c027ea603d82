//! One after the other, as they finish.

use core::fmt;
use core::future::Future;
use core::ops::ControlFlow::{Break, Continue};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};

use super::combine::{Children, Combine, First, Futures, TakeBack, nothing};
use super::wakers::WakerPool;
use super::winners::Winners;
use crate::wait::completed;

/// Waits for several futures, and takes them one after the other, as they finish.
///
/// Use it where each output is to be dealt with as soon as it is there, or where the others go on after
/// the first. If they need not, use [`Race`](super::Race); for futures that are added while others run, use
/// a `Group`.
///
/// The futures have one type of output.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::{Select, Selected};
/// use wakeful::sync::Latch;
///
/// let (left, right) = (Latch::new(1), Latch::new(1));
/// block_on(async {
///     // Futures that can be moved:
///     let both = [Box::pin(left.wait()), Box::pin(right.wait())].select();
///     right.count_down();
///     let Selected { index, others, .. } = both.await;
///     assert_eq!((index, others.len()), (1, 1));
///     left.count_down();
///     assert_eq!(others.await.index, 0);
///
///     // Any futures:
///     let mut sum = 0;
///     let numbers = (async { 1 }, async { 2 });
///     numbers.select_with(async |winners| {
///         while let Some((_, number)) = winners.next().await {
///             sum += number;
///         }
///     }).await;
///     assert_eq!(sum, 3);
/// });
/// ```
///
/// # Fairness
///
/// Like [`Race`](super::Race).
///
/// # Deadlocks
///
/// The others are polled only while somebody waits for the next winner. What is awaited between two
/// winners had better not need what one of them holds (futurelock).
///
/// # Cost
///
/// See [`Combine`]. The wakers are used for all winners: a future is polled when it was woken, and
/// not because another one won.
pub trait Select<C = Self>: Futures<C> {
    /// Resolves to the first that is done, and the others, which go on when they are awaited.
    ///
    /// The futures have to be `Unpin`, because the others move: pin them ([`pin!`](core::pin::pin!)) or box
    /// them, or use [`select_with`](Self::select_with). A `Vec` holds them in a box anyway: there, any
    /// futures will do.
    ///
    /// # Panics
    ///
    /// If there are no futures, like [`race`](super::Race::race).
    ///
    /// # Cancel safety
    ///
    /// That of the futures. [`into_inner`](SelectAll::into_inner) gives them back.
    #[track_caller]
    fn select(self) -> SelectAll<C>
    where
        C: Children<First, Slots: Unpin>,
    {
        let all = Combine::new(self);
        if all.left() == 0 {
            nothing("select");
        }
        SelectAll { all: Some(all) }
    }

    /// Runs `run` with the [`Winners`], one after the other, and resolves to what it returns.
    ///
    /// The futures stay where they are, inside of this one: no need to pin them. Those that are not done
    /// when `run` returns are dropped. There may be none.
    ///
    /// If the compiler says that `run` is not general enough (it does for futures that borrow something, in a
    /// task that has to be `Send`), pin a race, and ask for its [`winners`](super::RaceAll::winners).
    ///
    /// # Examples
    ///
    /// The first two of three:
    ///
    /// ```
    /// use wakeful::future::Select;
    ///
    /// let quick = [3, 1, 2].map(|n| async move { n });
    /// let first_two = quick.select_with(async |winners| {
    ///     (winners.next().await, winners.next().await)
    /// });
    /// let (first, second) = wakeful::executor::block_on(first_two);
    /// assert!(first.is_some() && second.is_some());
    /// ```
    ///
    /// # Cancel safety
    ///
    /// That of the futures, and of `run`.
    fn select_with<T>(
        self,
        run: impl AsyncFnOnce(&mut Winners<'_, C>) -> T,
    ) -> impl Future<Output = T>
    where
        C: Children<First>;
}

impl<F: Futures<C>, C> Select<C> for F {
    #[allow(clippy::manual_async_fn, reason = "not part of the future: what goes into it")]
    fn select_with<T>(
        self,
        run: impl AsyncFnOnce(&mut Winners<'_, C>) -> T,
    ) -> impl Future<Output = T>
    where
        C: Children<First>,
    {
        let all = Combine::new(self);
        async move {
            let all = pin!(all);
            run(&mut Winners::new(all)).await
        }
    }
}

/// The future of [`Select::select`]: the next that is done.
///
/// It resolves to a [`Selected`], in which it lies itself, with those that are not done.
///
/// # Panics
///
/// If it is polled when none is left, or after it resolved: then it is in the [`Selected`].
#[must_use = "futures do nothing unless polled"]
pub struct SelectAll<C: Children<First>> {
    /// Until it resolves.
    all: Option<Combine<C, First>>,
}

/// Who was first, and the others.
pub struct Selected<C: Children<First>> {
    /// What the future resolved to.
    pub output: C::Break,
    /// Which one it was, counted from 0, in the order in which they were given.
    pub index: usize,
    /// Those that are not done. Await it for the next.
    pub others: SelectAll<C>,
}

impl<C: Children<First>> SelectAll<C> {
    /// Polls in the order in which the futures were given: of those that are ready, the first wins.
    pub fn biased(self) -> Self {
        Self { all: self.all.map(Combine::with_bias) }
    }

    /// Takes the room for the wakers of the futures from `pool`, as
    /// [`Combine::in_pool`] does.
    pub fn in_pool<const N: usize>(self, pool: &'static WakerPool<N>) -> Self {
        Self { all: self.all.map(|all| all.in_pool(pool)) }
    }

    /// How many are not done.
    pub fn len(&self) -> usize {
        self.all.as_ref().map_or(0, Combine::left)
    }

    /// Whether all are done.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The futures that are not done, each at its place; `None` in place of the others.
    ///
    /// # Panics
    ///
    /// If it has resolved: the futures are in the [`Selected`] then.
    pub fn into_inner(self) -> C::Left
    where
        C: TakeBack,
    {
        let all =
            self.all.expect("a select that resolved has passed its futures on, in the `Selected`");
        C::take_back(all.into_slots())
    }
}

impl<C: Children<First, Slots: Unpin>> Future for SelectAll<C> {
    type Output = Selected<C>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Selected<C>> {
        let Some(all) = &mut self.all else { completed() };
        let Poll::Ready(end) = Pin::new(all).poll_next(cx) else { return Poll::Pending };
        match end {
            Break((index, output)) => {
                Poll::Ready(Selected { output, index, others: Self { all: self.all.take() } })
            }
            Continue(()) => nothing("select"),
        }
    }
}

impl<C: Children<First>> fmt::Debug for SelectAll<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectAll").field("left", &self.len()).finish()
    }
}

impl<C: Children<First, Break: fmt::Debug>> fmt::Debug for Selected<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selected")
            .field("output", &self.output)
            .field("index", &self.index)
            .field("others", &self.others)
            .finish()
    }
}
