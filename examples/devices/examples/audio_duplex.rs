//! Makes sound louder or softer on its way from one pipe to another.
//!
//! ```sh
//! mkfifo /tmp/in /tmp/out && aplay -f dat /tmp/out &
//! cargo run -p devices --example audio_duplex -- --from /tmp/in --to /tmp/out --gain 0.5 &
//! cargo run -p devices --example audio_sink -- --to /tmp/in --seconds 2
//! ```
//!
//! One clock turns both directions. It ends when the sound does, and says what became of it on both sides:
//!
//! ```text
//! in: 96000 frames, 0 silent (0 under-runs), 0 dropped (0 over-runs)
//! out: 96000 frames, 512 silent (0 under-runs), 0 dropped (0 over-runs)
//! ```
//!
//! The silence is that before the first frame has come through.

use std::process::ExitCode;

#[cfg_attr(unix, path = "audio_duplex/unix.rs")]
#[cfg_attr(not(unix), path = "audio_duplex/other.rs")]
mod system;

const USAGE: &str = "\
Makes sound louder or softer on its way from one pipe to another.

usage: audio_duplex --from PIPE --to PIPE [--gain N] [--rate N] [--ring N]

  --from PIPE  where the sound comes from
  --to PIPE    where it goes to
  --gain N     how much louder, also 0.5 (default: 1)
  --rate N     frames a second (default: 48000)
  --ring N     frames between each device and the task (default: 4096)
  --help       this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
