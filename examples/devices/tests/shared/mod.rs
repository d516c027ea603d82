//! What all tests of this package need: the programs, and patience.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

/// Longer than anything here takes on any machine: what takes longer hangs, and fails.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// Where the programs are. Cargo does not build them for each way to run this test, so this does.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--message-format=json", "--examples", "--package", "devices"])
        .args(["--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let (_, rest) = messages.rsplit_once(r#""executable":""#).expect("cargo names a program");
    let (path, _) = rest.split_once('"').unwrap();
    PathBuf::from(path.replace(r"\\", r"\")).parent().unwrap().to_owned()
});

/// A program of `examples/`, whose input is empty.
pub(crate) fn program(name: &str) -> Command {
    let mut program =
        Command::new(PROGRAMS.join(name).with_extension(std::env::consts::EXE_EXTENSION));
    program.stdin(Stdio::null());
    program
}

/// Says that a test did nothing, and what would change that. The test harness hides what is printed, but not
/// what is written.
pub(crate) fn skipped(test: &str, why: &str) {
    let _ = writeln!(io::stderr(), "\n!!! SKIPPED {test}: {why}");
}
