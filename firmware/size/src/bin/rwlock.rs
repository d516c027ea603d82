//! Reads and writes.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::sync::generic::RwLock;

static TOTAL: Single<RwLock<u32, Lock>> = Single::new(RwLock::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(total) = drive(TOTAL.get().read()) {
        output(*total);
    }
    if let Some(mut total) = drive(TOTAL.get().write()) {
        *total += input();
    }
}
