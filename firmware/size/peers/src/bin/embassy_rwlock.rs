//! As `rwlock`; one task at a time waits well.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::rwlock::RwLock;
use size::{Single, drive, input, output};

static TOTAL: Single<RwLock<Lock, u32>> = Single::new(RwLock::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(total) = drive(TOTAL.get().read()) {
        output(*total);
    }
    if let Some(mut total) = drive(TOTAL.get().write()) {
        *total += input();
    }
}
