//! Waiting without `async`: what a thread calls.

use core::pin::pin;
use std::time::Duration;

use super::{Place, Receiver};
use crate::channel::{RecvError, RecvTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<A: Place<Lock: ThreadSafe, Value: Clone>> Receiver<A> {
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if no value will come.
    pub fn blocking_recv(&self) -> Result<A::Value, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread, for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`Timeout`](RecvTimeoutError::Timeout) if the value has not come yet;
    /// [`Closed`](RecvTimeoutError::Closed) if none will come.
    pub fn blocking_recv_timeout(&self, timeout: Duration) -> Result<A::Value, RecvTimeoutError> {
        match block_on_timeout(timeout, pin!(self.recv())) {
            Some(Ok(value)) => Ok(value),
            Some(Err(RecvError)) => Err(RecvTimeoutError::Closed),
            None => Err(RecvTimeoutError::Timeout),
        }
    }
}
