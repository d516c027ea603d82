//! Devices of the operating system: sockets, pipes, terminals, timers of the kernel, whatever it can watch.
//!
//! | situation | use |
//! |---|---|
//! | read or write what a type of yours or of `std` can | [`Device::read_with`], [`write_with`](Device::write_with) |
//! | call what must not be tried in vain | [`Device::readable`], [`writable`](Device::writable), [`ready`](Device::ready) |
//! | write a future or a stream of your own | [`Device::poll_read_with`], [`poll_write_with`](Device::poll_write_with) |
//! | `AsyncRead` and `AsyncWrite` | the feature `futures-io` |
//! | standard input of a shell | [`Device::keep_blocking`] |
//! | files on a disk | [`unblock`](crate::executor::unblock): no system can wait for them |
//!
//! A [`Device`] owns anything that has a descriptor (on Windows: a socket), and calls its blocking methods
//! only when they do not block. It works under any executor.

mod attempt;
mod device;
mod edge;
mod interest;
#[cfg(feature = "futures-io")]
mod io;
mod key;
mod pollable;
mod process;
mod ready;
mod registration;
mod registry;
mod seat;
mod source;
mod sync;
mod sys;
mod waiting;
mod with;

pub use self::device::Device;
pub use self::interest::Interest;
pub use self::pollable::Pollable;
pub use self::ready::Ready;
pub use self::with::{ReadWith, ReadWithMut, With, WriteWith, WriteWithMut};
