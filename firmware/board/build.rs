//! Puts the memory map of the target's machine where the linker finds it.

use std::env;
use std::fs;
use std::path::Path;

fn main() {
    let target = env::var("TARGET").expect("cargo says for what it builds");
    let map = match target.as_str() {
        "thumbv6m-none-eabi" => "microbit.x",
        "thumbv7m-none-eabi" | "thumbv7em-none-eabihf" => "lm3s6965evb.x",
        _ => return,
    };
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    let from = Path::new("memory").join(map);
    fs::copy(&from, Path::new(&out).join("memory.x")).expect("the map can be copied");
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rerun-if-changed={}", from.display());
    println!("cargo:rerun-if-changed=build.rs");
}
