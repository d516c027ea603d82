//! Sends and receives; many may send.

#![no_std]
#![no_main]

use size::{Lock, Single, Store, drive, input, output};
use wakeful::channel::generic::mpsc::Channel;

static CHANNEL: Single<Channel<Store<u32, 4>, Lock>> =
    Single::new(Channel::<Store<u32, 4>, Lock>::new());

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
