//! Messages through descriptors: between tasks, threads, or processes.
//!
//! | | carries | when it is full |
//! |---|---|---|
//! | [`channel`] | bytes, each message in a frame, through a pipe | the sender waits |
//! | `Mailbox` | any values, counted by an eventfd | it never is |

mod frame;
#[cfg(target_os = "linux")]
mod mailbox;
#[cfg_attr(target_vendor = "apple", path = "open/apple.rs")]
#[cfg_attr(not(target_vendor = "apple"), path = "open/unix.rs")]
mod open;
mod pipe;

pub use self::frame::{Frames, MOST, encode};
#[cfg(target_os = "linux")]
pub use self::mailbox::Mailbox;
pub use self::open::pipe;
pub use self::pipe::{Receiver, Sender, channel};
