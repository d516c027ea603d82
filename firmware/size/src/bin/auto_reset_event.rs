//! Waits for an event, and sets it.

#![no_std]
#![no_main]

use size::{Lock, Single, drive};
use wakeful::sync::generic::AutoResetEvent;

static EVENT: Single<AutoResetEvent<Lock>> = Single::new(AutoResetEvent::new(false));

#[unsafe(no_mangle)]
fn program() {
    drive(EVENT.get().wait());
    EVENT.get().set();
}
