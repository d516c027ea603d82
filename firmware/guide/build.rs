//! Puts `memory.x` where the linker looks for it. A crate that is alone needs no such program: it has the file
//! beside `Cargo.toml`.

use std::env;

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo says where it is");
    println!("cargo:rustc-link-search={here}");
    println!("cargo:rerun-if-changed=memory.x");
}
