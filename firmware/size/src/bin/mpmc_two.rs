//! Two channels, for values of two types.

#![no_std]
#![no_main]

use size::{Lock, Single, Store, drive, input, output};
use wakeful::channel::generic::mpmc::Channel;

static CHANNEL: Single<Channel<Store<u32, 4>, Lock>> =
    Single::new(Channel::<Store<u32, 4>, Lock>::new());
static WIDE: Single<Channel<Store<[u64; 2], 4>, Lock>> =
    Single::new(Channel::<Store<[u64; 2], 4>, Lock>::new());

#[unsafe(no_mangle)]
fn program() {
    let (tx, rx) = CHANNEL.get().split_static();
    let (wide_tx, wide_rx) = WIDE.get().split_static();
    loop {
        if let Some(Err(refused)) = drive(tx.send(input())) {
            output(refused.0);
        }
        if let Some(Ok(value)) = drive(rx.recv()) {
            output(value);
        }
        if let Some(Err(refused)) = drive(wide_tx.send([u64::from(input()); 2])) {
            output(refused.0[0] as u32);
        }
        if let Some(Ok(value)) = drive(wide_rx.recv()) {
            output(value[0] as u32);
        }
    }
}
