//! Waits for a value to change, with a mutex.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input};
use wakeful::sync::generic::{Condvar, Mutex};

static TOTAL: Single<Mutex<u32, Lock>> = Single::new(Mutex::new(0));
static CHANGED: Single<Condvar<Lock>> = Single::new(Condvar::new());

#[unsafe(no_mangle)]
fn program() {
    if let Some(total) = drive(TOTAL.get().lock()) {
        if let Some(mut total) = drive(CHANGED.get().wait(total)) {
            *total += input();
        }
    }
    match input() {
        0 => CHANGED.get().notify_one(),
        _ => CHANGED.get().notify_all(),
    }
}
