//! As `mutex`.

#![no_std]
#![no_main]

use futures_intrusive::sync::GenericMutex;
use size_peers::Lock;

use size::{Made, drive, input};

static TOTAL: Made<GenericMutex<Lock, u32>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let total = TOTAL.get_or(|| GenericMutex::new(0, false));
    if let Some(mut total) = drive(total.lock()) {
        *total += input();
    }
}
