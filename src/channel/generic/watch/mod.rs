//! The latest state, for all who look.
//!
//! A [`Channel`] holds one value, the latest; who looks later sees only that one. Use it for settings,
//! progress, "what is the state of". To have every message seen use [`broadcast`](super::broadcast).
//!
//! # Examples
//!
//! ```
//! use wakeful::channel::watch;
//! use wakeful::executor::block_on;
//!
//! let (tx, mut rx) = watch::channel("red");
//! assert_eq!(*rx.borrow(), "red");
//! let thread = std::thread::spawn(move || {
//!     tx.send("amber").unwrap();
//!     tx.send("green").unwrap();
//! });
//! block_on(rx.wait_for(|light| *light == "green")).unwrap();
//! thread.join().unwrap();
//! assert!(block_on(rx.changed()).is_err()); // nothing newer, and no sender is left
//! ```
//!
//! # States
//!
//! | | there are senders | no sender is left |
//! |---|---|---|
//! | a newer value than the receiver has seen | [`changed`](Receiver::changed), [`recv`](Receiver::recv) are ready | likewise |
//! | nothing newer | they wait | they fail |
//!
//! | | there are receivers | no receiver is left |
//! |---|---|---|
//! | [`send`](Sender::send) | the value is the latest | gives the value back |
//! | [`send_replace`](Sender::send_replace), [`send_modify`](Sender::send_modify) | likewise | likewise, for those who [`subscribe`](Sender::subscribe) later |
//! | [`closed`](Sender::closed) | waits | is ready |
//!
//! # Fairness
//!
//! All who wait are woken by a value, in the order in which they came.
//!
//! # Re-entrancy
//!
//! Clones, destructors, closures and wakers run with no lock held: they may use the same channel, and
//! nobody waits for them. A call that looks at a value keeps it in its slot until it ends; there are four
//! slots. While copies of three older values go on at the same time (in three threads, or in a `Clone`
//! that sends and borrows), the newest value waits for a slot: `borrow` still shows the one before it,
//! and a later value takes its place. It is shown when the first of the three ends.
//!
//! # Memory ordering
//!
//! What happened before a value was sent is seen by whoever sees the value.
//!
//! # Deadlocks
//!
//! None. One call may wait for another: a modification that copies a value while that waits for a slot
//! gives it back only when other modifications in other threads have copied it, too.
//!
//! # Cost
//!
//! Four slots, each the value and two words, and no allocation after construction; with `StdLock` some
//! 400 bytes more, to keep those who look and those who send on cache lines of their own. An end is a
//! pointer, and a version in a receiver.
//!
//! To look is two atomic read-modify-writes and a clone; through [`Cached`] it is a load while nothing
//! changes. To send is a pass under the lock of the slots, in which values are moved and nothing else,
//! and three read-modify-writes, four if somebody waits; nobody who looks holds it up. To modify is two
//! passes and five. Where the lock is not lock-free a read-modify-write is a pass under the lock, unless it
//! is under one already.
//!
//! On 32-bit targets a receiver that has slept through more than 60 million values may take the present
//! one for one that it has seen, until the next one comes.

#[cfg(feature = "std")]
mod blocking;
mod body;
mod cached;
mod channel;
#[cfg(feature = "futures-core")]
mod fused;
mod look;
mod receiver;
mod sender;
#[cfg(feature = "alloc")]
mod shared;
mod slot;
mod store;
#[cfg(feature = "futures-core")]
mod stream;
mod version;
mod wait;

pub use self::cached::Cached;
pub use self::channel::Channel;
pub use self::look::Ref;
pub use self::receiver::Receiver;
pub use self::sender::Sender;
#[cfg(feature = "alloc")]
pub use self::shared::channel;
#[cfg(feature = "futures-core")]
pub use self::stream::Values;
pub use self::version::StateId;
pub use self::wait::{Changed, Closed, Receive, Recv};
