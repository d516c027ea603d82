//! As `notify`.

#![no_std]
#![no_main]

use maitake_sync::WaitQueue;
use size::{Single, drive, input};

static NEWS: Single<WaitQueue> = Single::new(WaitQueue::new());

#[unsafe(no_mangle)]
fn program() {
    drive(NEWS.get().wait());
    match input() {
        0 => NEWS.get().wake(),
        _ => NEWS.get().wake_all(),
    }
}
