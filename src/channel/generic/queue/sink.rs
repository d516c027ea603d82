//! A sender as a sink.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_sink::Sink;

use super::reserve::{Reserve, Slot};
use super::sender::{Reach, Sender};
use crate::channel::SendError;
use crate::channel::store::Store;

/// A [`Sender`] as a `Sink`: made ready it keeps a slot. The place in the line is in here.
pub struct SendSink<'a, A: Reach> {
    sender: &'a Sender<A>,
    reserve: Option<Reserve<'a, A, Slot<'a, A>>>,
    slot: Option<Slot<'a, A>>,
}

impl<A: Reach> Sender<A> {
    /// The sender as a `Sink`, for as long as it is borrowed.
    pub const fn sink(&self) -> SendSink<'_, A> {
        SendSink { sender: self, reserve: None, slot: None }
    }
}

impl<A: Reach> Sink<<A::Store as Store>::Item> for SendSink<'_, A> {
    type Error = SendError<Option<<A::Store as Store>::Item>>;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // SAFETY: what is in `reserve` stays there until it is dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        if this.slot.is_some() {
            return Poll::Ready(Ok(()));
        }
        let sender = this.sender;
        let reserve = this.reserve.get_or_insert_with(|| sender.reserve());
        // SAFETY: a field of a pinned value.
        let Poll::Ready(kept) = unsafe { Pin::new_unchecked(reserve) }.poll(cx) else {
            return Poll::Pending;
        };
        this.reserve = None;
        Poll::Ready(kept.map(|slot| this.slot = Some(slot)).map_err(|_| SendError(None)))
    }

    fn start_send(
        self: Pin<&mut Self>,
        item: <A::Store as Store>::Item,
    ) -> Result<(), Self::Error> {
        // SAFETY: `reserve` is not touched.
        let this = unsafe { self.get_unchecked_mut() };
        let slot = this.slot.take().expect("`start_send` without a `poll_ready` that was ready");
        slot.send(item).map_err(|SendError(item)| SendError(Some(item)))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.sender.close();
        Poll::Ready(Ok(()))
    }
}

impl<A: Reach> fmt::Debug for SendSink<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSink").field("ready", &self.slot.is_some()).finish_non_exhaustive()
    }
}
