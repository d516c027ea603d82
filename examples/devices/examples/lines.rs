//! Counts the lines of standard input as they come: of a terminal, a pipe or a file.
//!
//! ```sh
//! cargo run -p devices --example lines                       # type, and end with Ctrl-D
//! ls | cargo run -p devices --example lines
//! cargo run -p devices --example lines < Cargo.toml
//! ```

use std::process::ExitCode;

#[cfg_attr(unix, path = "lines/unix.rs")]
#[cfg_attr(not(unix), path = "lines/other.rs")]
mod system;

const USAGE: &str = "\
Counts the lines of standard input as they come.

usage: lines [--idle-ms N]

  --idle-ms N  say so when nothing came for so many milliseconds
  --help       this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
