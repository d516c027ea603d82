//! A value that fits into a byte, once.

#[cfg(feature = "std")]
mod blocking;
mod byte;
#[cfg(feature = "futures-core")]
mod fused;
mod halves;
mod receiver;
#[cfg_attr(target_has_atomic = "8", path = "rmw/atomic.rs")]
#[cfg_attr(not(target_has_atomic = "8"), path = "rmw/none.rs")]
mod rmw;
mod sender;
#[cfg(feature = "alloc")]
mod shared;
mod state;

use core::fmt;
use core::marker::PhantomData;

pub use self::receiver::{Receiver, Recv};
pub use self::sender::Sender;
#[cfg(feature = "alloc")]
pub use self::shared::channel;
pub use self::state::{RESERVED, State};

use self::byte::Byte;
use self::state::{FRESH, OPEN, WAITING, is_value};
use super::bell::Bell;
use crate::channel::Anchor;
use crate::lock::RawLock;

/// A [`Oneshot`](super::Oneshot) for a value that fits into a byte: `()`, a `bool`, an enum of yours.
///
/// The whole channel is one byte and a waker. The methods are those of the other, less `closed` and
/// `poll_closed`: there is no room for a second waker.
///
/// # Examples
///
/// ```
/// use wakeful::channel::oneshot::lite::Oneshot;
/// use wakeful::executor::block_on;
///
/// let mut ready = Oneshot::new();
/// let (tx, rx) = ready.split();
/// std::thread::scope(|s| {
///     s.spawn(move || tx.send(true));
///     assert_eq!(block_on(rx), Ok(true));
/// });
/// ```
///
/// # States
///
/// | byte | the sender | the receiver |
/// |---|---|---|
/// | a value | has sent and left | takes it; all is its own |
/// | fresh | may send | waits; nobody has split the channel yet |
/// | open | may send | may wait |
/// | waiting | may send | its waker is in the slot |
/// | busy | moves the waker out, then sends or hangs up | polls again if it is polled |
/// | closed | gets its value back | has closed |
/// | hung up | has left | gets `RecvError` |
/// | gone | gets its value back, and is the last; or has left before | has left |
///
/// # Cancel safety
///
/// Strict: the value stays in the channel until the receiver takes it.
///
/// # Panics
///
/// `send` and receiving panic if [`State`] is implemented wrongly.
///
/// # Cost
///
/// A byte, a lock and a waker. In the thread-safe flavor a `send` is one atomic read-modify-write, and to
/// receive what has been sent takes none. To wait is one, and to send to one who waits two.
pub struct Oneshot<S, L> {
    byte: Byte<L>,
    bell: Bell,
    /// Values are made of bytes: what lies here is none of them.
    state: PhantomData<fn(S) -> S>,
}

/// An anchor of a lite [`Oneshot`]: how an end reaches its channel.
pub trait Place: Anchor<Channel = Oneshot<<Self as Place>::State, <Self as Place>::Lock>> {
    /// What is sent.
    type State: State;
    /// The lock of the flavor.
    type Lock: RawLock;
}

impl<S: State, L: RawLock, A: Anchor<Channel = Oneshot<S, L>>> Place for A {
    type State = S;
    type Lock = L;
}

impl<S: State, L: RawLock> Oneshot<S, L> {
    /// An empty channel.
    pub const fn new() -> Self {
        Self::with_byte(FRESH)
    }

    const fn with_byte(byte: u8) -> Self {
        Self { byte: Byte::new(byte), bell: Bell::new(), state: PhantomData }
    }

    /// Both ends, which borrow the channel. It starts over.
    #[inline]
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        let old = core::mem::replace(self.byte.get_mut(), OPEN);
        if old == WAITING {
            // SAFETY: the Bell Rule: was waiting, and is no more.
            drop(unsafe { self.bell.take() });
        }
        let this = &*self;
        (Sender::new(this), Receiver::new(this))
    }

    /// Both ends of a channel in a `static`; once.
    ///
    /// # Panics
    ///
    /// If the channel has been used before.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        assert!(
            self.byte.exchange(FRESH, OPEN).is_ok(),
            "a static oneshot is split once, before it is used: keep its ends, or declare another"
        );
        (Sender::new(self), Receiver::new(self))
    }

    /// Whether there is no value in the channel to be received.
    #[inline]
    pub fn is_empty(&self) -> bool {
        !is_value(self.byte.load())
    }
}

impl<S, L> Drop for Oneshot<S, L> {
    fn drop(&mut self) {
        if *self.byte.get_mut() == WAITING {
            // SAFETY: the Bell Rule: waiting, and nobody is there.
            drop(unsafe { self.bell.take() });
        }
    }
}

impl<S: State, L: RawLock> Default for Oneshot<S, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: State, L: RawLock> fmt::Debug for Oneshot<S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oneshot").field("is_empty", &self.is_empty()).finish()
    }
}
