//! A pipe that no child inherits, in one call.

use std::io;
use std::os::fd::OwnedFd;

use rustix::pipe::{PipeFlags, pipe_with};

/// The end to read, and the end to write. A child that inherits one would keep the other from seeing the end.
///
/// # Errors
///
/// Those of the system.
pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(pipe_with(PipeFlags::CLOEXEC)?)
}
