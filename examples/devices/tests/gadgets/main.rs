//! Gamepads and sound: pipes take the place of devices, and directories are really watched.
#![cfg(all(target_os = "linux", not(miri)))] // Miri has neither inotify nor pipes with names.

mod audio;
mod gamepad;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
