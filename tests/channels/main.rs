//! The channels: what their documentation promises, in every flavor and form.

#![cfg(feature = "std")]

mod broadcast;
mod oneshot;
mod oneshot_broadcast;
mod spsc;
mod watch;
