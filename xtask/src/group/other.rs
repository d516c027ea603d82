//! Where there are no process groups, the command alone.

use std::process::{Child, Command};

/// Does nothing: there is no group to lead.
pub(crate) fn lead(_: &mut Command) {}

/// Kills the command; what it started is left alone.
pub(crate) fn kill(leader: &mut Child) {
    let _ = leader.kill();
}
