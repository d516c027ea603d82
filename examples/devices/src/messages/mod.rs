//! Messages through descriptors: between tasks, threads, or processes.
//!
//! | | carries | when it is full |
//! |---|---|---|
//! | [`channel`] | bytes, each message in a frame, through a pipe | the sender waits |
//! | `Mailbox` | any values, counted by an eventfd | it never is |

mod frame;
#[cfg(target_os = "linux")]
mod mailbox;
mod pipe;

pub use self::frame::{Frames, MOST, encode};
#[cfg(target_os = "linux")]
pub use self::mailbox::Mailbox;
pub use self::pipe::{Receiver, Sender, channel};
