//! As `semaphore`.

#![no_std]
#![no_main]

use futures_intrusive::sync::GenericSemaphore;
use size_peers::Lock;

use size::{Made, drive, input, output};

static SLOTS: Made<GenericSemaphore<Lock>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let slots = SLOTS.get_or(|| GenericSemaphore::new(false, 2));
    let permit = drive(slots.acquire(input() as usize));
    output(u32::from(permit.is_some()));
}
