//! A receiver with a place to wait.

use core::borrow::BorrowMut;
use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::book::Queue;
use super::error::RecvError;
use super::receiver::Receiver;
use super::{BroadcastAnchor, Value, channel_of};
use crate::wait::Node;

/// A receiver, borrowed or owned, with a place to wait: what [`Receiver::stream`] and
/// [`Receiver::into_stream`] return. With the feature `futures-core` it is a `Stream`.
///
/// It has to be pinned, because it waits in the list of the channel by itself.
///
/// # Examples
///
/// ```
/// use std::future::poll_fn;
/// use std::pin::pin;
/// use wakeful::channel::broadcast;
/// use wakeful::executor::block_on;
///
/// let (tx, rx) = broadcast::channel::<u32>(4);
/// tx.try_send(7).unwrap();
/// let mut messages = pin!(rx.into_stream());
/// assert_eq!(block_on(poll_fn(|cx| messages.as_mut().poll_recv(cx))), Ok(7));
/// ```
pub struct Messages<A: BroadcastAnchor, R: BorrowMut<Receiver<A>>> {
    node: Node<u32>,
    receiver: R,
    anchor: PhantomData<A>,
}

// SAFETY: the node is touched under the lock of the channel (the Link Invariant), which is shared
// (`A::Channel: Sync`); the receiver moves along.
unsafe impl<A, R> Send for Messages<A, R>
where
    A: BroadcastAnchor,
    A::Channel: Sync,
    R: BorrowMut<Receiver<A>> + Send,
{
}

// SAFETY: nothing but `Debug` and `get_ref` takes `&Messages`; neither touches the node.
unsafe impl<A: BroadcastAnchor, R: BorrowMut<Receiver<A>> + Sync> Sync for Messages<A, R> {}

impl<A: BroadcastAnchor, R: BorrowMut<Receiver<A>>> Messages<A, R> {
    // Not for anybody's `R`: it must be the same receiver every time.
    #[inline(always)]
    pub(super) const fn new(receiver: R) -> Self {
        Self { node: Node::new(0), receiver, anchor: PhantomData }
    }

    /// The receiver.
    pub fn get_ref(&self) -> &Receiver<A> {
        self.receiver.borrow()
    }

    /// The next message, or a place in the list of those who wait: like a poll of
    /// [`Receiver::recv`], again and again.
    ///
    /// # Errors
    ///
    /// As [`Receiver::recv`].
    ///
    /// # Cancel safety
    ///
    /// Strict. Dropping the stream loses no message that the receiver has not returned.
    #[inline]
    pub fn poll_recv(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Value<A>, RecvError>>
    where
        Value<A>: Clone,
    {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field of something pinned; its drop cancels before the memory goes.
        let node = unsafe { Pin::new_unchecked(&this.node) };
        let (anchor, cursor) = this.receiver.borrow_mut().parts();
        channel_of(anchor).poll_recv(cursor, node, cx.waker())
    }
}

impl<A: BroadcastAnchor, R: BorrowMut<Receiver<A>>> Drop for Messages<A, R> {
    #[inline]
    fn drop(&mut self) {
        if self.node.is_shared() {
            // SAFETY: the memory was pinned when the node was linked, and still is.
            let node = unsafe { Pin::new_unchecked(&self.node) };
            let (anchor, _) = self.receiver.borrow_mut().parts();
            channel_of(anchor).cancel(Queue::Hearing, node);
        }
    }
}

impl<A: BroadcastAnchor, R: BorrowMut<Receiver<A>>> fmt::Debug for Messages<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").finish_non_exhaustive()
    }
}
