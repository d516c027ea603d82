//! Waits for an event, sets it, and resets it.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input};
use wakeful::sync::generic::ManualResetEvent;

static EVENT: Single<ManualResetEvent<Lock>> = Single::new(ManualResetEvent::new(false));

#[unsafe(no_mangle)]
fn program() {
    drive(EVENT.get().wait());
    match input() {
        0 => EVENT.get().reset(),
        _ => EVENT.get().set(),
    }
}
