//! What a thread calls.
//!
//! Each blocks the thread: inside of a future that stops the executor's thread.

use core::pin::pin;
use core::time::Duration;

use super::{Channel, Receiver, Ref, Sender, StateId};
use crate::channel::{Anchor, RecvError, RecvTimeoutError};
use crate::executor::{block_on, block_on_timeout};
use crate::lock::ThreadSafe;

fn in_time<T>(result: Option<Result<T, RecvError>>) -> Result<T, RecvTimeoutError> {
    match result {
        Some(Ok(value)) => Ok(value),
        Some(Err(RecvError)) => Err(RecvTimeoutError::Closed),
        None => Err(RecvTimeoutError::Timeout),
    }
}

impl<T, L: ThreadSafe, A: Anchor<Channel = Channel<T, L>>> Sender<A> {
    /// [`closed`](Self::closed) that blocks the thread.
    pub fn blocking_closed(&self) {
        block_on(self.closed());
    }
}

impl<T, L: ThreadSafe, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    /// [`changed`](Self::changed) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is nothing new, and no sender is left.
    pub fn blocking_changed(&mut self) -> Result<(), RecvError> {
        block_on(self.changed())
    }

    /// [`changed`](Self::changed) that blocks the thread, for so long.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError`] if there is nothing new in time, or no sender is left.
    pub fn blocking_changed_timeout(&mut self, timeout: Duration) -> Result<(), RecvTimeoutError> {
        in_time(block_on_timeout(timeout, pin!(self.changed())))
    }
}

impl<T: Clone, L: ThreadSafe, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    /// [`recv`](Self::recv) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is nothing new, and no sender is left.
    pub fn blocking_recv(&mut self) -> Result<T, RecvError> {
        block_on(self.recv())
    }

    /// [`recv`](Self::recv) that blocks the thread, for so long.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError`] if there is nothing new in time, or no sender is left.
    pub fn blocking_recv_timeout(&mut self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        in_time(block_on_timeout(timeout, pin!(self.recv())))
    }

    /// [`receive`](Self::receive) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if there is nothing newer, and no sender is left.
    pub fn blocking_receive(&self, newer_than: StateId) -> Result<(StateId, T), RecvError> {
        block_on(self.receive(newer_than))
    }

    /// [`wait_for`](Self::wait_for) that blocks the thread.
    ///
    /// # Errors
    ///
    /// [`RecvError`] if `predicate` did not like the last value, and no sender is left.
    pub fn blocking_wait_for(
        &mut self,
        predicate: impl FnMut(&T) -> bool,
    ) -> Result<Ref<T>, RecvError> {
        block_on(self.wait_for(predicate))
    }
}
