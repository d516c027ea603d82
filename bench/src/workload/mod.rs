//! The work of each kind of primitive: one function for everybody, over a trait that a peer
//! implements in a few lines.

pub(crate) mod batch;
pub(crate) mod broadcast;
pub(crate) mod channel;
pub(crate) mod combine;
pub(crate) mod event;
pub(crate) mod executor;
pub(crate) mod gate;
pub(crate) mod group;
pub(crate) mod meeting;
pub(crate) mod oneshot;
pub(crate) mod pinball;
#[cfg(target_os = "linux")]
pub(crate) mod reactor;
pub(crate) mod slot;
pub(crate) mod timers;
pub(crate) mod unblock;
pub(crate) mod watch;
