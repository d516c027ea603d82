//! As `semaphore`, first in, first out.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::semaphore::{FairSemaphore, Semaphore};
use size::{Single, drive, input, output};

static SLOTS: Single<FairSemaphore<Lock, 4>> = Single::new(FairSemaphore::new(2));

#[unsafe(no_mangle)]
fn program() {
    let permit = drive(SLOTS.get().acquire(input() as usize));
    output(u32::from(permit.is_some()));
}
