//! Waits for the others.

#![no_std]
#![no_main]

use size::{Lock, Single, drive};
use wakeful::sync::generic::Barrier;

static BARRIER: Single<Barrier<Lock>> = Single::new(Barrier::new(2));

#[unsafe(no_mangle)]
fn program() {
    drive(BARRIER.get().wait());
}
