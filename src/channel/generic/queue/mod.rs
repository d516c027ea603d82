//! The one body of every channel with a queue: bounded, unbounded, by rank; for one consumer or many.
//!
//! See [`mpmc`](super::mpmc), [`mpsc`](super::mpsc) and [`priority`](super::priority), which give it names.

mod batch;
#[cfg(feature = "std")]
mod blocking;
mod closed;
mod consumer;
#[cfg(feature = "futures-core")]
mod fused;
mod hall;
mod receiver;
mod recv;
mod reserve;
mod send;
mod sender;
#[cfg(feature = "alloc")]
pub(in crate::channel) mod shared;
#[cfg(feature = "futures-sink")]
mod sink;
mod split;
mod stream;
mod waiting;

pub use self::batch::{RecvMany, Source};
pub use self::closed::Closed;
pub use self::consumer::{Consumer, Next};
pub use self::hall::Channel;
pub use self::receiver::{Receiver, Shareable};
pub use self::recv::Recv;
pub use self::reserve::{Reserve, Slot, Slots};
pub use self::send::Send;
pub use self::sender::{Reach, Sender};
#[cfg(feature = "alloc")]
pub use self::shared::{Around, Own, TailBuf, TailRanked, TailRing, Unbounded};
#[cfg(feature = "futures-sink")]
pub use self::sink::SendSink;
pub use self::split::{InlineBuf, InlineRanked, InlineRing};
pub use self::stream::RecvStream;
