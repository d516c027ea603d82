//! What a thread calls. Each blocks the thread: inside of a future that stops the executor's thread.

use core::pin::pin;
use core::time::Duration;

use super::error::{RecvError, RecvTimeoutError};
use super::receiver::Receiver;
use super::sender::Sender;
use super::{BroadcastAnchor, Lock, Value};
use crate::channel::{SendError, SendTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<A: BroadcastAnchor> Sender<A>
where
    Lock<A>: ThreadSafe,
{
    /// [`send`](Self::send) that blocks the thread.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn blocking_send(&self, value: Value<A>) -> Result<usize, SendError<Value<A>>> {
        block_on(self.send(value))
    }

    /// [`send`](Self::send) that blocks the thread, but not longer than `timeout`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and if there was no room in time.
    pub fn blocking_send_timeout(
        &self,
        value: Value<A>,
        timeout: Duration,
    ) -> Result<usize, SendTimeoutError<Value<A>>> {
        let mut send = pin!(self.send(value));
        match block_on_timeout(timeout, send.as_mut()) {
            Some(sent) => sent.map_err(|SendError(value)| SendTimeoutError::Closed(value)),
            None => match send.withdraw() {
                Some(value) => Err(SendTimeoutError::Timeout(value)),
                None => crate::wait::completed(),
            },
        }
    }

    /// [`closed`](Self::closed) that blocks the thread.
    pub fn blocking_closed(&self) {
        block_on(self.closed());
    }
}

impl<A: BroadcastAnchor> Receiver<A>
where
    Lock<A>: ThreadSafe,
    Value<A>: Clone,
{
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv).
    pub fn blocking_recv(&mut self) -> Result<Value<A>, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread, but not longer than `timeout`.
    ///
    /// # Errors
    ///
    /// As [`recv`](Self::recv), and if nothing came in time.
    pub fn blocking_recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<Value<A>, RecvTimeoutError> {
        match block_on_timeout(timeout, pin!(self.recv())) {
            Some(received) => received.map_err(RecvTimeoutError::from),
            None => Err(RecvTimeoutError::Timeout),
        }
    }
}
