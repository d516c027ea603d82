//! What the linker asks for when vectors come from a device: nothing, as `src/device.rs` names them all.

use std::env;
use std::fs;
use std::path::Path;

fn main() {
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("device.x"), "").expect("it can be written");
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rerun-if-changed=build.rs");
}
