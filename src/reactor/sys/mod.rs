//! What the operating system offers to wait for many devices at once.
//!
//! A backend is a file: `Poller` and `Events`.

#[cfg_attr(all(target_os = "linux", not(wakeful_polling)), path = "epoll.rs")]
#[cfg_attr(not(all(target_os = "linux", not(wakeful_polling))), path = "polling.rs")]
mod backend;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod mode;
mod ready;

pub(super) use self::backend::{Events, Poller};
pub(super) use self::mode::{File, Kind, Raw, blocks, examine, raw, set_blocking};
pub(super) use self::ready::{Wanted, is_ready};

use super::key::Key;

/// What happened to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) key: Key,
    pub(super) what: Happened,
}

/// To which directions something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Happened {
    pub(super) readable: bool,
    pub(super) writable: bool,
    pub(super) priority: bool,
    /// There may be more to be read than bytes that come one after the other: an end, an error, a mark. So
    /// a read that returns less than there is room for does not tell that there is no more.
    pub(super) special: bool,
}

impl Happened {
    /// Whatever there is.
    pub(super) const ALL: Self =
        Self { readable: true, writable: true, priority: true, special: true };
}
