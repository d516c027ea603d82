//! Values by way of combinators.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_sink::Sink;

use super::{Channel, Outgoing};
use crate::channel::{Anchor, SendError};
use crate::lock::RawLock;

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Sink<T> for Outgoing<A> {
    type Error = SendError<T>;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.poll_flush(cx)
    }

    fn start_send(self: Pin<&mut Self>, value: T) -> Result<(), SendError<T>> {
        self.start_send(value);
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.poll_flush(cx)
    }

    /// The channel closes when the last sender is dropped.
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.poll_flush(cx)
    }
}
