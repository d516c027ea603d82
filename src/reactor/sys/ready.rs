//! Whether an operation would block: `poll` with no time to wait.

use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::super::pollable::Borrowed;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Wanted {
    Read,
    Write,
    Priority,
}

/// Whether it can be had now, or an error can.
pub(in super::super) fn is_ready(device: Borrowed<'_>, wanted: Wanted) -> io::Result<bool> {
    let flags = match wanted {
        Wanted::Read => PollFlags::IN,
        Wanted::Write => PollFlags::OUT,
        Wanted::Priority => PollFlags::PRI,
    };
    let mut list = [PollFd::from_borrowed_fd(device, flags)];
    loop {
        match poll(&mut list, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) {
            Ok(_) => return Ok(!list[0].revents().is_empty()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
