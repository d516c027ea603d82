//! Sends and receives; many may do either.

#![no_std]
#![no_main]

use size::{Lock, Single, Store, drive, input, output};
use wakeful::channel::generic::mpmc::Channel;

static CHANNEL: Single<Channel<Store<u32, 4>, Lock>> =
    Single::new(Channel::<Store<u32, 4>, Lock>::new());

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
