//! Counts down, and waits for the end.

#![no_std]
#![no_main]

use size::{Lock, Single, drive};
use wakeful::sync::generic::Latch;

static LATCH: Single<Latch<Lock>> = Single::new(Latch::new(2));

#[unsafe(no_mangle)]
fn program() {
    LATCH.get().count_down();
    drive(LATCH.get().wait());
}
