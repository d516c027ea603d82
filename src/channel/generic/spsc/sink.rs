//! The sender as a sink. What is sent is there at once, so there is nothing to flush.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_sink::Sink;

use super::{Link, Sender};
use crate::channel::{SendError, TrySendError};

impl<A: Link> Sink<A::Value> for Sender<A> {
    type Error = SendError<()>;

    fn poll_ready(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<()>>> {
        (*self).poll_ready(cx)
    }

    /// # Panics
    ///
    /// If it is called before `poll_ready` said that there is room.
    fn start_send(mut self: Pin<&mut Self>, value: A::Value) -> Result<(), SendError<()>> {
        match self.try_send(value) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(SendError(())),
            Err(TrySendError::Full(_)) => panic!("`start_send` before `poll_ready` said yes"),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SendError<()>>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<()>>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}
