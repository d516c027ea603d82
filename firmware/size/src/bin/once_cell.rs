//! Makes a value once.

#![no_std]
#![no_main]

use core::future::ready;
use size::{Lock, Single, drive, input, output};

use wakeful::sync::generic::OnceCell;

static VALUE: Single<OnceCell<u32, Lock>> = Single::new(OnceCell::new());

#[unsafe(no_mangle)]
fn program() {
    if let Some(value) = drive(VALUE.get().get_or_init(|| ready(input()))) {
        output(*value);
    }
}
