//! Sends one value.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::channel::generic::oneshot::Oneshot;

static CHANNEL: Single<Oneshot<u32, Lock>> = Single::new(Oneshot::new());

#[unsafe(no_mangle)]
fn program() {
    let (tx, rx) = CHANNEL.get().split_static();
    if input() == 0 {
        if let Err(refused) = tx.send(input()) {
            output(refused);
        }
    }
    if let Some(Ok(value)) = drive(rx) {
        output(value);
    }
}
