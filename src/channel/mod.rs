//! Hand over: channels of every topology.
//!
//! | situation | use |
//! |---|---|
//! | one answer to one question | [`oneshot`](generic::oneshot) |
//! | one event with a value, for all | [`oneshot_broadcast`](generic::oneshot_broadcast) |
//! | one task or interrupt handler feeds another | [`spsc`](generic::spsc) |
//! | many feed one | [`mpsc`](generic::mpsc) |
//! | work for whoever is free | [`mpmc`](generic::mpmc) |
//! | the most urgent first | [`priority`](generic::priority) |
//! | both are there, or nothing happens | [`rendezvous`](generic::rendezvous), [`exchange`](generic::exchange) |
//! | everybody hears everything | [`broadcast`](generic::broadcast) |
//! | only the latest counts | [`watch`](generic::watch) |
//!
//! # Flavors
//!
//! The body of each channel is in [`generic`]; a flavor is a list of aliases.
//!
//! | module | for | needs |
//! |---|---|---|
//! | this one | threads | `std` |
//! | [`local`] | one thread, without atomics | |
//! | `critical` | threads and interrupt handlers | `critical-section` |
//! | [`generic`] | any [`RawLock`](crate::lock::RawLock) | |
//!
//! Each has a *borrowed* form, a value that you put where you like and `split` into ends; a *static*
//! form, the same in a `static`; and with `alloc` a *shared* form, one allocation that the last end frees.
//!
//! # Closing
//!
//! A channel closes when an end says so, or when one side has gone. Then senders fail and get their
//! values back; receivers get what was sent before, then an error.
//!
//! # Cancel safety
//!
//! A dropped `recv` has taken nothing; a dropped `send` has sent nothing. See each method.

mod anchor;
pub mod buffer;
#[cfg(feature = "critical-section")]
pub mod critical;
mod drain;
mod ends;
mod error;
pub mod generic;
mod guarded;
mod line;
pub mod local;
mod ring;
#[cfg(feature = "alloc")]
mod shared;
mod storage;
mod store;
#[cfg(feature = "std")]
mod threads;

pub use self::anchor::Anchor;
pub(crate) use self::drain::drain;
pub(crate) use self::ends::Ends;
pub use self::ends::Side;
pub use self::error::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};
pub use self::guarded::{AsIs, Guarded, Wrap};
pub use self::line::{Line, Many, One};
pub use self::ring::{Ring, Slot};
#[cfg(feature = "alloc")]
pub use self::shared::{Allocated, Shared};
pub use self::storage::{Blank, Inline, Storage, Tail};
pub use self::store::{Judged, Refusal, Store, Turn};
#[cfg(feature = "std")]
pub use self::threads::*;
