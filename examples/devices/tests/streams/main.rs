//! Timers, pipes, terminals and sockets, for real: in this process, and each program as its users run it.
#![cfg(not(miri))] // Miri starts no processes, and knows none of these.

mod echo;
#[cfg(unix)]
mod full_table;
mod http;
#[cfg(unix)]
mod lines;
#[cfg(unix)]
mod messages;
mod patience;
mod ping;
mod programs;
#[path = "../shared/mod.rs"]
mod shared;
#[cfg(unix)]
mod terminal;
#[cfg(target_os = "linux")]
mod ticks;
