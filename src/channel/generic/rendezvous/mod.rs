//! Without room: sender and receiver meet.

#[cfg(feature = "std")]
mod blocking;
mod ends;
#[cfg(feature = "futures-core")]
mod fused;
mod incoming;
mod line;
mod meeting;
mod outgoing;
pub(super) mod parcel;
mod recv;
mod send;
#[cfg(feature = "alloc")]
mod shared;
#[cfg(feature = "futures-sink")]
mod sink;

use core::fmt;
use core::task::Waker;

use self::line::Line;
use crate::channel::{Ends, Side};
use crate::lock::{Counter, Locked, RawLock};
use crate::wait::{Acquire, Batch, Policy, WaitQueue, wake_each};

pub use self::ends::{Receiver, Sender};
pub use self::incoming::Incoming;
pub use self::outgoing::Outgoing;
pub use self::recv::Recv;
pub use self::send::Send;
#[cfg(feature = "alloc")]
pub use self::shared::channel;

/// A channel without room: a `send` is done when a receiver has taken its value.
///
/// Use it where the sender is to know that somebody has the value: to hand over a connection, a job, a
/// turn. Any number of senders and receivers take part. To let senders run ahead of receivers use a
/// channel with room, [`mpmc`](super::mpmc); to swap values use an
/// [`Exchange`](super::exchange::Exchange).
///
/// # Examples
///
/// ```
/// use wakeful::channel::rendezvous;
/// use wakeful::executor::block_on;
///
/// let mut channel = rendezvous::Channel::new();
/// let (tx, rx) = channel.split();
/// std::thread::scope(|s| {
///     s.spawn(move || {
///         block_on(tx.send("a job")).unwrap();
///         // Somebody has it.
///     });
///     assert_eq!(block_on(rx.recv()), Ok("a job"));
///     assert!(block_on(rx.recv()).is_err(), "the sender has gone");
/// });
/// ```
///
/// # States
///
/// A value lies in the future of its `send`, until a receiver takes it out of there. Only the value of a
/// [`try_send`](Sender::try_send) lies in the channel, in the one place that is called the *hand*.
///
/// | | nobody waits | senders wait | receivers wait | closed |
/// |---|---|---|---|---|
/// | `send` | waits | waits behind them | waits, and its value is offered to the first | fails |
/// | `try_send` | `Full` | `Full` | into the hand, offered to the first | `Closed` |
/// | `recv` | waits | takes the first value, wakes its sender | waits behind them | the hand, then an error |
/// | `try_recv` | `Empty` | takes the first value | `Empty` | the hand, then `Closed` |
///
/// # Fairness
///
/// Senders are served in order. A value in the hand goes before theirs: it *was* sent, and whoever sent
/// it may be waiting with the next one. Receivers are offered values in order, but the value is only
/// taken when the receiver is polled, and a newcomer may be quicker (barging). Whoever has lost
/// [`LOST_POLLS`](crate::wait::LOST_POLLS) polls that way is overtaken no more.
///
/// # Cancel safety
///
/// Strict. A `recv` that is dropped has taken nothing, and what it was offered is offered to the next. A
/// `send` that is dropped before its value was taken has sent nothing. Whether it was taken tells
/// [`Send::cancel`].
///
/// # Re-entrancy
///
/// Wakers and values are cloned, woken and dropped without the lock: they may use the channel.
///
/// # Memory ordering
///
/// What happened before a `send` is seen after the `recv` that got its value; what happened before that
/// `recv` is seen after the `send`.
///
/// # Deadlocks
///
/// A `recv` (or an [`Incoming`]) that was offered a value and is neither polled nor dropped holds nothing
/// that a newcomer could not take; but those behind it sleep on. Whoever waits for both sides in one
/// task polls both: one after the other never meets itself.
///
/// # Cost
///
/// Nothing is allocated, and nothing is copied but the value, once. For threads, a hand-over takes the lock
/// twice and clones one waker if the sender came first, else three times and two; a plain lock is taken once
/// or twice more.
pub struct Channel<T, L: RawLock> {
    line: Locked<Line<T>, L>,
    /// How many values there are to be taken, for a look without the lock: a hint, where it pays.
    hint: L::Counter,
    over: WaitQueue<Over, L>,
    ends: Ends<L>,
}

