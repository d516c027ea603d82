//! As `single_waiter_notify`.

#![no_std]
#![no_main]

use maitake_sync::WaitCell;
use size::{Single, drive};

static NEWS: Single<WaitCell> = Single::new(WaitCell::new());

#[unsafe(no_mangle)]
fn program() {
    let _ = drive(NEWS.get().wait());
    NEWS.get().wake();
}
