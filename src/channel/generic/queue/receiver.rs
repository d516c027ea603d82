//! The receiving end where many receive.

use core::fmt;

use super::batch::RecvMany;
use super::hall::Channel;
use super::recv::Recv;
use super::sender::{Reach, leave};
use super::stream::RecvStream;
use crate::channel::line::Many;
use crate::channel::store::{Refusal, Store};
use crate::channel::{Anchor, Side, TryRecvError};
use crate::lock::RawLock;

/// An end that receives; clone it for every receiver. Each message goes to one of them.
///
/// When the last one is dropped, the channel closes, and what was not received is dropped.
pub struct Receiver<A: Reach> {
    pub(super) anchor: A,
}

/// An anchor of a channel with many receivers.
pub trait Shareable: Reach<Line = Many> {}

impl<A: Reach<Line = Many>> Shareable for A {}

impl<A, S, L> Receiver<A>
where
    A: Anchor<Channel = Channel<S, Many, L>>,
    S: Store,
    L: RawLock,
{
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Receives the next message; waits while there is none.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    ///
    /// # Cancel safety
    ///
    /// Strict: a dropped `recv` has taken no message, and loses its place in the line.
    #[inline(always)]
    pub fn recv(&self) -> Recv<'_, S, L> {
        Recv::new(self.anchor.channel())
    }

    /// Receives the next message if there is one now.
    ///
    /// # Errors
    ///
    /// If there is none, or it has to be left to receivers that wait, or the channel is closed and empty.
    #[inline]
    pub fn try_recv(&self) -> Result<S::Item, TryRecvError> {
        self.anchor.channel().try_recv()
    }

    /// Receives at least one message and at most `limit`, and adds them to `buffer`; waits while there is
    /// none. Resolves to how many: 0 if the channel is closed and empty, or `limit` is 0.
    ///
    /// # Cancel safety
    ///
    /// Strict: it takes messages in the poll that completes it. The buffer has to take what it is given: the
    /// first message is lost with a buffer that refuses it.
    pub fn recv_many<'a, B: Extend<S::Item>>(
        &'a self,
        buffer: &'a mut B,
        limit: usize,
    ) -> RecvMany<'a, Recv<'a, S, L>, B, Channel<S, Many, L>> {
        RecvMany::new(self.recv(), self.anchor.channel(), buffer, limit)
    }

    /// The messages as a stream, for as long as it is borrowed.
    pub fn stream(&self) -> RecvStream<'_, S, L> {
        RecvStream::new(self.anchor.channel())
    }

    /// Closes the channel: nothing can be sent any more, and receivers get what was sent before.
    ///
    /// Returns whether it was open.
    pub fn close(&self) -> bool {
        self.anchor.channel().close()
    }

    /// Whether the channel is closed; there may be messages yet.
    pub fn is_closed(&self) -> bool {
        self.anchor.channel().is_closed()
    }

    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.anchor.channel().len()
    }

    /// How many have room.
    pub fn capacity(&self) -> usize {
        self.anchor.channel().capacity()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room: every slot holds a message, or is reserved.
    pub fn is_full(&self) -> bool {
        self.anchor.channel().is_full()
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        self.anchor.channel().ends.count(Side::Senders)
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        self.anchor.channel().ends.count(Side::Receivers)
    }
}

impl<S: Store, R: crate::channel::line::Line, L: RawLock> Channel<S, R, L> {
    #[inline(always)]
    pub(super) fn try_recv(&self) -> Result<S::Item, TryRecvError> {
        let mut entry = None;
        match self.pop(&mut entry) {
            Err(Refusal::Wait) => Err(TryRecvError::Empty),
            // Closed and empty, if nothing came out.
            _ => entry.map(S::leave).ok_or(TryRecvError::Closed),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.ask(|store| {
            // SAFETY: the Store Rule, by `ask`.
            let room = unsafe { store.judge(Side::Senders) }.ready;
            // A channel that is closed lets all senders go on, to be refused.
            // SAFETY: likewise.
            room == 0 || unsafe { store.len() } >= unsafe { store.capacity() }
        })
    }
}

impl<A: Shareable> Clone for Receiver<A> {
    fn clone(&self) -> Self {
        self.anchor.channel().ends.enter(Side::Receivers);
        Self { anchor: self.anchor }
    }
}

impl<A: Reach> Drop for Receiver<A> {
    fn drop(&mut self) {
        leave(self.anchor, Side::Receivers);
    }
}

impl<A: Reach> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let len = self.anchor.channel().len();
        f.debug_struct("Receiver").field("len", &len).finish_non_exhaustive()
    }
}
