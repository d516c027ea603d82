//! What the operating system offers to wait for many devices at once.
//!
//! A backend is a file: `Poller`, `Events` and `set_mode`.

#[cfg_attr(all(target_os = "linux", not(wakeful_polling)), path = "epoll.rs")]
#[cfg_attr(not(all(target_os = "linux", not(wakeful_polling))), path = "polling.rs")]
mod backend;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod mode;
mod ready;

pub(super) use self::backend::{Events, Poller};
pub(super) use self::mode::{Mode, Raw, raw, refuse};
pub(super) use self::ready::{Wanted, is_ready};

use super::key::Key;

/// What happened to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) key: Key,
    pub(super) readable: bool,
    pub(super) writable: bool,
}
