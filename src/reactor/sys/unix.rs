//! Descriptors: their numbers, what can be watched, whether they block.

use std::io;
use std::os::fd::{AsRawFd, RawFd};

use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat};
use rustix::io::ioctl_fionbio;

use super::super::pollable::Borrowed;

/// The number of a descriptor.
pub(in super::super) type Raw = RawFd;

pub(in super::super) fn raw(device: Borrowed<'_>) -> Raw {
    device.as_raw_fd()
}

/// Whether operations blocked before they were told not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Mode {
    blocked: bool,
}

impl Mode {
    /// From now on, no operation blocks.
    pub(in super::super) fn change(device: Borrowed<'_>) -> io::Result<Self> {
        let blocked = !fcntl_getfl(device)?.contains(OFlags::NONBLOCK);
        if blocked {
            ioctl_fionbio(device, true)?;
        }
        Ok(Self { blocked })
    }

    /// As it was before.
    pub(in super::super) fn restore(self, device: Borrowed<'_>) -> io::Result<()> {
        if self.blocked {
            ioctl_fionbio(device, false)?;
        }
        Ok(())
    }
}

/// The error of what cannot be watched, even if the system would not refuse it.
pub(in super::super) fn refuse(device: Borrowed<'_>) -> io::Result<()> {
    let kind = FileType::from_raw_mode(fstat(device)?.st_mode);
    match kind {
        FileType::RegularFile | FileType::Directory => Err(io::ErrorKind::Unsupported.into()),
        _ => Ok(()),
    }
}
