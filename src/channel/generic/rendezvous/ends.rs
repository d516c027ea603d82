//! The ends: who sends, who receives, and who is the last.

use core::fmt;

use super::line::Refused;
use super::meeting::Meeting;
use super::parcel::Parcel;
use super::{Channel, Closed, Incoming, Outgoing, Recv, Send};
use crate::channel::{Anchor, Side, TryRecvError, TrySendError};
use crate::lock::RawLock;
use crate::wait::{Acquire, Node};

/// One end of `SIDE`, counted.
struct End<A: Anchor<Channel: Meeting>, const SENDS: bool>(A);

impl<A: Anchor<Channel: Meeting>, const SENDS: bool> End<A, SENDS> {
    const SIDE: Side = if SENDS { Side::Senders } else { Side::Receivers };
}

impl<A: Anchor<Channel: Meeting>, const SENDS: bool> Clone for End<A, SENDS> {
    #[inline]
    fn clone(&self) -> Self {
        self.0.channel().ends().enter(Self::SIDE);
        Self(self.0)
    }
}

impl<A: Anchor<Channel: Meeting>, const SENDS: bool> Drop for End<A, SENDS> {
    #[inline]
    fn drop(&mut self) {
        /// The last step, also if a waker or a value panics before.
        struct Left<A: Anchor<Channel: Meeting>>(A, Side);

        impl<A: Anchor<Channel: Meeting>> Drop for Left<A> {
            fn drop(&mut self) {
                if self.0.channel().ends().left(self.1) {
                    // SAFETY: both sides have left: there is no end, and futures borrow ends.
                    unsafe { self.0.free() };
                }
            }
        }

        if self.0.channel().ends().leave(Self::SIDE) {
            let left = Left(self.0, Self::SIDE);
            left.0.channel().shut(Self::SIDE);
        }
    }
}

// Why no `Send` and `Sync` by hand? An end is an anchor and nothing else, and acts on the channel as a
// shared reference to it does. `&Channel` is `Send` and `Sync` if the channel is `Sync`, which asks for
// `T: Send` and `L: Sync`; `Shared` asks for what the last one needs, too, who drops the channel.

/// The end that sends. Clone it for more senders.
///
/// Every method takes `&self`. When the last one is dropped, the channel closes.
pub struct Sender<A: Anchor<Channel: Meeting>> {
    end: End<A, true>,
}

/// The end that receives. Clone it for more receivers: each value goes to one of them.
///
/// Every method takes `&self`. When the last one is dropped, the channel closes.
pub struct Receiver<A: Anchor<Channel: Meeting>> {
    end: End<A, false>,
}

/// # Safety
///
/// The channel counts these two ends.
#[inline(always)]
pub(super) unsafe fn pair<A: Anchor<Channel: Meeting>>(anchor: A) -> (Sender<A>, Receiver<A>) {
    (Sender { end: End(anchor) }, Receiver { end: End(anchor) })
}

impl<A: Anchor<Channel: Meeting>> Sender<A> {
    pub(super) fn withdraw(&self, parcel: &Parcel<<A::Channel as Meeting>::Value>) {
        self.end.0.channel().withdraw(parcel);
    }
}

impl<A: Anchor<Channel: Meeting>> Receiver<A> {
    pub(super) fn leave(&self, node: &Node<()>) {
        self.end.0.channel().leave(node);
    }
}

// An end may move while others reach the channel by it: they go by the anchor.
impl<A: Anchor<Channel: Meeting>> Unpin for Sender<A> {}
impl<A: Anchor<Channel: Meeting>> Unpin for Receiver<A> {}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Sender<A> {
    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<T, L> {
        self.end.0.channel()
    }

