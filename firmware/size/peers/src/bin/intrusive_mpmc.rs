//! As `mpmc`.

#![no_std]
#![no_main]

use futures_intrusive::buffer::ArrayBuf;
use futures_intrusive::channel::GenericChannel;
use size_peers::Lock;

use size::{Made, drive, input, output};

static CHANNEL: Made<GenericChannel<Lock, u32, ArrayBuf<u32, [u32; 4]>>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let channel = CHANNEL.get_or(GenericChannel::new);
    if let Some(Err(refused)) = drive(channel.send(input())) {
        output(refused.0);
    }
    if let Some(Some(value)) = drive(channel.receive()) {
        output(value);
    }
}
