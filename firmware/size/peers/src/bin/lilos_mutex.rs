//! As `mutex`.

#![no_std]
#![no_main]

use core::pin::Pin;

use lilos::mutex::{CancelSafe, Mutex};
use size::{Single, drive, input};

static TOTAL: Single<Mutex<CancelSafe<u32>>> = Single::new(Mutex::create(CancelSafe(0)));

#[unsafe(no_mangle)]
fn program() {
    let total = Pin::static_ref(TOTAL.get());
    if let Some(mut total) = drive(total.lock_assuming_cancel_safe()) {
        *total += input();
    }
}
