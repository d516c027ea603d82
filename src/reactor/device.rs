//! A device.

use core::fmt;
use std::io;

use super::bytes::{Pass, Read, Write};
use super::interest::Interest;
use super::into_inner::IntoInnerError;
use super::modes::Mode;
use super::pollable::Pollable;
use super::process::explained;
use super::ready::Ready;
use super::registration::Registration;
use super::source::Direction;
use super::sys::{Wanted, examine};
use super::waiting::Waiting;
use super::with::{ReadWith, ReadWithMut, With, WriteWith, WriteWithMut};

/// Something of the operating system that tasks wait for: a socket, a pipe, a terminal, an eventfd.
///
/// Use it around what has blocking methods and a descriptor. What can be waited for without the system, such as
/// channels and timers, needs none of it; for files on disks use [`unblock`](crate::executor::unblock).
///
/// # Examples
///
/// ```
/// # #[cfg(unix)] {
/// use std::os::unix::net::UnixStream;
/// use wakeful::executor::block_on;
/// use wakeful::reactor::Device;
///
/// # fn main() -> std::io::Result<()> {
/// let (near, far) = UnixStream::pair()?;
/// let (near, far) = (Device::new(near)?, Device::new(far)?);
/// block_on(async {
///     assert_eq!(near.write(b"hello").await?, 5);
///     let mut buffer = [0; 16];
///     let n = far.read(&mut buffer).await?;
///     assert_eq!(&buffer[..n], b"hello");
///     Ok(())
/// })
/// # }
/// # main().unwrap();
/// # }
/// ```
///
/// # Fairness
///
/// Any number of tasks may wait, for both directions; an event wakes all who wait for its direction. The
/// `poll_` forms have a place for one task in each direction, beside the others.
///
/// # Closing
///
/// What is inside must stay open, and keep its descriptor. What was closed or exchanged by
/// [`get_mut`](Self::get_mut) is an error to those who are to wait, as far as the number of the descriptor tells.
/// A descriptor that got the number of a closed one is a device of its own, and loses nothing by the end of the
/// old one. A device that is forgotten stays registered as long as it is open.
///
/// # Memory ordering
///
/// What happened before a task was woken by an event is seen by it; between two processes, or two descriptors, it
/// is up to the system.
///
/// # Panics
///
/// A poll that needs the thread `wakeful-driver` panics if it cannot be started: see the
/// [module](crate::reactor).
///
/// # Cost
///
/// One allocation, and on Linux eight system calls from [`new`](Self::new) to the end; none to wait. An operation that
/// succeeds at once is that operation. An operation that waits is two of them, and a share in one call for all
/// devices and timers of the process.
pub struct Device<T: Pollable> {
    pub(super) registration: Registration,
    mode: Mode,
    /// There until it is taken out.
    pub(super) io: Option<T>,
}

impl<T: Pollable> Device<T> {
    /// Registers `io`, and makes its operations fail with [`WouldBlock`](io::ErrorKind::WouldBlock) where they
    /// would block.
    ///
    /// That mode belongs to what is open, not to the descriptor: to all its duplicates, in other processes, too. It
    /// is put back by [`into_inner`](Self::into_inner) and by `drop`; if several devices are made of duplicates, by
    /// the last of them. What has no file of its own, such as an eventfd, is not known as a duplicate: there, the
    /// one that was made first does so. On Windows nobody can ask for the mode: afterwards, operations block.
    ///
    /// # Errors
    ///
    /// * [`Unsupported`](io::ErrorKind::Unsupported): nobody can wait for this, as for a file on a disk, or a directory.
    /// * [`AlreadyExists`](io::ErrorKind::AlreadyExists): this descriptor is a device already.
    /// * Those of the system, as when its table of descriptors is full.
    pub fn new(io: T) -> io::Result<Self> {
        let kind = examine(io.borrowed()).map_err(explained)?;
        let registration = Registration::new(io.borrowed(), kind)?;
        match Mode::change(io.borrowed(), kind.file) {
            Ok(mode) => Ok(Self { registration, mode, io: Some(io) }),
            Err(error) => {
                registration.end(io.borrowed());
                Err(error)
            }
        }
    }

