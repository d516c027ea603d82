//! The same for threads. Each blocks the thread: inside of a future that stops the executor's thread.

use core::pin::pin;
use core::time::Duration;

use super::{Exchange, Parted, TryExchangeError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<T, L: ThreadSafe> Exchange<T, L> {
    /// [`exchange`](Self::exchange) that blocks the thread.
    pub fn blocking_exchange(&self, value: T) -> T {
        block_on(self.exchange(value))
    }

    /// [`exchange`](Self::exchange) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The value, if nobody came in time.
    pub fn blocking_exchange_timeout(
        &self,
        value: T,
        timeout: Duration,
    ) -> Result<T, TryExchangeError<T>> {
        let mut meet = pin!(self.exchange(value));
        if let Some(other) = block_on_timeout(timeout, meet.as_mut()) {
            return Ok(other);
        }
        // Somebody may have come since the last poll.
        match meet.cancel() {
            Parted::Met(other) => Ok(other),
            Parted::Alone(value) => Err(TryExchangeError(value)),
            Parted::Done => unreachable!("the future had not completed"),
        }
    }
}
