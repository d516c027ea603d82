//! The first of them.

use core::pin::Pin;

use super::combine::{Children, Combine, First, Futures, nothing};
use super::winners::Winners;

/// Waits for the first of several futures to finish.
///
/// Use it where one result is enough, or where one future is the reason to stop the others: a signal to
/// shut down, a deadline. If a failure is to win only if all fail, use [`RaceOk`](super::RaceOk); if the
/// others are to go on after the first one is done, [`Select`](super::Select).
///
/// The futures have one type of output: map them to an enum if the winner matters.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::Race;
/// use wakeful::sync::{ManualResetEvent, Mutex};
///
/// enum Next { Stop, Count(u32) }
///
/// let stop = ManualResetEvent::new(true);
/// let count = Mutex::new(1);
/// let guard = count.try_lock();
/// let next = (
///     async { stop.wait().await; Next::Stop },
///     async { Next::Count(*count.lock().await) },
/// );
/// // The second one waits in the queue of the mutex, and leaves it before the race is over.
/// assert!(matches!(block_on(next.race()), Next::Stop));
/// drop(guard);
/// assert!(count.try_lock().is_ok());
/// ```
///
/// # Fairness
///
/// Which future is polled first changes from race to race, and from poll to poll, so that of those that are
/// always ready each wins about as often; [`biased`](RaceAll::biased) is for those that have an order.
///
/// # Cancel safety
///
/// The losers are dropped where they are, so each should be cancel-safe, or not matter any more. A loser
/// that was ready and not yet polled is not polled.
///
/// # Cost
///
/// See [`Combine`].
pub trait Race<C = Self>: Futures<C> {
    /// Resolves to the output of the first that is done. The others are dropped before this resolves.
    ///
    /// # Panics
    ///
    /// If there are no futures: nobody can win. Give it at least one;
    /// [`pending`](core::future::pending()) waits for ever.
    ///
    /// # Cancel safety
    ///
    /// That of the futures.
    #[track_caller]
    fn race(self) -> RaceAll<C>
    where
        C: Children<First>,
    {
        let race = Combine::new(self);
        if race.left() == 0 {
            nothing("race");
        }
        race
    }
}

impl<T: Futures<C>, C> Race<C> for T {}

/// The future of [`Race::race`].
pub type RaceAll<C> = Combine<C, First>;

impl<C: Children<First>> RaceAll<C> {
    /// Polls in the order in which the futures were given, always: of those that are ready, the first
    /// wins.
    ///
    /// One that is always ready then keeps the later ones from ever winning. Put what is urgent and rare
    /// first.
    pub fn biased(self) -> Self {
        self.with_bias()
    }

    /// The futures one after the other, as they finish, of a race that is pinned.
    ///
    /// Like [`select_with`](super::Select::select_with), without the closure. Use it where the compiler says that
    /// the closure is not general enough, as it does for futures that borrow something, in a task that has to be
    /// `Send`. If the race is awaited after that, those that are left take part.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::pin::pin;
    /// use wakeful::future::Race;
    ///
    /// let name = String::from("Ada");
    /// let sum = wakeful::executor::block_on(async {
    ///     let race = pin!((async { name.len() }, async { 4 }).race());
    ///     let (mut winners, mut sum) = (race.winners(), 0);
    ///     while let Some((_, number)) = winners.next().await {
    ///         sum += number;
    ///     }
    ///     sum
    /// });
    /// assert_eq!(sum, 7);
    /// ```
    pub fn winners(self: Pin<&mut Self>) -> Winners<'_, C> {
        Winners::new(self)
    }
}