    /// Registers `io`, and leaves its mode alone: before each operation the system is asked whether it
    /// would block.
    ///
    /// Use it for what is shared with somebody who knows nothing of it, such as the terminal that standard input
    /// and output and the shell share. If another one reads what the system has promised, the operation
    /// blocks the thread; and so does a write of more than there is room for. The system knows nothing of bytes that
    /// were read ahead, as by [`Stdin`](io::Stdin): use a [`File`](std::fs::File) of a duplicate of its descriptor.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn keep_blocking(io: T) -> io::Result<Self> {
        let kind = examine(io.borrowed()).map_err(explained)?;
        let registration = Registration::new(io.borrowed(), kind)?;
        Ok(Self { registration, mode: Mode::Kept, io: Some(io) })
    }

    /// Waits until there is something to read, the peer has gone, or there is an error: as the system says when this
    /// completes.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn readable(&self) -> Ready<'_, T> {
        self.ready(Interest::READABLE)
    }

    /// Waits until there is room to write, the peer has gone, or there is an error: as the system says when this
    /// completes.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn writable(&self) -> Ready<'_, T> {
        self.ready(Interest::WRITABLE)
    }

    /// Waits until one of those things is the case.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn ready(&self, interest: Interest) -> Ready<'_, T> {
        Ready::new(self.get_ref(), &self.registration, interest)
    }

    /// Tries `op`, and waits until there is something to read whenever it fails with
    /// [`WouldBlock`](io::ErrorKind::WouldBlock). Interrupted, it is tried again.
    ///
    /// # Cancel safety
    ///
    /// Strict: what `op` has done is what it returned.
    pub fn read_with<R, F: FnMut(&T) -> io::Result<R>>(&self, op: F) -> ReadWith<'_, T, F> {
        let waiting = Waiting::new(&self.registration, Direction::Read);
        With::new(self.get_ref(), self.ask(Wanted::Read), op, waiting)
    }

    /// As [`read_with`](Self::read_with), and waits until there is room to write.
    ///
    /// # Cancel safety
    ///
    /// Strict: what `op` has done is what it returned.
    pub fn write_with<R, F: FnMut(&T) -> io::Result<R>>(&self, op: F) -> WriteWith<'_, T, F> {
        let waiting = Waiting::new(&self.registration, Direction::Write);
        With::new(self.get_ref(), self.ask(Wanted::Write), op, waiting)
    }

    /// Reads into `buffer` once, as soon as there is something, or the end. Returns how many bytes; 0 at the end.
    ///
    /// The same as [`read_with`](Self::read_with) of a read; but if nothing has happened since a read would have
    /// blocked, or since one of a TCP socket returned less than there is room for, it waits without trying in vain. So
    /// where `T` is a descriptor and nothing else (on systems of 64 bits, what is not larger): a type of yours that
    /// returns less than the system does, without a place to keep the rest, is for [`read_with`](Self::read_with).
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn read<'a>(&'a self, buffer: &'a mut [u8]) -> Read<'a, T>
    where
        for<'t> &'t T: io::Read,
    {
        let waiting = Waiting::new(&self.registration, Direction::Read);
        Pass::new(self.get_ref(), self.asks(), buffer, waiting)
    }

    /// Writes from `buffer` once, as soon as there is room. Returns how many bytes, which may be less than all.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn write<'a>(&'a self, buffer: &'a [u8]) -> Write<'a, T>
    where
        for<'t> &'t T: io::Write,
    {
        let waiting = Waiting::new(&self.registration, Direction::Write);
        Pass::new(self.get_ref(), self.asks(), buffer, waiting)
    }

    /// As [`read_with`](Self::read_with), for operations that need `&mut T`.
    ///
    /// # Cancel safety
    ///
    /// Strict: what `op` has done is what it returned.
    pub fn read_with_mut<R, F: FnMut(&mut T) -> io::Result<R>>(
        &mut self,
        op: F,
    ) -> ReadWithMut<'_, T, F> {
        let ask = self.ask(Wanted::Read);
        let waiting = Waiting::new(&self.registration, Direction::Read);
        With::new(inner_mut(&mut self.io), ask, op, waiting)
    }

    /// As [`write_with`](Self::write_with), for operations that need `&mut T`.
    ///
    /// # Cancel safety
    ///
    /// Strict: what `op` has done is what it returned.
    pub fn write_with_mut<R, F: FnMut(&mut T) -> io::Result<R>>(
        &mut self,
        op: F,
    ) -> WriteWithMut<'_, T, F> {
        let ask = self.ask(Wanted::Write);
        let waiting = Waiting::new(&self.registration, Direction::Write);
        With::new(inner_mut(&mut self.io), ask, op, waiting)
    }

    /// What is inside.
    pub fn get_ref(&self) -> &T {
        match &self.io {
            Some(io) => io,
            None => unreachable!("it is taken out by those who own the device"),
        }
    }

    /// What is inside. It is to keep its descriptor: after an exchange, whoever waits gets an error.
    pub fn get_mut(&mut self) -> &mut T {
        inner_mut(&mut self.io)
    }

    /// Takes it out, and puts the mode back, unless a device that was made of a duplicate needs it.
    ///
    /// # Errors
    ///
    /// Those of the system when the mode is put back; with what was inside.
    pub fn into_inner(mut self) -> Result<T, IntoInnerError<T>> {
        let restored = self.end();
        match (self.io.take(), restored) {
            (Some(io), Ok(())) => Ok(io),
            (Some(io), Err(error)) => Err(IntoInnerError::new(io, error)),
            (None, _) => unreachable!("it is taken out once"),
        }
    }

    const fn asks(&self) -> bool {
        matches!(self.mode, Mode::Kept)
    }

    pub(super) const fn ask(&self, wanted: Wanted) -> Option<Wanted> {
        if self.asks() { Some(wanted) } else { None }
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(io) = &self.io else { return Ok(()) };
        let device = io.borrowed();
        // Who has got the number is left alone.
        let is_same = self.registration.end(device);
        self.mode.leave(is_same.then_some(device))
    }
}

pub(super) const fn inner_mut<T>(io: &mut Option<T>) -> &mut T {
    match io {
        Some(io) => io,
        None => unreachable!(),
    }
}

impl<T: Pollable> Drop for Device<T> {
    fn drop(&mut self) {
        // There is nobody to tell.
        let _ = self.end();
    }
}

impl<T: Pollable + fmt::Debug> fmt::Debug for Device<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("io", self.get_ref()).finish_non_exhaustive()
    }
}
