//! As `once_cell`, without those who wait for who makes it.

#![no_std]
#![no_main]

use embassy_sync::once_lock::OnceLock;
use size::{Single, drive, input, output};

static VALUE: Single<OnceLock<u32>> = Single::new(OnceLock::new());

#[unsafe(no_mangle)]
fn program() {
    VALUE.get().get_or_init(input);
    if let Some(value) = drive(VALUE.get().get()) {
        output(*value);
    }
}
