//! As `watch`, for two who look.

#![no_std]
#![no_main]

use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex as Lock;
use embassy_sync::watch::Watch;
use size::{Single, drive, input, output};

static CHANNEL: Single<Watch<Lock, u32, 2>> = Single::new(Watch::new());

#[unsafe(no_mangle)]
fn program() {
    let tx = CHANNEL.get().sender();
    if let Some(mut rx) = CHANNEL.get().receiver() {
        loop {
            tx.send(input());
            if let Some(value) = drive(rx.changed()) {
                output(value);
            }
        }
    }
}
