//! Many producers, one consumer.

use super::queue;
use crate::channel::One;

#[cfg(feature = "alloc")]
pub use self::shared::{buffered, ring, unbounded, with_buffer};
#[cfg(feature = "futures-sink")]
pub use super::queue::SendSink;
#[cfg(feature = "alloc")]
pub use super::queue::{Around, Own, TailBuf, TailRing, Unbounded};
pub use super::queue::{
    Closed, Consumer as Receiver, InlineBuf, InlineRing, Next, RecvMany, Reserve, Send, Sender,
    Slot, Slots,
};

/// A channel of many senders and one receiver.
///
/// Use it to feed a task. If several tasks receive use [`mpmc`](super::mpmc); if only one sends,
/// [`spsc`](super::spsc) is faster.
///
/// The receiver is unique: its methods take `&mut self`, and it is a `Stream` itself (feature
/// `futures-core`). Everything else is as for [`mpmc`](super::mpmc::Channel): states, fairness, cancel safety,
/// cost.
///
/// # Examples
///
/// ```
/// use wakeful::channel::mpsc;
/// use wakeful::executor::block_on;
///
/// let (tx, mut rx) = mpsc::channel::<&str>(4);
/// let other = tx.clone();
/// block_on(async {
///     tx.send("one").await.unwrap();
///     let slot = other.reserve().await.unwrap(); // room first, the value later
///     slot.send("two").unwrap();
///     drop((tx, other));
///     let mut all = Vec::new();
///     assert_eq!(rx.recv_many(&mut all, 10).await, 2);
///     assert!(rx.recv().await.is_err());
/// });
/// ```
pub type Channel<S, L> = queue::Channel<S, One, L>;

#[cfg(feature = "alloc")]
mod shared;
