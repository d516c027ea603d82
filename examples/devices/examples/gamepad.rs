//! Prints what is done with the gamepads of this machine, also with those that are plugged in meanwhile.
//!
//! ```sh
//! cargo run -p devices --example gamepad
//! ```
//!
//! ```text
//! Xbox Controller is here
//! Xbox Controller: South pressed
//! Xbox Controller: LeftX at 0.53
//! 1 controllers, 2 events
//! Xbox Controller is gone
//! ```
//!
//! The button with the logo (`Mode`) ends it. Without a gamepad, be one: a pipe into which somebody writes the
//! kernel's records does, too. This presses `South` on the first, and then `Mode`:
//!
//! ```sh
//! mkdir /tmp/pads; mkfifo /tmp/pads/event0
//! cargo run -p devices --example gamepad -- --directory /tmp/pads &
//! zeros='\0\0\0\0\0\0\0\0'
//! for button in 060 074; do      # the low byte of a button's number, in octal; 64 bits, little-endian
//!     printf "$zeros$zeros\1\0\\$button\1\1\0\0\0" # the time, a button, which one, pressed
//!     printf "$zeros$zeros$zeros"                        # the end of a frame
//! done > /tmp/pads/event0
//! ```

use std::process::ExitCode;

#[cfg_attr(target_os = "linux", path = "gamepad/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "gamepad/other.rs")]
mod system;

const USAGE: &str = "\
Prints what is done with the gamepads of this machine. The button with the logo ends it.

usage: gamepad [--directory PATH] [--every-ms N] [--rumble]

  --directory PATH  where the devices are; pipes do, too (default: /dev/input)
  --every-ms N      how often to tell how many there are, in milliseconds (default: 1000)
  --rumble          rumble when `South` is pressed
  --help            this text
";

fn main() -> ExitCode {
    devices::program::main(USAGE, system::run)
}
