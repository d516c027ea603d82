//! As `manual_reset_event`.

#![no_std]
#![no_main]

use futures_intrusive::sync::GenericManualResetEvent;
use size_peers::Lock;

use size::{Made, drive, input};

static EVENT: Made<GenericManualResetEvent<Lock>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let event = EVENT.get_or(|| GenericManualResetEvent::new(false));
    drive(event.wait());
    match input() {
        0 => event.reset(),
        _ => event.set(),
    }
}
