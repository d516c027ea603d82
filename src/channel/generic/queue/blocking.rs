//! Waiting without `async`: what a thread calls.
//!
//! Each blocks the thread: inside of a future that stops the executor's thread.

use core::pin::pin;
use std::time::Duration;

use super::consumer::Consumer;
use super::hall::Channel;
use super::receiver::Receiver;
use super::sender::{Reach, Sender};
use crate::channel::line::{Many, One};
use crate::channel::store::Store;
use crate::channel::{Anchor, RecvError, RecvTimeoutError, SendError, SendTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

impl<A: Reach<Lock: ThreadSafe>> Sender<A> {
    /// [`send`](Self::send) that blocks the thread.
    ///
    /// # Errors
    ///
    /// The value, if the channel is closed.
    pub fn blocking_send(
        &self,
        value: <A::Store as Store>::Item,
    ) -> Result<(), SendError<<A::Store as Store>::Item>> {
        block_on(self.send(value))
    }

    /// [`send`](Self::send) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The value, if there was no room in time, or the channel is closed.
    pub fn blocking_send_timeout(
        &self,
        value: <A::Store as Store>::Item,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<<A::Store as Store>::Item>> {
        let mut send = pin!(self.send(value));
        match block_on_timeout(timeout, send.as_mut()) {
            Some(sent) => sent.map_err(|SendError(value)| SendTimeoutError::Closed(value)),
            None => send.cancel().map_or(Ok(()), |value| Err(SendTimeoutError::Timeout(value))),
        }
    }
}

impl<A, S, L> Receiver<A>
where
    A: Anchor<Channel = Channel<S, Many, L>>,
    S: Store,
    L: ThreadSafe,
{
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    pub fn blocking_recv(&self) -> Result<S::Item, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// If nothing came in time, or the channel is closed and every message has been received.
    pub fn blocking_recv_timeout(&self, timeout: Duration) -> Result<S::Item, RecvTimeoutError> {
        let received = block_on_timeout(timeout, pin!(self.recv()));
        received.ok_or(RecvTimeoutError::Timeout)?.map_err(|RecvError| RecvTimeoutError::Closed)
    }
}

impl<A, S, L> Consumer<A>
where
    A: Anchor<Channel = Channel<S, One, L>>,
    S: Store,
    L: ThreadSafe,
{
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    pub fn blocking_recv(&mut self) -> Result<S::Item, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// If nothing came in time, or the channel is closed and every message has been received.
    pub fn blocking_recv_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<S::Item, RecvTimeoutError> {
        let received = block_on_timeout(timeout, pin!(self.recv()));
        received.ok_or(RecvTimeoutError::Timeout)?.map_err(|RecvError| RecvTimeoutError::Closed)
    }
}
