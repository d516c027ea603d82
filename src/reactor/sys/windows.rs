//! Sockets: their numbers, and whether they block.

use std::io;
use std::os::windows::io::{AsRawSocket, RawSocket};

use rustix::io::ioctl_fionbio;

use super::super::pollable::Borrowed;

/// The number of a socket.
pub(in super::super) type Raw = RawSocket;

pub(in super::super) fn raw(device: Borrowed<'_>) -> Raw {
    device.as_raw_socket()
}

/// What is open, as far as its number tells.
pub(in super::super) type File = RawSocket;

/// What a device is.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Kind {
    /// Each socket is its own.
    pub(in super::super) file: Option<File>,
    /// Whether reads return bytes that came one after the other, as many as there are: nobody asks here.
    pub(in super::super) is_stream: bool,
}

/// Every socket can be watched.
pub(in super::super) const fn examine(_: Borrowed<'_>) -> io::Result<Kind> {
    Ok(Kind { file: None, is_stream: false })
}

/// Whether operations block: nobody can ask, so they do.
pub(in super::super) const fn blocks(_: Borrowed<'_>) -> io::Result<bool> {
    Ok(true)
}

/// Lets operations block, or not.
pub(in super::super) fn set_blocking(device: Borrowed<'_>, blocking: bool) -> io::Result<()> {
    Ok(ioctl_fionbio(device, !blocking)?)
}
