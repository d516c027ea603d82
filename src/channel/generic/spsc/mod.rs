//! One producer, one consumer: a ring in which each side stays on its own cache line.
//!
//! # The protocol
//!
//! Each side has a word that tells where it stands; a word is moved by its own side alone, with one
//! *swap*, and the other side may leave a flag in it, with a compare-exchange. The swap brings back the
//! flags, so who moves on learns for free whether somebody has to be told.
//!
//! | word | moved by | `WAITING` | `CLOSED` |
//! |---|---|---|---|
//! | tail: what is sent | the sender | set by the receiver that sleeps | set by either: nothing after this position counts |
//! | head: what is received | the receiver | set by the sender that sleeps | never |
//!
//! | tail becomes | by | and then |
//! |---|---|---|
//! | the next position, no flags | the sender's swap | if `WAITING` was set, it wakes the receiver |
//! | the next position, though `CLOSED` was set | the sender's swap, which came too late | it puts back what was there, and keeps the values |
//! | the same, `WAITING` | the receiver, if nothing was sent since it looked | it sleeps |
//! | the same without `WAITING` | the receiver, whose future is dropped | it takes its waker back |
//! | the same, `CLOSED` | who closes first | it wakes the other side |
//!
//! A receiver that has closed never looks at the tail again: what it saw when it closed is the end. So it
//! does not see the moment between a swap that came too late and its undoing. A sender that has closed does
//! not swap any more.
//!
//! Where the lock is not lock-free the swaps and exchanges are made under it, one pass each.

mod batch;
#[cfg(feature = "std")]
mod blocking;
mod ends;
#[cfg(feature = "futures-core")]
mod fused;
mod future;
mod position;
mod receiver;
mod recv;
mod ring;
mod send;
mod sender;
#[cfg(feature = "alloc")]
mod shared;
#[cfg(feature = "futures-sink")]
mod sink;
mod slice;
#[cfg(feature = "futures-core")]
mod stream;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;

use self::position::{CLOSED, FLAGS, MOST, Position, WAITING};
use self::ring::{Rx, Tx};
use super::super::{Blank, Ends, Inline, Side, Storage};
use crate::lock::{Counter, RawLock};
use crate::wait::WakerCell;

pub use self::batch::{Drain, SendMany, SendManyError, Unsent};
pub use self::ends::Link;
pub use self::future::Closed;
pub use self::receiver::Receiver;
pub use self::recv::{Recv, RecvMany};
pub use self::send::Send;
pub use self::sender::Sender;
#[cfg(feature = "alloc")]
pub use self::shared::channel;
pub use self::slice::{RecvSlice, SendSlice};

/// The place of a value in the ring.
#[repr(transparent)]
pub struct Slot<T>(UnsafeCell<MaybeUninit<T>>);

impl<T> Blank for Slot<T> {
    const BLANK: Self = Self(UnsafeCell::new(MaybeUninit::uninit()));
}

// SAFETY: by the Slot Rule a shared slot moves a value from one side to the other, and never shares it.
unsafe impl<T: core::marker::Send> Sync for Slot<T> {}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot(..)")
    }
}

/// The cells of a ring: any [`Storage`] made of [`Slot`]s.
pub trait Ring: Storage<Cell = Slot<<Self as Ring>::Value>> {
    /// What goes through the channel.
    type Value;
}

impl<T, S: Storage<Cell = Slot<T>>> Ring for S {
    type Value = T;
}

/// A bounded channel from one task to another.
///
/// Use it where one task, thread or interrupt handler feeds another: nothing is quicker. For more senders
/// use [`mpsc`](super::mpsc).
///
/// # Examples
///
/// ```
/// use wakeful::channel::spsc;
/// use wakeful::executor::block_on;
///
/// let mut samples = spsc::Channel::<u32, 4>::new();
/// let (mut tx, mut rx) = samples.split();
/// std::thread::scope(|s| {
///     s.spawn(move || block_on(tx.send_many(0..100)).is_ok());
///     let mut sum = 0;
///     while let Ok(sample) = block_on(rx.recv()) {
///         sum += sample;
///     }
///     assert_eq!(sum, 4950);
/// });
/// ```
///
/// # States
///
/// | | `send` | `recv` |
/// |---|---|---|
/// | empty | sends | waits |
/// | neither | sends | receives |
/// | full | waits | receives |
/// | closed | gives the value back | receives what was sent before, then fails |
///
/// A side closes the channel with `close`, or when it is dropped. What a dropped receiver has not received
/// is dropped with it.
///
/// # Cancel safety
///
/// Strict, but for batches from an iterator: see [`Sender::send_many`].
///
/// # Re-entrancy
///
/// Wakers, iterators, collections and destructors of values may use the other end.
///
/// # Memory ordering
///
/// What happened before a value was sent is seen after it was received; what happened before it was received
/// is seen after the send that uses its room.
///
/// # Panics
///
/// [`split_static`](Self::split_static) if it was called before.
///
/// # Cost
///
/// Three cache lines and the values; the ends are one pointer. A send and a receipt are one
/// read-modify-write each, however many values go with it. To wait is three, and to wake the one who waits
/// two more. Where a lock is for one thread, a send and a receipt do not take it.
#[repr(C)]
pub struct Channel<S: Ring, L: RawLock> {
    tx: Tx<L>,
    rx: Rx<L>,
    rest: Rest<S, L>,
}

