//! A receiver as a stream.

use core::borrow::BorrowMut;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedStream, Stream};

use super::body::Body;
use super::wait::Newer;
use super::{Channel, Receiver};
use crate::channel::Anchor;
use crate::lock::RawLock;

/// The values that a receiver has not seen, one after the other: see [`Receiver::stream`].
///
/// A place in the queue of those who wait lies in here, so it is pinned while it is polled.
#[must_use = "streams do nothing unless polled"]
pub struct Values<A: Anchor<Channel: Body>, R = Receiver<A>> {
    // Before the receiver: it leaves the queue while the channel is there.
    newer: Newer<A>,
    ended: bool,
    receiver: R,
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    /// The values that this receiver has not seen, as a stream, which ends when no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing counts as seen until the stream yields it.
    pub fn stream(&mut self) -> Values<A, &mut Self> {
        Values { newer: Newer::new(self.hold.0, self.id()), ended: false, receiver: self }
    }

    /// Likewise, with the receiver in it.
    pub fn into_stream(self) -> Values<A> {
        Values { newer: Newer::new(self.hold.0, self.id()), ended: false, receiver: self }
    }
}

impl<A: Anchor<Channel: Body>, R> Values<A, R> {
    /// Whether the stream has ended.
    pub const fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<T, L, A, R> Stream for Values<A, R>
where
    T: Clone,
    L: RawLock,
    A: Anchor<Channel = Channel<T, L>>,
    R: BorrowMut<Receiver<A>>,
{
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // SAFETY: `newer` is pinned again and not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.ended {
            return Poll::Ready(None);
        }
        let receiver = this.receiver.borrow_mut();
        // SAFETY: a field of a pinned stream.
        let mut newer = unsafe { Pin::new_unchecked(&mut this.newer) };
        let Poll::Ready(polled) = newer.as_mut().poll(receiver.channel(), receiver.id(), cx) else {
            return Poll::Pending;
        };
        if polled.is_err() {
            this.ended = true;
            return Poll::Ready(None);
        }
        // Should the clone panic, the next poll looks for the same value again.
        newer.set(Newer::new(receiver.hold.0, receiver.id()));
        let (id, value) = receiver.borrow().into_parts();
        receiver.set_seen(id);
        newer.set(Newer::new(receiver.hold.0, id));
        Poll::Ready(Some(value))
    }
}

impl<T, L, A, R> FusedStream for Values<A, R>
where
    T: Clone,
    L: RawLock,
    A: Anchor<Channel = Channel<T, L>>,
    R: BorrowMut<Receiver<A>>,
{
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<A: Anchor<Channel: Body>, R> fmt::Debug for Values<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values").field("ended", &self.ended).finish()
    }
}
