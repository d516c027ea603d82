//! As `single_waiter_notify`.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::signal::Signal;
use size::{Single, drive};

static NEWS: Single<Signal<Lock, ()>> = Single::new(Signal::new());

#[unsafe(no_mangle)]
fn program() {
    drive(NEWS.get().wait());
    NEWS.get().signal(());
}
