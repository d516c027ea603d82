//! As `rwlock`.

#![no_std]
#![no_main]

use maitake_sync::RwLock;
use size::{Single, drive, input, output};

static TOTAL: Single<RwLock<u32>> = Single::new(RwLock::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(total) = drive(TOTAL.get().read()) {
        output(*total);
    }
    if let Some(mut total) = drive(TOTAL.get().write()) {
        *total += input();
    }
}
