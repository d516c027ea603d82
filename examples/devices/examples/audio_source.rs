//! Listens: to a pipe into which somebody writes sound, or to silence.
//!
//! ```sh
//! mkfifo /tmp/sound && arecord -f dat /tmp/sound &
//! cargo run -p devices --example audio_source -- --from /tmp/sound --seconds 5
//! ```
//!
//! It says how loud it is, and at the end what became of the sound:
//!
//! ```text
//! frame 48000: peak 8191
//! 48000 frames, 0 silent (0 under-runs), 0 dropped (0 over-runs)
//! ```

use std::process::ExitCode;

#[cfg_attr(unix, path = "audio_source/unix.rs")]
#[cfg_attr(not(unix), path = "audio_source/other.rs")]
mod system;

const USAGE: &str = "\
Listens, says how loud it is, and what became of the sound.

usage: audio_source [--from WHERE] [--seconds N] [--rate N] [--ring N] [--every N]

  --from WHERE  a pipe; `null`, silence (default)
  --seconds N   how long at most, also 0.5 (default: 1)
  --rate N      frames a second (default: 48000)
  --ring N      frames between the device and the task (default: 4096)
  --every N     after how many frames to say how loud they were (default: 48000)
  --help        this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
