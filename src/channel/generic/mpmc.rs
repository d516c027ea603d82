//! Many producers, many consumers.

use super::queue;
use crate::channel::Many;

#[cfg(feature = "alloc")]
pub use self::shared::{buffered, ring, unbounded, with_buffer};
#[cfg(feature = "futures-sink")]
pub use super::queue::SendSink;
#[cfg(feature = "alloc")]
pub use super::queue::{Around, Own, TailBuf, TailRing, Unbounded};
pub use super::queue::{
    Closed, InlineBuf, InlineRing, Receiver, Recv, RecvMany, RecvStream, Reserve, Send, Sender,
    Slot, Slots,
};

/// A channel of many senders and many receivers: each message goes to one of the receivers.
///
/// Use it to share work among tasks. If one task receives, [`mpsc`](super::mpsc) is as fast and its receiver
/// is a stream of its own; if one task sends, too, [`spsc`](super::spsc) is faster; if everybody is to get
/// every message use [`broadcast`](super::broadcast).
///
/// `S` says where messages wait: inside of the channel, behind it in one allocation, or in a buffer of your
/// own ([`with_buffer`](queue::Channel::with_buffer)); the flavors name the usual ones.
///
/// # Examples
///
/// ```
/// use wakeful::channel::mpmc;
/// use wakeful::executor::block_on;
///
/// let (jobs, workers) = mpmc::channel::<u32>(16);
/// std::thread::scope(|s| {
///     for _ in 0..2 {
///         let worker = workers.clone();
///         s.spawn(move || while let Ok(job) = worker.blocking_recv() { assert!(job < 100) });
///     }
///     drop(workers);
///     block_on(async { for job in 0..100 { jobs.send(job).await.unwrap() } });
///     drop(jobs);
/// });
/// ```
///
/// # States
///
/// | | empty | some | full | closed |
/// |---|---|---|---|---|
/// | `send` | is done | is done | waits | gives the value back |
/// | `recv` | waits | is done | is done | gets what is left, then `RecvError` |
///
/// # Fairness
///
/// Messages come out in the order in which they went in. Those who wait are served in the order in which
/// they came, senders and receivers alike: a slot or a message is *offered* to the first who has no offer.
/// Until that one is polled, a newcomer may be quicker; after four polls that came too late it is served
/// strictly: newcomers are refused until it has had its turn.
///
/// # Cancel safety
///
/// Strict: a `send` that is dropped was not sent, a `recv` that is dropped has taken nothing, and either
/// passes on what it was offered.
///
/// # Re-entrancy
///
/// Wakers, and the destructors of messages, may use the channel.
///
/// # Memory ordering
///
/// What happened before a message was sent is seen after it was received; what happened before a message
/// was received is seen after the send that got its slot.
///
/// # Deadlocks
///
/// A future that was offered something and is neither polled nor dropped keeps nothing from newcomers, but
/// those behind it in the line sleep on. One that is served strictly, because it came too late four times,
/// keeps newcomers out, too.
///
/// # Cost
///
/// For threads: uncontended, a `send` and a `recv` are one compare-exchange each. Two operations that meet
/// half-way may wait for each other for a few instructions. With a plain lock: one pass under it each. To
/// wait, to serve one who waits, and to give back a slot that was reserved, takes the lock once in every
/// flavor.
pub type Channel<S, L> = queue::Channel<S, Many, L>;

#[cfg(feature = "alloc")]
mod shared;
