//! Whose operations are not to block: a mode belongs to what is open, and so to all duplicates of a descriptor.

use core::mem;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::pollable::Borrowed;
use super::sys::{File, blocks, set_blocking};

/// How many devices count on it that operations on a file do not block, though they did before.
static CHANGED: Mutex<BTreeMap<File, usize>> = Mutex::new(BTreeMap::new());

fn changed() -> MutexGuard<'static, BTreeMap<File, usize>> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How operations of a device are kept from blocking.
#[derive(Debug)]
pub(super) enum Mode {
    /// The system is asked before.
    Kept,
    /// They did not block before.
    Same,
    /// They did, and will do again when it is gone.
    Changed,
    /// They did, and will do again when the last device of the file is gone.
    Shared(File),
}

impl Mode {
    /// From now on, no operation on `device` blocks, which is one on `file`, if there is a name for that.
    pub(super) fn change(device: Borrowed<'_>, file: Option<File>) -> io::Result<Self> {
        let mut changed = changed();
        let blocks = blocks(device)?;
        if blocks {
            set_blocking(device, false)?;
        }
        match (file, blocks) {
            (Some(file), true) if !changed.contains_key(&file) => {
                changed.insert(file, 1);
                Ok(Self::Shared(file))
            }
            // Of one name, and opened anew: a duplicate would not block.
            (_, true) => Ok(Self::Changed),
            (Some(file), false) => Ok(changed.get_mut(&file).map_or(Self::Same, |count| {
                *count += 1;
                Self::Shared(file)
            })),
            (None, false) => Ok(Self::Same),
        }
    }

    /// The device is gone. `device` is its descriptor, if that is still the same.
    pub(super) fn leave(&mut self, device: Option<Borrowed<'_>>) -> io::Result<()> {
        let file = match mem::replace(self, Self::Same) {
            Self::Kept | Self::Same => return Ok(()),
            Self::Changed => None,
            Self::Shared(file) => Some(file),
        };
        let mut changed = changed();
        if let Some(file) = file {
            if let Some(count) = changed.get_mut(&file).filter(|count| **count > 1) {
                *count -= 1;
                return Ok(());
            }
            changed.remove(&file);
        }
        device.map_or(Ok(()), |device| set_blocking(device, true))
    }
}
