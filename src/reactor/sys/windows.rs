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

/// Whether operations blocked before they were told not to: nobody can ask, so they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Mode;

impl Mode {
    /// From now on, no operation blocks.
    pub(in super::super) fn change(device: Borrowed<'_>) -> io::Result<Self> {
        ioctl_fionbio(device, true)?;
        Ok(Self)
    }

    /// As it was before.
    pub(in super::super) fn restore(self, device: Borrowed<'_>) -> io::Result<()> {
        Ok(ioctl_fionbio(device, false)?)
    }

    /// The socket is out of reach.
    pub(in super::super) const fn forget(self) {}
}

/// Every socket can be watched.
pub(in super::super) const fn refuse(_: Borrowed<'_>) -> io::Result<()> {
    Ok(())
}
