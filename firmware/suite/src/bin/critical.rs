//! The promises in the critical flavor.

#![no_std]
#![no_main]

#[path = "../../flavor/critical.rs"]
mod flavor;
#[path = "../../scenes/mod.rs"]
mod scenes;

use board::Tests;

#[board::entry]
fn main() -> ! {
    let mut tests = Tests::new();
    scenes::ask(&mut tests);
    tests.finish()
}
