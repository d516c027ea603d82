//! `cargo xtask setup`: installs what the legs need, as far as rustup lets it.

use std::process::{Command, Stdio};

use crate::legs::rust_version;
use crate::need::{Need, TARGETS};

/// Each failure is a note: what is missing is skipped, loudly, by its leg.
pub(crate) fn run() {
    let components = [Need::Component("clippy"), Need::Component("fmt")];
    let targets = TARGETS.map(Need::Target);
    let toolchains = [Need::Toolchain(rust_version()), Need::Miri];
    for need in components.iter().chain(&targets).chain(&toolchains) {
        if let Some(missing) = need.missing() {
            install(&missing.remedy);
        }
    }
    if let Some(missing) = Need::Program(EMULATOR).missing() {
        if may_install_packages() {
            install(&format!("apt-get {PATIENCE} update"));
            install(&format!("apt-get {PATIENCE} install -y --no-install-recommends {EMULATOR}"));
        } else {
            println!("setup: {missing}");
        }
    }
    println!("setup: done");
}

/// What plays the boards for `firmware`; Debian's package has the name of the program.
const EMULATOR: &str = "qemu-system-arm";

/// Without a network it gives up soon, and for another who installs it waits a little.
const PATIENCE: &str = "-o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=60";

/// Whether this is root on a Debian.
fn may_install_packages() -> bool {
    let id = Command::new("id").arg("-u").output();
    let is_root = id.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    is_root && Need::Program("apt-get").missing().is_none()
}

fn install(line: &str) {
    println!("setup: $ {line}");
    let mut words = line.split_whitespace();
    let program = words.next().expect("a command has a name");
    let outcome = Command::new(program)
        .args(words)
        // Nobody answers questions.
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status();
    let why = match outcome {
        Ok(status) if status.success() => return,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    println!("setup: !!! `{line}` failed ({why}); the legs that need it will be skipped");
}
