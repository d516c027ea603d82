//! Hands over from one to another.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::channel::generic::rendezvous::Channel;

static CHANNEL: Single<Channel<u32, Lock>> = Single::new(Channel::new());

#[unsafe(no_mangle)]
fn program() {
    let (tx, rx) = CHANNEL.get().split_static();
    loop {
        if let Some(Err(refused)) = drive(tx.send(input())) {
            output(refused.0);
        }
        if let Some(Ok(value)) = drive(rx.recv()) {
            output(value);
        }
    }
}
