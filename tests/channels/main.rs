//! The channels: what their documentation promises, in every flavor and form.

#![cfg(feature = "std")]

mod broadcast;
mod exchange;
mod freeing;
mod oneshot;
mod oneshot_broadcast;
mod rendezvous;
mod spsc;
mod watch;
