//! Says where the linker finds the layout of the programs.

fn main() {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    println!("cargo::rustc-link-arg-bins=-T{here}/size.ld");
    println!("cargo::rerun-if-changed=size.ld");
}
