//! Waiting without `async`: what a thread calls.

use core::pin::pin;
use std::time::Duration;

use super::{Place, Receiver};
use crate::channel::{RecvError, RecvTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<A: Place<Lock: ThreadSafe>> Receiver<A> {
    /// Waits for the value, and blocks the thread meanwhile.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if none will come.
    pub fn blocking_recv(self) -> Result<A::State, RecvError> {
        block_on(self)
    }

    /// Waits for the value for at most `timeout`, and blocks the thread meanwhile.
    ///
    /// # Errors
    ///
    /// [`Timeout`](RecvTimeoutError::Timeout) if it has not come yet, and may still be waited for;
    /// [`Closed`](RecvTimeoutError::Closed) if none will come.
    pub fn blocking_recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<A::State, RecvTimeoutError> {
        match block_on_timeout(timeout, pin!(self.recv())) {
            Some(Ok(value)) => Ok(value),
            Some(Err(RecvError)) => Err(RecvTimeoutError::Closed),
            None => Err(RecvTimeoutError::Timeout),
        }
    }
}
