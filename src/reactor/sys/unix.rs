//! Descriptors: their numbers, what can be watched, whether they block.

use std::io;
use std::os::fd::{AsRawFd, RawFd};

use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat};
use rustix::io::ioctl_fionbio;
use rustix::net::sockopt::tcp_nodelay;

use super::super::pollable::Borrowed;

/// The number of a descriptor.
pub(in super::super) type Raw = RawFd;

pub(in super::super) fn raw(device: Borrowed<'_>) -> Raw {
    device.as_raw_fd()
}

/// What is open, as far as its numbers tell: those of the file, and the way in which it was opened. Who opened the
/// same file in the same way has the same ones.
pub(in super::super) type File = (u64, u64, u32);

/// What a device is.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Kind {
    /// If it has a file of its own: an eventfd has none, nor has a socket on some systems.
    pub(in super::super) file: Option<File>,
    /// Whether reads return bytes that came one after the other, as many as there are. Those of other streams may
    /// end where a descriptor or a message does.
    pub(in super::super) is_stream: bool,
}

/// Or the error of what cannot be watched, even if the system would not refuse it.
pub(in super::super) fn examine(device: Borrowed<'_>) -> io::Result<Kind> {
    let stat = fstat(device)?;
    let file_type = FileType::from_raw_mode(stat.st_mode);
    let is_stream = match file_type {
        FileType::RegularFile | FileType::Directory => {
            return Err(io::ErrorKind::Unsupported.into());
        }
        FileType::Socket => tcp_nodelay(device).is_ok(),
        _ => false,
    };
    let way = fcntl_getfl(device)? & OFlags::ACCMODE;
    #[allow(clippy::unnecessary_cast, reason = "of other types on other systems")]
    let file = (stat.st_dev as u64, stat.st_ino as u64, way.bits() as u32);
    let is_its_own = file_type != FileType::Unknown && stat.st_ino != 0;
    Ok(Kind { file: is_its_own.then_some(file), is_stream })
}

/// Whether operations block.
pub(in super::super) fn blocks(device: Borrowed<'_>) -> io::Result<bool> {
    Ok(!fcntl_getfl(device)?.contains(OFlags::NONBLOCK))
}

/// Lets operations block, or not.
pub(in super::super) fn set_blocking(device: Borrowed<'_>, blocking: bool) -> io::Result<()> {
    Ok(ioctl_fionbio(device, !blocking)?)
}
