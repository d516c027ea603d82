//! Channels that live for ever.

use std::any::Any;
use std::sync::Mutex;

/// What is leaked stays in sight of those who look for leaks.
static LEAKED: Mutex<Vec<Pointer>> = Mutex::new(Vec::new());

struct Pointer(#[allow(dead_code, reason = "it is there to be there")] *const dyn Any);

// SAFETY: nobody follows it.
unsafe impl Send for Pointer {}

/// A channel for the static form.
pub(super) fn leak<C: 'static>(channel: C) -> &'static C {
    let channel: &'static C = Box::leak(Box::new(channel));
    LEAKED.lock().expect("no panic").push(Pointer(channel));
    channel
}
