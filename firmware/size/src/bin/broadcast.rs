//! Sends to all.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::channel::Inline;
use wakeful::channel::generic::broadcast::{Channel, Slot};

type Numbers = Channel<u32, Inline<Slot<u32>, 4>, Lock>;

static CHANNEL: Single<Numbers> = Single::new(Numbers::new());

#[unsafe(no_mangle)]
fn program() {
    let (tx, mut rx) = CHANNEL.get().split_static();
    loop {
        if let Some(Err(refused)) = drive(tx.send(input())) {
            output(refused.0);
        }
        if let Some(Ok(value)) = drive(rx.recv()) {
            output(value);
        }
    }
}
