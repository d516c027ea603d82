//! One value, once.

mod bell;
#[cfg(feature = "std")]
mod blocking;
#[cfg(feature = "futures-core")]
mod fused;
mod halves;
pub mod lite;
mod receiver;
mod sender;
#[cfg(feature = "alloc")]
mod shared;
mod word;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;

pub use self::receiver::{Receiver, Recv};
pub use self::sender::{Closed, Sender};
#[cfg(feature = "alloc")]
pub use self::shared::channel;

use self::bell::Bell;
use self::word::{Word, has_value};
use crate::channel::Anchor;
use crate::lock::RawLock;

/// A channel for one value: one answer to one question.
///
/// Use it where one task makes what another waits for: the reply to a request, the end of a transfer.
/// If many wait for the same value use a [`oneshot_broadcast`](super::oneshot_broadcast); if the value
/// is `()`, a `bool` or a small enum, [`lite`] is smaller; for a second value use an
/// [`spsc`](super::spsc).
///
/// # Examples
///
/// ```
/// use wakeful::channel::oneshot::Oneshot;
/// use wakeful::executor::block_on;
///
/// let mut answer = Oneshot::new();
/// let (tx, rx) = answer.split();
/// std::thread::scope(|s| {
///     s.spawn(move || tx.send(6 * 7));
///     assert_eq!(block_on(rx), Ok(42));
/// });
///
/// let (tx, rx) = answer.split(); // and again
/// drop(rx);
/// assert_eq!(tx.send(43), Err(43));
/// ```
///
/// # States
///
/// | | [`send`](Sender::send) | [`try_recv`](Receiver::try_recv) | `await` |
/// |---|---|---|---|
/// | nothing sent | sends | `Empty` | waits |
/// | sent | | the value | the value |
/// | sender dropped | | `Closed` | `RecvError` |
/// | receiver closed or dropped | the value comes back | what was sent before, or `Closed` | likewise |
/// | received | | `Closed` | `RecvError` |
///
/// # Cancel safety
///
/// Strict: the value stays in the channel until the receiver takes it.
///
/// # Re-entrancy
///
/// Wakers and destructors run when the channel is left alone: they may use its other end.
///
/// # Memory ordering
///
/// What happened before a `send` is seen by who receives; what happened before a close, by who finds
/// the channel closed.
///
/// # Cost
///
/// Six words and the value; an end is a pointer. In the thread-safe flavor a `send` is one atomic
/// read-modify-write, and to receive what has been sent takes none. To wait is one, and to send to one
/// who waits two. The shared form allocates once; its last end frees.
pub struct Oneshot<T, L: RawLock> {
    word: Word<L>,
    receiver: Bell,
    sender: Bell,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: by the Slot Rule sharing a oneshot moves a value from the sender to the receiver (`T: Send`)
// and never shares it; `L: Sync` says that the word may be shared.
unsafe impl<T: Send, L: RawLock + Sync> Sync for Oneshot<T, L> {}

/// An anchor of a [`Oneshot`]: how an end reaches its channel.
pub trait Place: Anchor<Channel = Oneshot<<Self as Place>::Value, <Self as Place>::Lock>> {
    /// What is sent.
    type Value;
    /// The lock of the flavor.
    type Lock: RawLock;
}

impl<T, L: RawLock, A: Anchor<Channel = Oneshot<T, L>>> Place for A {
    type Value = T;
    type Lock = L;
}

impl<T, L: RawLock> Oneshot<T, L> {
    /// An empty channel.
    pub const fn new() -> Self {
        Self {
            word: Word::new(),
            receiver: Bell::new(),
            sender: Bell::new(),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    /// Both ends, which borrow the channel. It starts over: what is left in it is dropped.
    #[inline]
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.clear();
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
            self.word.split_static(),
            "a static oneshot is split once, before it is used: keep its ends, or declare another"
        );
        (Sender::new(self), Receiver::new(self))
    }

    /// Whether there is no value in the channel to be received.
    #[inline]
    pub fn is_empty(&self) -> bool {
        !has_value(self.word.load())
    }

    /// Drops what is left of an earlier use.
    #[inline(always)]
    fn clear(&mut self) {
        let left = self.word.reset();
        if left != (false, false, false) {
            self.drop_contents(left);
        }
    }

    #[cold]
    fn drop_contents(&mut self, (value, receiver, sender): (bool, bool, bool)) {
        // SAFETY: the Slot Rule: there was a value; the word says no more that there is.
        let value = value.then(|| unsafe { self.take_value() });
        // SAFETY: the Bell Rule: was set; the word says no more that it is.
        let receiver = receiver.then(|| unsafe { self.receiver.take() });
        // SAFETY: likewise.
        let sender = sender.then(|| unsafe { self.sender.take() });
        // If a destructor panics, the others run while it unwinds.
        drop((value, receiver, sender));
    }

    /// Fills the value cell.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the cell is the sender's, who calls.
    #[inline(always)]
    unsafe fn put_value(&self, value: T) {
        // SAFETY: the Slot Rule.
        unsafe { (*self.value.get()).write(value) };
    }

    /// Empties the value cell.
    ///
    /// # Safety
    ///
    /// The *Slot Rule*: the cell is full, and the caller's.
    #[inline(always)]
    unsafe fn take_value(&self) -> T {
        // SAFETY: the Slot Rule: nobody else touches the cell.
        let cell = unsafe { &*self.value.get() };
        // SAFETY: the Slot Rule: it is full.
        unsafe { cell.assume_init_read() }
    }
}

impl<T, L: RawLock> Drop for Oneshot<T, L> {
    #[inline(always)]
    fn drop(&mut self) {
        self.clear();
    }
}

impl<T, L: RawLock> Default for Oneshot<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: RawLock> fmt::Debug for Oneshot<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oneshot").field("is_empty", &self.is_empty()).finish()
    }
}
