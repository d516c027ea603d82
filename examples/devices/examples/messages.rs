//! Threads send numbers through a pipe, and through an eventfd; this one adds them up.
//!
//! ```sh
//! cargo run --release -p devices --example messages -- --count 100000
//! ```

use std::process::ExitCode;

#[cfg_attr(target_os = "linux", path = "messages/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "messages/other.rs")]
mod system;

const USAGE: &str = "\
Two threads send numbers to a third: by messages through a pipe, and by an eventfd that counts them.

usage: messages [--count N]

  --count N  how many numbers each sends (default: 10000)
  --help     this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
