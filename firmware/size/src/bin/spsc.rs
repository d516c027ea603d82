//! Sends and receives; one does each.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::channel::Inline;
use wakeful::channel::generic::spsc::{Channel, Slot};

static CHANNEL: Single<Channel<Inline<Slot<u32>, 4>, Lock>> =
    Single::new(Channel::<Inline<Slot<u32>, 4>, Lock>::new());

#[unsafe(no_mangle)]
fn program() {
    let (mut tx, mut rx) = CHANNEL.get().split_static();
    loop {
        if let Some(Err(refused)) = drive(tx.send(input())) {
            output(refused.0);
        }
        if let Some(Ok(value)) = drive(rx.recv()) {
            output(value);
        }
    }
}
