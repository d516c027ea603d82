//! The sender as a sink. What is sent is there at once, so there is nothing to flush.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_sink::Sink;

use super::{Link, Sender};
use crate::channel::{SendError, TrySendError};

impl<A: Link> Sink<A::Value> for Sender<A> {
    /// The value that was not sent; `None` if the channel was found closed before there was one.
    type Error = SendError<Option<A::Value>>;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        (*self).poll_ready(cx).map_err(|SendError(())| SendError(None))
    }

    /// # Panics
    ///
    /// If it is called before `poll_ready` said that there is room.
    fn start_send(mut self: Pin<&mut Self>, value: A::Value) -> Result<(), Self::Error> {
        match self.try_send(value) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(value)) => Err(SendError(Some(value))),
            Err(TrySendError::Full(_)) => panic!("`start_send` before `poll_ready` said yes"),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}
