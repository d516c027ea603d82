//! What may come of it but a value: nobody was there, or one goes before the other comes.

use core::error::Error;
use core::fmt;

/// Nobody was there; here is the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TryExchangeError<T>(pub T);

impl<T> TryExchangeError<T> {
    /// The value that nobody took.
    pub fn into_inner(self) -> T {
        self.0
    }
}

// By hand: what was to be exchanged need not be `Debug`, and is not printed.
impl<T> fmt::Debug for TryExchangeError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TryExchangeError(..)")
    }
}

impl<T> fmt::Display for TryExchangeError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody is there to exchange with")
    }
}

impl<T> Error for TryExchangeError<T> {}

/// How an exchange stood when it was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it may hold what you got"]
pub enum Parted<T> {
    /// Nobody had taken the value: here it is.
    Alone(T),
    /// Somebody had taken the value: here is what you get for it.
    Met(T),
    /// The future had completed before.
    Done,
}
