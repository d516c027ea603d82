//! The descriptors of this process.

use std::fs;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;

/// Where the system lists what this process has open.
const OPEN: &str = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };

/// How many are open; the one that looks is among them.
pub(crate) fn open() -> usize {
    fs::read_dir(OPEN).unwrap().count()
}

/// The numbers of those that are what `kind` says, such as `anon_inode:[eventpoll]`.
#[cfg(target_os = "linux")]
pub(crate) fn numbers_of(kind: &str) -> Vec<i32> {
    let is_kind =
        |path: &std::path::Path| fs::read_link(path).is_ok_and(|target| target.as_os_str() == kind);
    let files = fs::read_dir(OPEN).unwrap().map(|file| file.unwrap().path());
    let number = |path: std::path::PathBuf| path.file_name()?.to_str()?.parse().ok();
    files.filter(|path| is_kind(path)).filter_map(number).collect()
}

/// The number of a descriptor.
pub(crate) fn number(file: impl AsFd) -> i32 {
    file.as_fd().as_raw_fd()
}

/// Whether operations on it return at once.
pub(crate) fn is_nonblocking(file: impl AsFd) -> bool {
    // SAFETY: the descriptor is open, and nothing is passed.
    let flags = unsafe { libc::fcntl(number(file), libc::F_GETFL) };
    assert!(flags >= 0, "the flags of an open file can be read");
    flags & libc::O_NONBLOCK != 0
}

/// Two ends; what a test writes to the second one never blocks, as it is short.
pub(crate) fn pair() -> (UnixStream, UnixStream) {
    UnixStream::pair().unwrap()
}