/// What is seldom written; and the slots, on lines of their own.
#[repr(C)]
struct Rest<S, L: RawLock> {
    _line: [<L::Counter as Counter>::Line; 0],
    lock: L,
    sender: WakerCell<L>,
    receiver: WakerCell<L>,
    ends: Ends<L>,
    storage: S,
}

// SAFETY: by the Side Rule and the Slot Rule each side touches cells of its own, and values go from one to
// the other (`Slot: Sync` says `T: Send`); the words are what is shared, and `Sync` if the lock is.
unsafe impl<S: Ring + Sync, L: RawLock + Sync> Sync for Channel<S, L> {}

// SAFETY: the values go along (`Slot: Send` says `T: Send`); the words are `Send` if the lock is.
unsafe impl<S: Ring + core::marker::Send, L: RawLock + core::marker::Send> core::marker::Send
    for Channel<S, L>
{
}

impl<T, const N: usize, L: RawLock> Channel<Inline<Slot<T>, N>, L> {
    /// An empty channel for `N` values, to be [`split`](Self::split).
    pub const fn new() -> Self {
        const { assert!(N <= MOST, "a channel of that capacity is too large") };
        Self::with(Inline::new(), Ends::none())
    }
}

impl<T, const N: usize, L: RawLock> Default for Channel<Inline<Slot<T>, N>, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Ring, L: RawLock> Channel<S, L> {
    const fn with(storage: S, ends: Ends<L>) -> Self {
        Self {
            tx: Tx::new(),
            rx: Rx::new(),
            rest: Rest {
                _line: [],
                lock: L::NEW,
                sender: WakerCell::new(),
                receiver: WakerCell::new(),
                ends,
                storage,
            },
        }
    }

    /// The two ends. When they are gone, the channel can be split again, and starts over.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.drop_values();
        self.tx = Tx::new();
        self.rx = Rx::new();
        self.rest.sender = WakerCell::new();
        self.rest.receiver = WakerCell::new();
        self.rest.ends.reset();
        (Sender::of(self), Receiver::of(self))
    }

    /// The two ends of a channel in a `static`, once.
    ///
    /// # Panics
    ///
    /// If the channel was split before.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::channel::spsc;
    ///
    /// static KEYS: spsc::Channel<u8, 16> = spsc::Channel::new();
    ///
    /// let (mut tx, mut rx) = KEYS.split_static();
    /// tx.try_send(b'w').unwrap();
    /// assert_eq!(rx.try_recv(), Ok(b'w'));
    /// ```
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        // Ends that have gone have closed the channel.
        if self.is_closed() || !self.rest.ends.start() {
            split_before();
        }
        (Sender::of(self), Receiver::of(self))
    }

    /// How many values there is room for.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.rest.storage.capacity()
    }
}

#[cold]
#[inline(never)]
fn split_before() -> ! {
    panic!(
        "a static wakeful channel was split before: split it once, and pass its ends to where they are used"
    )
}

impl<S: Ring, L: RawLock> Drop for Channel<S, L> {
    fn drop(&mut self) {
        self.drop_values();
    }
}

impl<S: Ring, L: RawLock> fmt::Debug for Channel<S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = (Position::of(self.rx.head.load()), Position::of(self.tx.tail.load()));
        // The two are not read at the same time.
        let len = head.distance(tail, self.capacity()).min(self.capacity());
        f.debug_struct("Channel")
            .field("capacity", &self.capacity())
            .field("len", &len)
            .field("is_closed", &self.is_closed())
            .field("sender", &self.rest.sender)
            .field("receiver", &self.rest.receiver)
            .field("senders", &self.rest.ends.count(Side::Senders))
            .field("receivers", &self.rest.ends.count(Side::Receivers))
            .finish()
    }
}
