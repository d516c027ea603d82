//! As `mutex`.

#![no_std]
#![no_main]

use maitake_sync::Mutex;
use size::{Single, drive, input};

static TOTAL: Single<Mutex<u32>> = Single::new(Mutex::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(mut total) = drive(TOTAL.get().lock()) {
        *total += input();
    }
}
