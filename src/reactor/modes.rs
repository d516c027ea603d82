//! Whose operations are not to block: a mode belongs to what is open, and so to all duplicates of a descriptor.

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
    /// They did, and will do again when the last device of the file is gone.
    Changed(File),
}

impl Mode {
    /// From now on, no operation on `device` blocks, which is one on `file`.
    pub(super) fn change(device: Borrowed<'_>, file: File) -> io::Result<Self> {
        let mut changed = changed();
        if blocks(device)? {
            set_blocking(device, false)?;
        } else if !changed.contains_key(&file) {
            return Ok(Self::Same);
        }
        *changed.entry(file).or_default() += 1;
        Ok(Self::Changed(file))
    }

    /// The device is gone. `device` is its descriptor, if that is still the same.
    pub(super) fn leave(&mut self, device: Option<Borrowed<'_>>) -> io::Result<()> {
        let Self::Changed(file) = *self else { return Ok(()) };
        *self = Self::Same;
        let mut changed = changed();
        if let Some(count) = changed.get_mut(&file).filter(|count| **count > 1) {
            *count -= 1;
            return Ok(());
        }
        changed.remove(&file);
        device.map_or(Ok(()), |device| set_blocking(device, true))
    }
}
