//! As `semaphore`.

#![no_std]
#![no_main]

use maitake_sync::Semaphore;
use size::{Single, drive, input, output};

static SLOTS: Single<Semaphore> = Single::new(Semaphore::new(2));

#[unsafe(no_mangle)]
fn program() {
    let permit = drive(SLOTS.get().acquire(input() as usize));
    output(u32::from(permit.is_some_and(|permit| permit.is_ok())));
}
