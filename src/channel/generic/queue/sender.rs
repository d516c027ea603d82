//! The sending end.

use core::fmt;

use super::closed::Closed;
use super::hall::Channel;
use super::reserve::{Reserve, Slot, Slots};
use super::send::Send;
use crate::channel::line::Line;
use crate::channel::store::{Refusal, Store};
use crate::channel::{Anchor, Side, TrySendError};
use crate::lock::RawLock;

/// An end that sends; clone it for every sender.
///
/// The channel closes when the last one is dropped: receivers get what was sent, then an error.
pub struct Sender<A: Reach> {
    pub(super) anchor: A,
}

/// How an end reaches a [`Channel`]: every [`Anchor`] of one.
pub trait Reach: Anchor<Channel = Channel<Self::Store, Self::Line, Self::Lock>> {
    /// Where messages wait.
    type Store: Store;
    /// Who waits for them.
    type Line: Line;
    /// The lock around those who wait.
    type Lock: RawLock;
}

impl<A, S, R, L> Reach for A
where
    A: Anchor<Channel = Channel<S, R, L>>,
    S: Store,
    R: Line,
    L: RawLock,
{
    type Store = S;
    type Line = R;
    type Lock = L;
}

/// Closes when the last end of a side has left, and frees when the last of all has. What else is left of
/// the two happens also if a waker or a destructor panics.
struct Left<A: Reach>(A, Side);

impl<A: Reach> Drop for Left<A> {
    fn drop(&mut self) {
        if self.0.channel().ends.left(self.1) {
            // SAFETY: both sides have left: nobody has an anchor any more.
            unsafe { self.0.free() };
        }
    }
}

/// What the drop of an end does.
pub(super) fn leave<A: Reach>(anchor: A, side: Side) {
    let channel = anchor.channel();
    if !channel.ends.leave(side) {
        return;
    }
    let _left = Left(anchor, side);
    let _drained = (side == Side::Receivers).then(|| Drained(channel));
    channel.close();
}

/// Drops what nobody will receive.
struct Drained<'a, S: Store, R: Line, L: RawLock>(&'a Channel<S, R, L>);

impl<S: Store, R: Line, L: RawLock> Drop for Drained<'_, S, R, L> {
    fn drop(&mut self) {
        self.0.drain();
    }
}

impl<A: Reach> Sender<A> {
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Sends a value; waits while there is no room.
    ///
    /// # Errors
    ///
    /// The value, if the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict: a dropped `send` was not sent, and loses its place in the line. Its value goes with it;
    /// [`Send::cancel`] gives it back.
    #[inline(always)]
    pub fn send(&self, value: <A::Store as Store>::Item) -> Send<'_, A::Store, A::Line, A::Lock> {
        Send::new(self.anchor.channel(), value)
    }

    /// Sends a value if there is room now.
    ///
    /// # Errors
    ///
    /// The value, if there is no room, or what room there is has to be left to senders that wait, or the
    /// channel is closed.
    #[inline]
    pub fn try_send(
        &self,
        value: <A::Store as Store>::Item,
    ) -> Result<(), TrySendError<<A::Store as Store>::Item>> {
        let mut entry = Some(A::Store::enter(value));
        match (self.anchor.channel().push(&mut entry), entry) {
            (Err(Refusal::Wait), Some(entry)) => Err(TrySendError::Full(A::Store::leave(entry))),
            (Err(Refusal::Closed), Some(entry)) => {
                Err(TrySendError::Closed(A::Store::leave(entry)))
            }
            _ => Ok(()),
        }
    }

    /// Waits for a slot and keeps it for one value.
    ///
    /// # Errors
    ///
    /// `SendError(())`, if the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn reserve(&self) -> Reserve<'_, A, Slot<'_, A>> {
        Reserve::new(&self.anchor, 1)
    }

    /// Waits until `n` slots are free together, and keeps them.
    ///
    /// # Errors
    ///
    /// `SendError(())`, if the channel is closed.
    ///
    /// # Panics
    ///
    /// If `n` is more than the capacity, or than a channel for threads can keep together (2,097,151 slots; with
    /// words of 32 bits 1,023): it would wait for ever;
    /// or more than `u32::MAX`. And the future, if others have kept so many already.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn reserve_many(&self, n: usize) -> Reserve<'_, A, Slots<'_, A>> {
        let most = self.anchor.channel().most_promised();
        assert!(n <= most, "more slots are reserved than the channel has, or can keep");
        let n = u32::try_from(n).expect("more slots are reserved together than `u32::MAX`");
        Reserve::new(&self.anchor, n)
    }

    /// Keeps a slot if there is one now.
    ///
    /// # Errors
    ///
    /// As [`try_send`](Self::try_send), without a value.
    pub fn try_reserve(&self) -> Result<Slot<'_, A>, TrySendError<()>> {
        Slots::try_new(&self.anchor, 1).map(Slot::from)
    }

    /// Keeps `n` slots if they are free now.
    ///
    /// # Errors
    ///
    /// As [`try_send`](Self::try_send), without a value.
    ///
    /// # Panics
    ///
    /// As [`reserve_many`](Self::reserve_many).
    pub fn try_reserve_many(&self, n: usize) -> Result<Slots<'_, A>, TrySendError<()>> {
        let most = self.anchor.channel().most_promised();
        assert!(n <= most, "more slots are reserved than the channel has, or can keep");
        Slots::try_new(&self.anchor, n)
    }

    /// Waits until the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict: there is nothing to lose.
    pub const fn closed(&self) -> Closed<'_, A> {
        Closed::new(&self.anchor)
    }

    /// Closes the channel: nothing can be sent any more, and receivers get what was sent before.
    ///
    /// Returns whether it was open.
    pub fn close(&self) -> bool {
        self.anchor.channel().close()
    }

    /// Whether the channel is closed.
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

    /// Whether both send into the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        core::ptr::eq(self.anchor.channel(), other.anchor.channel())
    }
}

impl<A: Reach> Clone for Sender<A> {
    fn clone(&self) -> Self {
        self.anchor.channel().ends.enter(Side::Senders);
        Self { anchor: self.anchor }
    }
}

impl<A: Reach> Drop for Sender<A> {
    fn drop(&mut self) {
        leave(self.anchor, Side::Senders);
    }
}

impl<A: Reach> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("len", &self.len()).finish_non_exhaustive()
    }
}
