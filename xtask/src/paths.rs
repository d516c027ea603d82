//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root")
}

/// Cargo's target directory.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// The recorded floors.
pub(crate) fn floors() -> PathBuf {
    root().join("xtask/floors.txt")
}

/// The planted faults.
pub(crate) fn mutants() -> PathBuf {
    root().join("xtask/mutants")
}

/// The counts of the last run.
pub(crate) fn last() -> PathBuf {
    target().join("xtask/last.txt")
}

/// All that the commands of a leg printed.
pub(crate) fn log(leg: &str) -> PathBuf {
    target().join("xtask/log").join(leg).with_extension("txt")
}
