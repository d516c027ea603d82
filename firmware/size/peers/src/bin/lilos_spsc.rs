//! As `spsc`.

#![no_std]
#![no_main]

use core::mem::MaybeUninit;

use lilos::spsc::Queue;
use size::{drive, input, output};

#[unsafe(no_mangle)]
fn program() {
    let mut places = [const { MaybeUninit::uninit() }; 4];
    let mut queue = Queue::new(&mut places);
    let (mut tx, mut rx) = queue.split();
    loop {
        if let Some(place) = drive(tx.reserve()) {
            place.push(input());
        }
        if let Some(value) = drive(rx.pop()) {
            output(value);
        }
    }
}
