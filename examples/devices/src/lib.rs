//! Programs around descriptors: what each of them does is a module here, and a short `main` in `examples/`
//! runs it.
//!
//! | module | is about | needs |
//! |---|---|---|
//! | [`echo`] | TCP: thousands of connections, a limit, a graceful stop | |
//! | [`http`] | HTTP/1.1: keep-alive, pipelining, limits | |
//! | [`ping`] | UDP: what is lost, what is late | |
//! | `lines` | standard input, whatever it is: a terminal, a pipe, a file | Unix |
//! | `messages` | messages through a pipe, and through an eventfd | Unix; Linux |
//! | `ticks` | a timer of the system, and the ticks that were missed | Linux |
//! | `gamepad` | controllers that come and go: their buttons, their motors | Linux |
//! | `audio` | sound at the pace of a clock; what is late is counted | Unix; ALSA with a feature |
//!
//! What they have in common: [`server`] accepts connections, [`stream`] reads and writes whole pieces,
//! [`buffer`] holds what was read and not used yet, [`place`] is where the tasks run, and [`program`] is
//! what a `main` does with its arguments.
//!
//! Nothing here is special to this package: each type is a [`Device`](wakeful::reactor::Device) with a
//! protocol around it, as one would write it for a descriptor of one's own.

#[cfg(unix)]
pub mod audio;
pub mod buffer;
pub mod echo;
#[cfg(target_os = "linux")]
pub mod gamepad;
pub mod http;
#[cfg_attr(unix, path = "limits/unix.rs")]
#[cfg_attr(not(unix), path = "limits/other.rs")]
pub mod limits;
#[cfg(unix)]
pub mod lines;
#[cfg(unix)]
pub mod messages;
pub mod ping;
pub mod place;
pub mod program;
pub mod server;
pub mod stream;
#[cfg(target_os = "linux")]
pub mod ticks;
