//! The one body of each channel, over any [`RawLock`](crate::lock::RawLock).

pub mod broadcast;
pub mod exchange;
pub mod mpmc;
pub mod mpsc;
pub mod oneshot;
pub mod oneshot_broadcast;
pub mod priority;
pub mod queue;
pub mod rendezvous;
pub mod spsc;
pub mod watch;
