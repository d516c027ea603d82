//! As `watch`.

#![no_std]
#![no_main]

use futures_intrusive::channel::{GenericStateBroadcastChannel, StateId};
use size_peers::Lock;

use size::{Made, drive, input, output};

static CHANNEL: Made<GenericStateBroadcastChannel<Lock, u32>> = Made::new();

#[unsafe(no_mangle)]
fn program() {
    let channel = CHANNEL.get_or(GenericStateBroadcastChannel::new);
    let mut seen = StateId::new();
    loop {
        if let Err(refused) = channel.send(input()) {
            output(refused.0);
        }
        if let Some(Some((id, value))) = drive(channel.receive(seen)) {
            seen = id;
            output(value);
        }
    }
}
