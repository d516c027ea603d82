//! The thread-safe flavor: see [`channel`](super).

pub mod broadcast;
pub mod exchange;
pub mod mpmc;
pub mod mpsc;
pub mod oneshot;
pub mod oneshot_broadcast;
pub mod priority;
pub mod rendezvous;
pub mod spsc;
pub mod watch;
