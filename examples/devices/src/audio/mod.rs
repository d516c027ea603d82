//! Sound, at the pace of a clock. A task is never late for it: what is missing is silence, what is too much is
//! dropped, and both are counted.
//!
//! ```text
//!              bounded ring                    bytes
//!   Sink  ------ frames ----->  Player    -------------->  Output: a pipe, a WAV file, nothing
//!   task                        run() by SampleClock
//!   Source <---- frames ------  Recorder  <--------------  Input: a pipe, nothing
//! ```
//!
//! A [`Sink`] that is full waits, and so the clock slows down who makes sound; a [`Source`] that is empty
//! waits, too. The other side of the ring waits for nobody: [`run`] turns a [`Player`], a [`Recorder`], or both
//! (a pair of them, on one clock, so they neither drift nor lose step) so many frames at a time as the
//! clock has passed, and moves bytes whenever the device is ready.
//!
//! | file | holds |
//! |---|---|
//! | `frame.rs`, `report.rs` | what is played; what became of it |
//! | `clock.rs` | how many frames are due: exact, however late one asks |
//! | `port.rs` | the loop: a clock, and what it turns |
//! | `player.rs`, `recorder.rs` | one direction each |
//! | `pipe.rs`, `null.rs`, `wav.rs`, `alsa.rs` | where sound comes from and goes to |
//!
//! # Examples
//!
//! A tenth of a second at 8000 frames a second, to nowhere:
//!
//! ```
//! use devices::audio::{Null, Player, SampleClock, run};
//! use wakeful::executor::block_on;
//! use wakeful::future::Join;
//! use wakeful::time::Global;
//!
//! let (mut player, mut sink) = Player::new(Null, 256);
//! let sound = async move { sink.write(&[[100, -100]; 800]).await };
//! let mut clock = SampleClock::new(Global, 8_000, 64);
//! let (sent, played) = block_on((sound, run(&mut clock, &mut player)).join());
//! sent.unwrap();
//! played.unwrap();
//! assert_eq!(player.report().passed, 800);
//! ```

#[cfg(all(feature = "alsa", target_os = "linux"))]
mod alsa;
mod clock;
mod frame;
mod null;
mod pipe;
mod player;
mod port;
mod recorder;
mod report;
mod tone;
mod wav;

#[cfg(all(feature = "alsa", target_os = "linux"))]
pub use self::alsa::Alsa;
pub use self::clock::SampleClock;
pub use self::frame::{Frame, SILENCE};
pub use self::null::Null;
pub use self::pipe::Pipe;
pub use self::player::{Output, Player, Sink};
pub use self::port::{Port, run};
pub use self::recorder::{Input, Recorder, Source};
pub use self::report::Report;
pub use self::tone::Tone;
pub use self::wav::Wav;
