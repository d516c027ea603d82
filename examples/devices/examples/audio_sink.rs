//! Plays a tone: to nowhere, into a WAV file, into a pipe that somebody else plays, or by a sound card.
//!
//! ```sh
//! cargo run -p devices --example audio_sink -- --to tone.wav --seconds 2
//! mkfifo /tmp/tone && aplay -f dat /tmp/tone &
//! cargo run -p devices --example audio_sink -- --to /tmp/tone --seconds 2
//! cargo run -p devices --example audio_sink --features alsa -- --to alsa:default --seconds 2
//! ```
//!
//! It takes as long as it sounds, and says what became of the sound:
//!
//! ```text
//! 96000 frames, 0 silent (0 under-runs), 0 dropped (0 over-runs)
//! ```
//!
//! `--work-ms 100` makes it a bad musician, who falls asleep after every ring of sound: then there is silence, and it
//! is counted.

use std::process::ExitCode;

#[cfg_attr(unix, path = "audio_sink/unix.rs")]
#[cfg_attr(not(unix), path = "audio_sink/other.rs")]
mod system;

const USAGE: &str = "\
Plays a tone, and says what became of it.

usage: audio_sink [--to WHERE] [--seconds N] [--hertz N] [--rate N] [--ring N] [--work-ms N]

  --to WHERE    a pipe; `x.wav`, a file; `null`, nowhere (default); with the
                feature `alsa` also `alsa:default` and its other devices
  --seconds N   how long, also 0.5 (default: 1)
  --hertz N     how high (default: 440)
  --rate N      frames a second (default: 48000)
  --ring N      frames between the task and the device (default: 4096)
  --work-ms N   how long to be busy after each ring of sound, in milliseconds (default: 0)
  --help        this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
