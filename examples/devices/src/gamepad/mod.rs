//! Gamepads: controllers that come and go, and what is done with them.
//!
//! ```text
//!  /dev/input  --inotify-->  Listener  --open-->  Controller
//!                                                     |
//!  event7  --bytes-->  Records  --frames-->  Decoder  --changes-->  Event
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `record.rs`, `code.rs` | the kernel's records, whole ones from any bytes; its numbers |
//! | `decoder.rs` | events of records: whole frames, changes only, what to do when some are lost |
//! | `range.rs`, `mapping.rs`, `event.rs` | what numbers mean: how far, which, and in which words |
//! | `controller.rs`, `open.rs`, `rumble.rs` | one controller, how it is found out about, its motors |
//! | `listener.rs`, `inotify.rs` | controllers as they come |
//! | `party.rs` | several controllers, as one source of events |
//! | `ioctl.rs` | what a device is asked: all that is unsafe |
//!
//! A pipe (`mkfifo`) in place of a device does, too: whoever writes the kernel's records to it is a controller.
//! That is how it is tested where there are none.

pub mod code;
mod controller;
mod decoder;
mod event;
mod inotify;
mod ioctl;
mod listener;
mod mapping;
mod open;
mod party;
mod range;
mod record;
mod rumble;

pub use self::controller::Controller;
pub use self::decoder::{Decoder, Snapshot, Step};
pub use self::event::{Axis, Button, Event};
pub use self::listener::Listener;
pub use self::party::{Party, Told};
pub use self::range::Range;
pub use self::record::{Layout, Record, Records};
