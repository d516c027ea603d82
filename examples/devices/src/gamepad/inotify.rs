//! What happens in a directory: the records of inotify, and where they come from.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A name is there, or may be used only now.
    Here(OsString),
    /// A name is there no more.
    Gone(OsString),
    /// So much has happened that the kernel gave up: look for yourself.
    Overflow,
    /// The directory is there no more.
    End,
}

const IN_ATTRIB: u32 = 0x4;
const IN_MOVED_FROM: u32 = 0x40;
const IN_MOVED_TO: u32 = 0x80;
const IN_CREATE: u32 = 0x100;
const IN_DELETE: u32 = 0x200;
const IN_DELETE_SELF: u32 = 0x400;
const IN_MOVE_SELF: u32 = 0x800;
const IN_UNMOUNT: u32 = 0x2000;
const IN_Q_OVERFLOW: u32 = 0x4000;
const IN_IGNORED: u32 = 0x8000;

/// Enough for several records with the longest of names.
pub(super) const BUFFER: usize = 4096;

/// Watches a directory.
pub(super) fn watch(directory: &Path) -> io::Result<OwnedFd> {
    let fd = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
    let flags = WatchFlags::ATTRIB
        | WatchFlags::CREATE
        | WatchFlags::DELETE
        | WatchFlags::MOVED_FROM
        | WatchFlags::MOVED_TO
        | WatchFlags::DELETE_SELF
        | WatchFlags::MOVE_SELF
        | WatchFlags::ONLYDIR;
    add_watch(&fd, directory, flags)?;
    Ok(fd)
}

/// The changes in what was read. The kernel cuts no record.
///
/// A record is four 32-bit numbers (which watch, what, a cookie, the length of the name) and a name that ends with
/// one or more zeros.
pub(super) fn changes(mut bytes: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<16>() {
        let word =
            |at: usize| u32::from_ne_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (name, rest) = rest.split_at(rest.len().min(word(12) as usize));
        changes.extend(change(word(4), name));
        bytes = rest;
    }
    changes
}

fn change(mask: u32, name: &[u8]) -> Option<Change> {
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = || OsString::from_vec(name.to_vec());
    let is = |bits: u32| mask & bits != 0;
    if is(IN_Q_OVERFLOW) {
        Some(Change::Overflow)
    } else if is(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) {
        Some(Change::End)
    } else if name().is_empty() {
        // The directory's own attributes.
        None
    } else if is(IN_DELETE | IN_MOVED_FROM) {
        Some(Change::Gone(name()))
    } else if is(IN_CREATE | IN_ATTRIB | IN_MOVED_TO) {
        Some(Change::Here(name()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(mask: u32, name: &str, padding: usize) -> Vec<u8> {
        let length = (name.len() + padding) as u32;
        let mut bytes = [1, mask, 0, length].map(u32::to_ne_bytes).concat();
        bytes.extend(name.as_bytes());
        bytes.resize(bytes.len() + padding, 0);
        bytes
    }

    fn here(name: &str) -> Change {
        Change::Here(name.into())
    }

    #[test]
    fn names_end_at_the_first_zero() {
        let bytes = [record(IN_CREATE, "event0", 10), record(IN_ATTRIB, "event1", 2)].concat();
        assert_eq!(changes(&bytes), [here("event0"), here("event1")]);
    }

    #[test]
    fn what_comes_and_what_goes_stay_in_order() {
        let bytes = [
            record(IN_MOVED_TO, "a", 1),
            record(IN_DELETE, "a", 1),
            record(IN_CREATE, "a", 1),
            record(IN_MOVED_FROM, "a", 1),
        ];
        let gone = Change::Gone("a".into());
        assert_eq!(changes(&bytes.concat()), [here("a"), gone.clone(), here("a"), gone]);
    }

    #[test]
    fn records_without_a_name_are_about_the_directory() {
        let bytes = [
            record(IN_ATTRIB, "", 0),
            record(IN_Q_OVERFLOW, "", 0),
            record(IN_DELETE_SELF, "", 0),
            record(IN_IGNORED, "", 0),
        ];
        assert_eq!(changes(&bytes.concat()), [Change::Overflow, Change::End, Change::End]);
    }

    #[test]
    fn what_is_cut_or_lies_about_its_length_harms_nobody() {
        let whole = record(IN_CREATE, "event0", 10);
        for cut in 0..16 {
            assert_eq!(changes(&whole[..cut]), []);
        }
        let mut lies = record(IN_CREATE, "event0", 10);
        lies[12..16].copy_from_slice(&u32::MAX.to_ne_bytes());
        assert_eq!(changes(&lies), [here("event0")]);
    }
}
