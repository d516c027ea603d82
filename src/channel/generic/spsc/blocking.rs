//! What a thread calls, and waits in. Inside of a future it stops the executor's thread.

use core::pin::pin;
use core::time::Duration;

use super::{Link, Receiver, SendManyError, Sender};
use crate::channel::{RecvError, RecvTimeoutError, SendError, SendTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<A: Link<Lock: ThreadSafe>> Sender<A> {
    /// [`send`](Self::send) that blocks the thread.
    ///
    /// # Errors
    ///
    /// The value, if the channel is closed.
    pub fn blocking_send(&mut self, value: A::Value) -> Result<(), SendError<A::Value>> {
        block_on(self.send(value))
    }

    /// [`send`](Self::send) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The value, if the channel is closed, or there was no room in time.
    pub fn blocking_send_timeout(
        &mut self,
        value: A::Value,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<A::Value>> {
        let mut send = pin!(self.send(value));
        match block_on_timeout(timeout, send.as_mut()) {
            Some(Ok(())) => Ok(()),
            Some(Err(SendError(value))) => Err(SendTimeoutError::Closed(value)),
            // It waits, so it has its value.
            None => send.value.take().map_or(Ok(()), |value| Err(SendTimeoutError::Timeout(value))),
        }
    }

    /// [`send_many`](Self::send_many) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`SendManyError`] if the channel is closed, with the values that were not sent.
    pub fn blocking_send_many<I>(
        &mut self,
        values: I,
    ) -> Result<(), SendManyError<'_, A, I::IntoIter>>
    where
        I: IntoIterator<Item = A::Value>,
    {
        block_on(self.send_many(values))
    }
}

impl<A: Link<Lock: ThreadSafe>> Receiver<A> {
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if the channel is closed, and all that was sent has been received.
    pub fn blocking_recv(&mut self) -> Result<A::Value, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError`] if the channel is closed and empty, or nothing came in time.
    pub fn blocking_recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<A::Value, RecvTimeoutError> {
        match block_on_timeout(timeout, pin!(self.recv())) {
            Some(Ok(value)) => Ok(value),
            Some(Err(RecvError)) => Err(RecvTimeoutError::Closed),
            None => Err(RecvTimeoutError::Timeout),
        }
    }

    /// [`recv_many`](Self::recv_many) that blocks the thread.
    pub fn blocking_recv_many<B>(&mut self, buffer: &mut B, limit: usize) -> usize
    where
        B: Extend<A::Value>,
    {
        block_on(self.recv_many(buffer, limit))
    }
}
