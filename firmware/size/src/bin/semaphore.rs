//! Takes permits, and gives them back.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::sync::generic::Semaphore;

static SLOTS: Single<Semaphore<Lock>> = Single::new(Semaphore::new(2));

#[unsafe(no_mangle)]
fn program() {
    let permit = drive(SLOTS.get().acquire_many(input()));
    output(u32::from(permit.is_some()));
}
