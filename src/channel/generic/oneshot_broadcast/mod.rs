//! One value, once, for every receiver.

#[cfg(feature = "std")]
mod blocking;
mod receiver;
mod sender;
#[cfg(feature = "alloc")]
mod shared;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;

pub use self::receiver::{Receiver, Recv};
pub use self::sender::Sender;
#[cfg(feature = "alloc")]
pub use self::shared::channel;

use crate::channel::{Anchor, Ends, RecvError};
use crate::lock::RawLock;
use crate::wait::{Change, Policy, Primitive, WaitQueue};

const EMPTY: usize = 0;
const FILLING: usize = 1;
const FULL: usize = 2;
const CLOSED: usize = 3;

/// The rules of a broadcast oneshot: everybody passes when it is decided.
///
/// | state | means | a receiver | `send` | `close` |
/// |---|---|---|---|---|
/// | `EMPTY` | nothing happened | waits | → `FILLING`, writes → `FULL` | → `CLOSED` |
/// | `FILLING` | a value is being written | waits | gives it back | changes nothing |
/// | `FULL` | there is a value | clones it | gives it back | changes nothing |
/// | `CLOSED` | there will be none | gets `RecvError` | gives it back | changes nothing |
#[derive(Debug)]
pub struct Decided;

impl Policy for Decided {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, (): ()) -> Option<usize> {
        (state >= FULL).then_some(state)
    }
}

/// A channel for one value that every receiver gets a clone of, as often as it asks.
///
/// Use it for what happens once and has a value: a configuration, a result that many wait for. For one
/// receiver use a [`oneshot`](super::oneshot), which needs no `Clone`; for a value that changes use a
/// [`watch`](super::watch).
///
/// # Examples
///
/// ```
/// use wakeful::channel::oneshot_broadcast;
/// use wakeful::executor::block_on;
///
/// let (tx, rx) = oneshot_broadcast::channel();
/// std::thread::scope(|s| {
///     for rx in [rx.clone(), rx] {
///         s.spawn(move || {
///             assert_eq!(block_on(rx.recv()), Ok("ready"));
///             assert_eq!(rx.get(), Some(&"ready"));
///         });
///     }
///     tx.send("ready").unwrap();
///     assert_eq!(tx.send("again"), Err("again"));
/// });
/// ```
///
/// # Cancel safety
///
/// Strict: the value stays.
///
/// # Re-entrancy
///
/// The value is cloned with nothing held: its `Clone` may use the channel.
///
/// # Memory ordering
///
/// What happened before the `send` is seen by who receives.
///
/// # Cost
///
/// Six words at most and the value; a `recv` is six. A `send` is two atomic read-modify-writes, to receive
/// what has been sent a load and the clone.
pub struct Channel<T, L: RawLock> {
    queue: WaitQueue<Decided, L>,
    ends: Ends<L>,
    value: UnsafeCell<MaybeUninit<T>>,
}

// The *Once Rule*: in `EMPTY` and `CLOSED` nobody touches the value; in `FILLING` the one who made it
// so does; in `FULL`, which never ends while the channel is shared, it is written and only read.

// SAFETY: by the Once Rule sharing the channel shares the value (`T: Sync`), and may move it from who
// sends to who drops the channel (`T: Send`); `L: Sync` says that the queue may be shared.
unsafe impl<T: Send + Sync, L: RawLock + Sync> Sync for Channel<T, L> {}

// SAFETY: the queue is the field.
unsafe impl<T, L: RawLock> Primitive for Channel<T, L> {
    type Policy = Decided;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Decided, L> {
        &self.queue
    }
}

/// An anchor of a [`Channel`]: how an end reaches it.
pub trait Place: Anchor<Channel = Channel<<Self as Place>::Value, <Self as Place>::Lock>> {
    /// What is sent.
    type Value;
    /// The lock of the flavor.
    type Lock: RawLock;
}

impl<T, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Place for A {
    type Value = T;
    type Lock = L;
}

impl<T, L: RawLock> Channel<T, L> {
    /// A channel without a value.
    pub const fn new() -> Self {
        Self::with_ends(Ends::none())
    }

    const fn with_ends(ends: Ends<L>) -> Self {
        let value = UnsafeCell::new(MaybeUninit::uninit());
        Self { queue: WaitQueue::new(EMPTY), ends, value }
    }

    /// Both ends, which borrow the channel. It starts over: what is left in it is dropped.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.ends.reset();
        self.clear();
        let this = &*self;
        (Sender::new(this), Receiver::new(this))
    }

    /// Both ends of a channel in a `static`; once.
    ///
    /// # Panics
    ///
    /// If the channel was split before.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        assert!(
            self.ends.start(),
            "a static channel is split once: clone its receiver, or declare another channel"
        );
        (Sender::new(self), Receiver::new(self))
    }

    /// The value, if it was sent.
    #[inline]
    fn get(&self) -> Option<&T> {
        // SAFETY: the Once Rule: full.
        (self.queue.state() == FULL).then(|| unsafe { self.value() })
    }

    /// What was decided; it is.
    fn decided(&self) -> Result<&T, RecvError> {
        self.get().ok_or(RecvError)
    }

    fn is_closed(&self) -> bool {
        self.queue.state() == CLOSED
    }

    fn send(&self, value: T) -> Result<(), T> {
        let start = |state| (state == EMPTY).then_some(FILLING);
        if self.queue.change(Change::Nobody, start).is_err() {
            return Err(value);
        }
        // SAFETY: the Once Rule: the caller made it `FILLING`.
        unsafe { (*self.value.get()).write(value) };
        let _ = self.queue.update(|_| Some(FULL));
        Ok(())
    }

    fn close(&self) {
        let _ = self.queue.update(|state| (state == EMPTY).then_some(CLOSED));
    }

    /// # Safety
    ///
    /// The channel is full.
    unsafe fn value(&self) -> &T {
        // SAFETY: the Once Rule: written, and only read.
        let value = unsafe { &*self.value.get() };
        // SAFETY: likewise.
        unsafe { value.assume_init_ref() }
    }

    /// Drops what is left of an earlier use. Whoever is still in the queue was forgotten.
    fn clear(&mut self) {
        let full = self.queue.state() == FULL;
        self.queue = WaitQueue::new(EMPTY);
        if full {
            // SAFETY: the Once Rule: it was full, and is borrowed exclusively.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}

impl<T, L: RawLock> Drop for Channel<T, L> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl<T, L: RawLock> Default for Channel<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: RawLock> fmt::Debug for Channel<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("is_sent", &self.get().is_some())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}
