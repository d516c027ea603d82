//! The same for threads. Each blocks the thread: inside of a future that stops the executor's thread.

use core::pin::pin;
use core::time::Duration;

use super::{Channel, Receiver, Sender};
use crate::channel::{Anchor, RecvError, RecvTimeoutError, SendError, SendTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<T, L: ThreadSafe, A: Anchor<Channel = Channel<T, L>>> Sender<A> {
    /// [`send`](Self::send) that blocks the thread.
    ///
    /// # Errors
    ///
    /// The value, if the channel is or gets closed.
    pub fn blocking_send(&self, value: T) -> Result<(), SendError<T>> {
        block_on(self.send(value))
    }

    /// [`send`](Self::send) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The value, if nobody took it in time, or the channel is or gets closed.
    pub fn blocking_send_timeout(
        &self,
        value: T,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<T>> {
        let mut send = pin!(self.send(value));
        match block_on_timeout(timeout, send.as_mut()) {
            Some(sent) => sent.map_err(|SendError(value)| SendTimeoutError::Closed(value)),
            // It may have been taken since the last poll.
            None => send.cancel().map_or(Ok(()), |value| Err(SendTimeoutError::Timeout(value))),
        }
    }
}

impl<T, L: ThreadSafe, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// If the channel is closed.
    pub fn blocking_recv(&self) -> Result<T, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// If nothing came in time, or the channel is closed.
    pub fn blocking_recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let received = block_on_timeout(timeout, pin!(self.recv()));
        received.ok_or(RecvTimeoutError::Timeout)?.map_err(|RecvError| RecvTimeoutError::Closed)
    }
}
