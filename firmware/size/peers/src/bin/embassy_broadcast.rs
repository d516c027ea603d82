//! As `broadcast`, for two who receive.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::pubsub::PubSubChannel;
use size::{Single, drive, input, output};

static CHANNEL: Single<PubSubChannel<Lock, u32, 4, 2, 1>> = Single::new(PubSubChannel::new());

#[unsafe(no_mangle)]
fn program() {
    if let (Ok(tx), Ok(mut rx)) = (CHANNEL.get().publisher(), CHANNEL.get().subscriber()) {
        loop {
            drive(tx.publish(input()));
            if let Some(value) = drive(rx.next_message_pure()) {
                output(value);
            }
        }
    }
}
