//! Locks a mutex, and unlocks it.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input};
use wakeful::sync::generic::Mutex;

static TOTAL: Single<Mutex<u32, Lock>> = Single::new(Mutex::new(0));

#[unsafe(no_mangle)]
fn program() {
    if let Some(mut total) = drive(TOTAL.get().lock()) {
        *total += input();
    }
}
