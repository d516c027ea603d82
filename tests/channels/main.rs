//! The channels, in every flavor and form.

#![cfg(feature = "std")]

mod oneshot;
mod oneshot_broadcast;
