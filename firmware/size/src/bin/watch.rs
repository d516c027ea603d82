//! Sends the latest, and waits for news.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input, output};
use wakeful::channel::generic::watch::Channel;

static CHANNEL: Single<Channel<u32, Lock>> = Single::new(Channel::new(0));

#[unsafe(no_mangle)]
fn program() {
    let (tx, mut rx) = CHANNEL.get().split_static();
    loop {
        if let Err(refused) = tx.send(input()) {
            output(refused.0);
        }
        if let Some(Ok(value)) = drive(rx.recv()) {
            output(value);
        }
    }
}
