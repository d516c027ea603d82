//! As `oneshot`.

#![no_std]
#![no_main]

use futures_intrusive::channel::GenericOneshotChannel;
use size_peers::Lock;

use size::{Made, drive, input, output};

static CHANNEL: Made<GenericOneshotChannel<Lock, u32>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let channel = CHANNEL.get_or(GenericOneshotChannel::new);
    if input() == 0 {
        if let Err(refused) = channel.send(input()) {
            output(refused.0);
        }
    }
    if let Some(Some(value)) = drive(channel.receive()) {
        output(value);
    }
}
