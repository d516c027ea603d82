//! Prints the ticks of a timer of the system, and how many were missed.
//!
//! ```sh
//! cargo run -p devices --example ticks -- --period-ms 100 --count 5 --work-ms 250
//! ```
//!
//! The work is done by this thread and waits for nothing, so ticks are missed.

use std::process::ExitCode;

#[cfg_attr(target_os = "linux", path = "ticks/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "ticks/other.rs")]
mod system;

const USAGE: &str = "\
Prints the ticks of a timer of the system, and how many were missed.

usage: ticks [--period-ms N] [--count N] [--work-ms N]

  --period-ms N how long from tick to tick, in milliseconds (default: 100)
  --count N     how many ticks to print (default: 5)
  --work-ms N   how long to be busy after each, in milliseconds (default: 0)
  --help        this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
