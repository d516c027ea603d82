//! As `mutex`; one task at a time waits well.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::mutex::Mutex;
use size::{Single, drive, input};

static TOTAL: Single<Mutex<Lock, u32>> = Single::new(Mutex::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(mut total) = drive(TOTAL.get().lock()) {
        *total += input();
    }
}
