//! A command with all that it starts, as one process group.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// Makes `command` the leader of a group of its own.
pub(crate) fn lead(command: &mut Command) {
    command.process_group(0);
}

/// Kills the group that `leader` leads: a test that hangs is a child of cargo,
/// and would outlive it.
pub(crate) fn kill(leader: &mut Child) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -9 -{}", leader.id())])
        .stderr(Stdio::null())
        .status();
    let _ = leader.kill();
}
