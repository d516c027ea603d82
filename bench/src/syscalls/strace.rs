//! This program under strace.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};
use std::{env, fs, process};

/// The calls of one run, without those of its first thread.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    pub(super) by_name: BTreeMap<String, u64>,
    /// Those that are not about a socket.
    pub(super) beside: u64,
    /// Those that sleep until a file is ready.
    pub(super) turns: u64,
}

/// What strace calls itself, if it can watch a program here.
pub(super) fn version() -> Result<String, String> {
    let said = output(Command::new("strace").arg("--version"))?;
    // It may be there and not be allowed to do anything.
    output(Command::new("strace").args(["-o", "/dev/null", "true"]))?;
    Ok(said.lines().next().unwrap_or("strace").to_owned())
}

/// All calls of a process that runs one batch of `count` iterations.
pub(super) fn count(row: &str, contender: &str, count: u64) -> Result<Calls, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let log = env::temp_dir().join(format!("bench-strace-{}", process::id()));
    let ran = output(
        Command::new("strace")
            .args(["-f", "-y", "-qq", "-e", "signal=none", "-s", "0", "-o"])
            .arg(&log)
            .arg(program)
            .args(["--once", row, contender, &count.to_string()]),
    );
    let text = fs::read_to_string(&log).map_err(|error| error.to_string());
    // A file that stays behind is no reason to stop.
    let _ = fs::remove_file(&log);
    ran?;
    Ok(Calls::read(&text?))
}

impl Calls {
    /// Reads lines such as `123 read(4<socket:[5]>, ""..., 64) = 64`.
    fn read(log: &str) -> Self {
        let mut calls = Self::default();
        let first = log.split_whitespace().next().unwrap_or_default();
        for line in log.lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let rest = rest.trim_start();
            // The end of a call whose begin was counted starts with `<...`.
            let Some((name, arguments)) = rest.split_once('(') else { continue };
            if thread == first || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                continue;
            }
            *calls.by_name.entry(name.to_owned()).or_default() += 1;
            let file = arguments.split([',', ')', ' ']).next().unwrap_or_default();
            calls.beside += u64::from(!file.contains("<socket:"));
            calls.turns += u64::from(name.starts_with("epoll_") && name.contains("wait"));
        }
        calls
    }
}

/// What a command prints that succeeds.
fn output(command: &mut Command) -> Result<String, String> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().map_err(|error| format!("strace: {error}"))?;
    let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    if status.success() { Ok(text) } else { Err(format!("strace: {status}\n{text}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_the_other_threads_are_counted_once_each() {
        let log = "\
7 write(4<socket:[5]>, \"\"..., 64) = 64
8 epoll_pwait2(3<anon_inode:[eventpoll]>, [], 9, NULL, NULL, 8) = 0
8 recvfrom(5<socket:[6]>, \"\"..., 64, 0, NULL, NULL) = 64
8 epoll_wait(3<anon_inode:[eventpoll]>, <unfinished ...>
8 <... epoll_wait resumed>[], 9, -1) = 1
8 epoll_ctl(3<anon_inode:[eventpoll]>, EPOLL_CTL_DEL, 5<socket:[6]>, NULL) = 0
8 +++ exited with 0 +++
";
        let calls = Calls::read(log);
        assert_eq!((calls.turns, calls.beside), (2, 3));
        let names: Vec<_> = calls.by_name.keys().collect();
        assert_eq!(names, ["epoll_ctl", "epoll_pwait2", "epoll_wait", "recvfrom"]);
    }
}
