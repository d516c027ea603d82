//! A sender that holds one value after the other until it is taken.

use core::fmt;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::meeting::Meeting;
use super::parcel::Parcel;
use super::{Channel, Sender};
use crate::channel::{Anchor, SendError};
use crate::lock::RawLock;
use crate::wait::Stage;

/// A [`Sender`] with its place in line, to be pinned: it is given values, and each is sent when a receiver
/// has taken it.
///
/// With the feature `futures-sink` it is a `Sink`. Made by [`Sender::into_sink`].
///
/// # Cancel safety
///
/// Strict: dropped, it drops the value that was not taken.
#[must_use = "sinks do nothing unless polled"]
pub struct Outgoing<A: Anchor<Channel: Meeting>> {
    parcel: Parcel<<A::Channel as Meeting>::Value>,
    sender: Sender<A>,
}

// SAFETY: by the Hand Rule the parcel is touched under the lock of the channel, or by the owner of the
// sink alone; so moving it moves the sender and the value.
unsafe impl<A: Anchor<Channel: Meeting<Value: marker::Send>>> marker::Send for Outgoing<A> where
    Sender<A>: marker::Send
{
}

// SAFETY: nothing but `Debug` takes `&Outgoing`, and it does not touch the parcel.
unsafe impl<A: Anchor<Channel: Meeting>> Sync for Outgoing<A> where Sender<A>: Sync {}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Outgoing<A> {
    pub(super) const fn new(sender: Sender<A>) -> Self {
        Self { parcel: Parcel::new(None), sender }
    }

    /// Waits until the value that was given last has been taken.
    ///
    /// # Errors
    ///
    /// That value, if the channel is closed. The next call is ready then.
    pub fn poll_flush(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<T>>> {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: the owner, and at `Fresh` in no line.
        if this.parcel.stage() == Stage::Fresh && unsafe { this.parcel.value() }.is_none() {
            return Poll::Ready(Ok(()));
        }
        // SAFETY: a field of what is pinned; its drop withdraws.
        let parcel = unsafe { Pin::new_unchecked(&this.parcel) };
        if this.sender.channel().poll_send(parcel, cx.waker()).is_pending() {
            return Poll::Pending;
        }
        // SAFETY: the owner, and in no line when ready.
        unsafe { this.parcel.reset() };
        // SAFETY: likewise.
        let value = unsafe { this.parcel.value() }.take();
        Poll::Ready(value.map_or(Ok(()), |value| Err(SendError(value))))
    }

    /// Gives it the next value, which is sent while [`poll_flush`](Self::poll_flush) waits.
    ///
    /// # Panics
    ///
    /// If the last value has not been taken, as `poll_flush` would have told.
    pub fn start_send(self: Pin<&mut Self>, value: T) {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(this.parcel.stage() == Stage::Fresh, "{UNREADY}");
        // SAFETY: the owner, and at `Fresh` in no line.
        let place = unsafe { this.parcel.value() };
        assert!(place.is_none(), "{UNREADY}");
        *place = Some(value);
    }
}

const UNREADY: &str =
    "a wakeful sink was given a value before it had sent the last one: poll it first";

impl<A: Anchor<Channel: Meeting>> Drop for Outgoing<A> {
    fn drop(&mut self) {
        self.sender.withdraw(&self.parcel);
    }
}

impl<A: Anchor<Channel: Meeting>> fmt::Debug for Outgoing<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").finish_non_exhaustive()
    }
}
