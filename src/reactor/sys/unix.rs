//! Descriptors: their numbers, what can be watched, whether they block.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat};
use rustix::io::ioctl_fionbio;

use super::super::pollable::Borrowed;

/// The number of a descriptor.
pub(in super::super) type Raw = RawFd;

pub(in super::super) fn raw(device: Borrowed<'_>) -> Raw {
    device.as_raw_fd()
}

/// Whether operations blocked before they were told not to.
///
/// That belongs to what is open: to all its duplicates. So they are counted, and the last device of a file puts it
/// back; before, another one would block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Mode {
    file: File,
}

/// What is open, by what the system tells of it.
type File = (u64, u64);

#[derive(Clone, Copy, Debug, Default)]
struct Changed {
    devices: usize,
    /// One of them blocked.
    blocked: bool,
}

static FILES: Mutex<BTreeMap<File, Changed>> = Mutex::new(BTreeMap::new());

fn files() -> MutexGuard<'static, BTreeMap<File, Changed>> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Mode {
    /// From now on, no operation blocks.
    pub(in super::super) fn change(device: Borrowed<'_>) -> io::Result<Self> {
        let stat = fstat(device)?;
        let file = (stat.st_dev as u64, stat.st_ino as u64);
        let mut files = files();
        let blocked = !fcntl_getfl(device)?.contains(OFlags::NONBLOCK);
        if blocked {
            ioctl_fionbio(device, true)?;
        }
        let changed = files.entry(file).or_default();
        changed.devices += 1;
        changed.blocked |= blocked;
        Ok(Self { file })
    }

    /// As it was before, unless another device needs it.
    pub(in super::super) fn restore(self, device: Borrowed<'_>) -> io::Result<()> {
        let mut files = files();
        if self.leave(&mut files) {
            ioctl_fionbio(device, false)?;
        }
        Ok(())
    }

    /// The file is out of reach.
    pub(in super::super) fn forget(self) {
        self.leave(&mut files());
    }

    /// Whether it is to block again.
    fn leave(self, files: &mut BTreeMap<File, Changed>) -> bool {
        let Some(changed) = files.get_mut(&self.file) else { return false };
        changed.devices -= 1;
        let Changed { devices, blocked } = *changed;
        if devices == 0 {
            files.remove(&self.file);
        }
        devices == 0 && blocked
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
