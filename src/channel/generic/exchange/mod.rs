//! Two tasks meet and swap values.

#[cfg(feature = "std")]
mod blocking;
mod error;
#[cfg(feature = "futures-core")]
mod fused;
mod meet;
mod table;

use core::fmt;

use self::table::Table;
use crate::lock::{Locked, RawLock};

pub use self::error::{Parted, TryExchangeError};
pub use self::meet::Meet;

/// A place where two meet and swap values: both wait, both get the other's.
///
/// Use it to pass a full buffer on and get an empty one back, or to pair up. Any number of tasks may
/// come; they meet two by two. To hand over in one direction use a
/// [`rendezvous`](super::rendezvous).
///
/// # Examples
///
/// ```
/// use wakeful::channel::exchange::Exchange;
/// use wakeful::executor::block_on;
///
/// static BUFFERS: Exchange<Vec<u8>> = Exchange::new();
///
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         let empty = block_on(BUFFERS.exchange(vec![1, 2, 3]));
///         assert!(empty.is_empty());
///     });
///     let full = block_on(BUFFERS.exchange(Vec::new()));
///     assert_eq!(full, [1, 2, 3]);
/// });
/// ```
///
/// # States
///
/// The value of the one who waits lies in its future. The second one takes it from there, puts its own
/// on the *table* and is done; the first is woken, and finds on the table what it gets.
///
/// | state | a newcomer | the first one is polled | the first one is dropped |
/// |---|---|---|---|
/// | nobody is there | waits: it is the first | | |
/// | one waits | takes its value, puts its own on the table, is done | waits | its value is dropped |
/// | its value was taken, the table is full | swaps with the table, is done | takes what is on the table | the table stays full |
/// | the table is full, and nobody waits for it | swaps with the table, is done | | |
///
/// So at most one is in line, and a value is never lost with somebody else's future. A value that was
/// put on the table for one who was dropped is there for the next who comes; or
/// [`take_left`](Self::take_left) fetches it.
///
/// # Fairness
///
/// There is no line to be overtaken in: whoever finds somebody there is done at once. The first one gets
/// a value from the table, not always from the one who took its own. Whoever comes again before the first
/// one has come back swaps with the table, too, and gets its own value of last time.
///
/// # Cancel safety
///
/// Strict for the others: whenever a party is dropped, every other value stays. The dropped party's own
/// value is dropped if nobody has taken it, and is with the one who has otherwise. Which of both tells
/// [`Meet::cancel`].
///
/// # Re-entrancy
///
/// Wakers and values are cloned, woken and dropped without the lock: they may use the exchange.
///
/// # Memory ordering
///
/// What happened before an `exchange` is seen by the one who gets its value.
///
/// # Deadlocks
///
/// Whoever waits for both parties in one task polls both: one after the other never meets itself.
///
/// # Cost
///
/// Nothing is allocated. The one who waits takes the lock three times and clones one waker; the other one
/// takes it once.
pub struct Exchange<T, L> {
    table: Locked<Table<T>, L>,
}

impl<T, L: RawLock> Exchange<T, L> {
    /// A place where nobody is.
    pub const fn new() -> Self {
        Self { table: Locked::new(Table::new()) }
    }

    /// Waits for another one who exchanges; gives `value`, and gets a value.
    ///
    /// # Cancel safety
    ///
    /// Weak: dropped while it waits, it drops `value` if nobody has taken it yet; if somebody has, what it
    /// would have got stays for the next who comes. [`Meet::cancel`] tells, and loses nothing.
    #[inline]
    pub const fn exchange(&self, value: T) -> Meet<'_, T, L> {
        Meet::new(self, value)
    }

    /// Exchanges if somebody is there, or has left a value.
    ///
    /// # Errors
    ///
    /// The value, if nobody is there.
    pub fn try_exchange(&self, value: T) -> Result<T, TryExchangeError<T>> {
        let mut value = Some(value);
        let met = self.meet(&mut value);
        match value {
            Some(value) if met => Ok(value),
            Some(value) => Err(TryExchangeError(value)),
            None => unreachable!("an exchange gives a value for a value"),
        }
    }

    /// Takes what was put on the table for one who was dropped before it got it; `None` if there is
    /// nothing, or it is for somebody who has not been dropped.
    pub fn take_left(&self) -> Option<T> {
        self.table.with(Table::take_left)
    }

    /// Whether an `exchange` would be done at once.
    pub fn is_ready(&self) -> bool {
        self.table.with(|table| table.is_ready())
    }

    /// Swaps `value` for another one, if there is one, and wakes whom that concerns.
    #[inline]
    fn meet(&self, value: &mut Option<T>) -> bool {
        let (met, waker) = self.table.with(|table| table.meet(value));
        if let Some(waker) = waker {
            waker.wake();
        }
        met
    }
}

impl<T, L: RawLock> Default for Exchange<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: RawLock> fmt::Debug for Exchange<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("ready", &self.is_ready()).finish()
    }
}
