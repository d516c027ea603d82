//! Says where the linker finds the layout of the programs, which cargo's configuration names `link.x`.

fn main() {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
    println!("cargo:rustc-link-search={here}/link");
    println!("cargo:rerun-if-changed=link/link.x");
    println!("cargo:rerun-if-changed=build.rs");
}
