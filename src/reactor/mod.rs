//! Devices of the operating system: sockets, pipes, terminals, timers of the kernel, whatever it can watch.
//!
//! | situation | use |
//! |---|---|
//! | read or write bytes | [`Device::read`], [`write`](Device::write) |
//! | do what else a type of yours or of `std` can | [`Device::read_with`], [`write_with`](Device::write_with) |
//! | call what must not be tried in vain | [`Device::readable`], [`writable`](Device::writable), [`ready`](Device::ready) |
//! | write a future or a stream of your own | [`Device::poll_read_with`], [`poll_write_with`](Device::poll_write_with) |
//! | `AsyncRead` and `AsyncWrite` | the feature `futures-io` |
//! | standard input of a shell | [`Device::keep_blocking`] |
//! | files on a disk | [`unblock`](crate::executor::unblock): no system can wait for them |
//!
//! A [`Device`] owns anything that has a descriptor (on Windows: a socket), and calls its blocking methods
//! only when they do not block. It works under any executor.
//!
//! # Who asks the system
//!
//! A thread that sleeps in [`block_on`](crate::executor::block_on) or in `LocalExecutor::run`, if all who wait, for
//! devices and for a [time](crate::time), do so with the waker of its calls or of the tasks there: no other
//! thread is needed, and none is started. For all others (other executors, the tasks of a `ThreadPool`, more than one
//! thread, combinators that give their children wakers of their own) a thread named `wakeful-driver`, which is
//! started when it is first needed, and stays in charge as long as there is a device. Wakers run on it: one that
//! blocks delays all others that were told together with it, one that panics harms none. A child process that was
//! made by `fork` alone does not have that thread, and shares the poller with its parent: make devices after
//! `fork`, not before.
//!
//! # When the system fails
//!
//! If the poller itself fails, whoever waits gets the error, and so does whoever is to wait in the 100 ms that follow;
//! then the system is asked again. If there is no room for a poller when the first device is made, that one gets the
//! error, and the next one tries again.

mod attempt;
mod bytes;
mod device;
mod edge;
#[cfg(feature = "futures-core")]
mod fused;
mod interest;
mod into_inner;
#[cfg(feature = "futures-io")]
mod io;
mod key;
mod modes;
mod pollable;
mod polls;
mod process;
mod ready;
mod registration;
mod registry;
mod seat;
mod source;
mod sync;
mod sys;
#[cfg(test)]
mod tests;
mod waiting;
mod with;

pub use self::bytes::{Pass, Read, Write};
pub use self::device::Device;
pub use self::interest::Interest;
pub use self::into_inner::IntoInnerError;
pub use self::pollable::Pollable;
pub use self::ready::Ready;
pub use self::with::{ReadWith, ReadWithMut, With, WriteWith, WriteWithMut};
