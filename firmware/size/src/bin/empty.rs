//! Waits for a number that is not 0.

#![no_std]
#![no_main]

use core::future::poll_fn;
use core::task::Poll;

use size::{drive, input, output};

#[unsafe(no_mangle)]
fn program() {
    let ready = poll_fn(|_| match input() {
        0 => Poll::Pending,
        value => Poll::Ready(value),
    });
    if let Some(value) = drive(ready) {
        output(value);
    }
}