/// The rules of [`closed`](Sender::closed): who waits passes when the state is not 0 any more.
#[derive(Debug)]
pub struct Over;

impl Policy for Over {
    type Request = ();
    const EXCLUSIVE: bool = false;

    fn grant(state: usize, (): ()) -> Option<usize> {
        (state != 0).then_some(state)
    }
}

/// The future of [`Sender::closed`].
pub type Closed<'a, L> = Acquire<&'a WaitQueue<Over, L>, ()>;

impl<T, L: RawLock> Channel<T, L> {
    /// A channel that nobody uses yet.
    pub const fn new() -> Self {
        Self::with_ends(Ends::none())
    }

    #[inline(always)]
    const fn with_ends(ends: Ends<L>) -> Self {
        let hint = <L::Counter as Counter>::ZERO;
        Self { line: Locked::new(Line::new()), hint, over: WaitQueue::new(0), ends }
    }

    /// The first sender and the first receiver; clone them for more.
    ///
    /// Starts over: the channel is open, and a value that was left in it is dropped.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        *self = Self::new();
        self.ends.reset();
        // SAFETY: that counts these two.
        unsafe { ends::pair(self) }
    }

    /// The ends of a channel in a `static`.
    ///
    /// # Panics
    ///
    /// If called a second time.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        assert!(
            self.ends.start(),
            "a wakeful channel in a static can be split once: clone its ends, or pass them on"
        );
        // SAFETY: counted by `start`.
        unsafe { ends::pair(self) }
    }

    /// Runs `change` under the lock, then settles; wakes without the lock whom that concerns. Every
    /// operation goes through here.
    #[inline(always)]
    fn update<R>(&self, change: impl FnOnce(&mut Line<T>, &mut Option<Waker>) -> R) -> R {
        let mut waker = None;
        let (result, again) = self.line.with(|line| {
            let result = change(line, &mut waker);
            let again = line.settle(&mut waker);
            if L::LOCK_FREE {
                self.hint.store(line.values());
            }
            (result, again)
        });
        if again {
            self.wake_all(waker);
        } else if let Some(waker) = waker {
            waker.wake();
        }
        result
    }

    /// Wakes `first`, and those for whom there was no room beside it.
    #[cold]
    #[inline(never)]
    fn wake_all(&self, first: Option<Waker>) {
        let mut batch: Batch = Batch::new();
        batch.push(first);
        let mut again = true;
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                if !again {
                    return None;
                }
                again = self.line.with(|line| line.settle(&mut batch));
            }
        });
    }

    fn close(&self) {
        /// Tells those who wait in `closed`, also if a waker of the others panics.
        struct Tell<'a, L: RawLock>(&'a WaitQueue<Over, L>);

        impl<L: RawLock> Drop for Tell<'_, L> {
            fn drop(&mut self) {
                let _ = self.0.update(|state| (state == 0).then_some(1));
            }
        }

        let _tell = Tell(&self.over);
        self.update(|line, _| line.close());
    }

    fn is_closed(&self) -> bool {
        self.line.with(|line| line.is_closed())
    }

    fn len(&self) -> usize {
        self.line.with(|line| line.values())
    }

    /// Closes for good: an end was the last of its side.
    fn shut(&self, side: Side) {
        /// Drops what nobody will receive any more, also if a waker panics.
        struct Empty<'a, T, L: RawLock>(&'a Channel<T, L>);

        impl<T, L: RawLock> Drop for Empty<'_, T, L> {
            fn drop(&mut self) {
                let left = self.0.line.with(Line::take_hand);
                drop(left);
            }
        }

        let _empty = (side == Side::Receivers).then(|| Empty(self));
        self.close();
    }
}

impl<T, L: RawLock> Default for Channel<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, L: RawLock> fmt::Debug for Channel<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (values, receiving, closed) =
            self.line.with(|line| (line.values(), line.receiving(), line.is_closed()));
        f.debug_struct("Channel")
            .field("senders", &self.ends.count(Side::Senders))
            .field("receivers", &self.ends.count(Side::Receivers))
            .field("values", &values)
            .field("hint", &self.hint.load())
            .field("receiving", &receiving)
            .field("closed", &closed)
            .finish()
    }
}
