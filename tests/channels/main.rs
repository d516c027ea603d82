//! The channels: what their documentation promises, in every flavor and form.

#![cfg(feature = "std")]

mod allocations;
mod broadcast;
mod buffers;
mod exchange;
mod freeing;
mod mpmc;
mod mpsc;
mod oneshot;
mod oneshot_broadcast;
mod priority;
mod rendezvous;
mod spsc;
mod support;
mod watch;