    /// Waits until a receiver has taken `value`.
    ///
    /// # Errors
    ///
    /// The value, if the channel is or gets closed.
    ///
    /// # Cancel safety
    ///
    /// Strict: dropped before the value was taken, it has sent nothing; the value is dropped, too.
    /// [`Send::cancel`] tells, and gives it back.
    #[inline]
    pub fn send(&self, value: T) -> Send<'_, T, L> {
        Send::new(self.channel(), value)
    }

    /// Sends `value` if a receiver waits that nobody else has a value for.
    ///
    /// `Ok` says that there was such a receiver, not yet that it has the value. If it goes before it is
    /// polled, the value is offered to the next, or lies ready for whoever comes. There is room for one.
    ///
    /// # Errors
    ///
    /// [`Full`](TrySendError::Full) if no such receiver waits, or the value of another `try_send` has not
    /// been taken yet; [`Closed`](TrySendError::Closed) if the channel is closed. Both with the value.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.channel().update(|line, _| line.put_hand(value)).map_err(|(value, why)| match why {
            Refused::Full => TrySendError::Full(value),
            Refused::Closed => TrySendError::Closed(value),
        })
    }

    /// A sink that sends what it is given.
    #[inline]
    pub fn into_sink(self) -> Outgoing<A> {
        Outgoing::new(self)
    }

    /// Waits until the channel is closed: by an end, or because one side has gone.
    ///
    /// # Cancel safety
    ///
    /// Strict: there is nothing to lose.
    pub fn closed<'a>(&'a self) -> Closed<'a, L>
    where
        T: 'a,
    {
        Acquire::of(&self.channel().over, ())
    }

    /// Closes the channel: who waits to send gets the value back, who waits to receive an error.
    pub fn close(&self) {
        self.channel().close();
    }

    /// Whether the channel is closed.
    pub fn is_closed(&self) -> bool {
        self.channel().is_closed()
    }

    /// How many values may be taken now: those of senders that wait, and one that a `try_send` left.
    pub fn len(&self) -> usize {
        self.channel().len()
    }

    /// Whether there is no value to be taken now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values there is room for: none.
    pub const fn capacity(&self) -> usize {
        0
    }
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Receiver<A> {
    #[inline(always)]
    pub(super) fn channel(&self) -> &Channel<T, L> {
        self.end.0.channel()
    }

    /// Waits for a value.
    ///
    /// # Errors
    ///
    /// If the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Strict: dropped, it has taken nothing. What it was offered is offered to the next.
    #[inline]
    pub fn recv(&self) -> Recv<'_, T, L> {
        Recv::new(self.channel())
    }

    /// Takes the value of the first sender that waits.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if none waits, or the value is kept for a receiver that was
    /// overtaken too often; [`Closed`](TryRecvError::Closed) if the channel is closed.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.channel()
            .update(|line, waker| line.take(0, waker).ok_or(line.is_closed()))
            .map_err(|closed| if closed { TryRecvError::Closed } else { TryRecvError::Empty })
    }

    /// The values that arrive, one after the other: a receiver of its own, which counts as one.
    #[inline]
    pub fn stream(&self) -> Incoming<A> {
        self.clone().into_stream()
    }

    /// The values that arrive, one after the other.
    #[inline]
    pub fn into_stream(self) -> Incoming<A> {
        Incoming::new(self)
    }

    /// Closes the channel: who waits to send gets the value back, who waits to receive an error.
    pub fn close(&self) {
        self.channel().close();
    }

    /// Whether the channel is closed. A value that a `try_send` left may still be received.
    pub fn is_closed(&self) -> bool {
        self.channel().is_closed()
    }

    /// How many values may be taken now: those of senders that wait, and one that a `try_send` left.
    pub fn len(&self) -> usize {
        self.channel().len()
    }

    /// Whether there is no value to be taken now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values there is room for: none.
    pub const fn capacity(&self) -> usize {
        0
    }
}

impl<A: Anchor<Channel: Meeting>> Clone for Sender<A> {
    #[inline]
    fn clone(&self) -> Self {
        Self { end: self.end.clone() }
    }
}

impl<A: Anchor<Channel: Meeting>> Clone for Receiver<A> {
    #[inline]
    fn clone(&self) -> Self {
        Self { end: self.end.clone() }
    }
}

impl<A: Anchor<Channel: Meeting + fmt::Debug>> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(self.end.0.channel()).finish()
    }
}

impl<A: Anchor<Channel: Meeting + fmt::Debug>> fmt::Debug for Receiver<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receiver").field(self.end.0.channel()).finish()
    }
}
