//! How many descriptors this process may have, and how many connections may wait for it.

use std::io;
use std::net::TcpListener;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Allows `wanted` descriptors, or as many as this process may allow itself; returns how many there may be.
///
/// ```
/// assert!(devices::limits::descriptors(10) >= 10);
/// ```
pub fn descriptors(wanted: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Without a limit there is no number.
    let current = current.unwrap_or(u64::MAX);
    if current >= wanted {
        return current;
    }
    let more = wanted.min(maximum.unwrap_or(wanted));
    match setrlimit(Resource::Nofile, Rlimit { current: Some(more), maximum }) {
        Ok(()) => more,
        Err(_) => current,
    }
}

/// Lets so many connections wait to be accepted, or as many as the system allows. `std` asks for 128: more
/// than that at a time, and those that are too many try again a second later.
///
/// # Errors
///
/// Those of the system.
pub fn backlog(listener: &TcpListener, connections: u16) -> io::Result<()> {
    // To ask again changes it.
    Ok(rustix::net::listen(listener, connections.into())?)
}
