//! As `mpmc`; one task a side waits well.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::channel::Channel;
use size::{Single, drive, input, output};

static CHANNEL: Single<Channel<Lock, u32, 4>> = Single::new(Channel::new());

#[unsafe(no_mangle)]
fn program() {
    let channel = CHANNEL.get();
    drive(channel.send(input()));
    if let Some(value) = drive(channel.receive()) {
        output(value);
    }
}
