//! The flavor for threads and interrupt handlers on bare metal. See [`channel`](super).

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
