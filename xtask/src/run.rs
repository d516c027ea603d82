//! Running a command: its output is shown, kept and counted as it comes, and a
//! command that hangs is killed with all that it started.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::count::{self, Counts};
use crate::group;

/// How long a silent command goes without a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// How long the output may stay open after the command has ended.
const GRACE: Duration = Duration::from_secs(3);
const TICK: Duration = Duration::from_millis(50);

/// How a command ended.
#[derive(Debug, Default)]
pub(crate) struct Finished {
    /// The exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// It ran into its time limit.
    pub(crate) hung: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) counts: Counts,
    pub(crate) elapsed: Duration,
}

#[derive(Clone, Copy)]
enum Pipe {
    Out,
    Err,
}

/// Runs `command` to its end, or to `limit`. Every line goes to `log`; those
/// that `shown` keeps are printed too.
pub(crate) fn run(
    command: &mut Command,
    limit: Duration,
    log: &mut dyn Write,
    shown: impl Fn(&str) -> bool,
) -> std::io::Result<Finished> {
    let started = Instant::now();
    group::lead(command);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take().expect("piped"), Pipe::Out, sender.clone());
    forward(child.stderr.take().expect("piped"), Pipe::Err, sender);

    let mut finished = Finished::default();
    let mut last_sign = Instant::now();
    let mut ended = None;
    loop {
        match lines.recv_timeout(TICK) {
            Ok((pipe, line)) => {
                if shown(&line) {
                    println!("    {}", line.trim_end());
                    last_sign = Instant::now();
                }
                log.write_all(line.as_bytes())?;
                finished.keep(pipe, &line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                // Why is the end of the output not enough? A server that the command
                // started, such as a compiler cache, may hold the pipes open.
                if ended.is_none() && child.try_wait()?.is_some() {
                    ended = Some(Instant::now());
                }
                if ended.is_some_and(|ended| ended.elapsed() > GRACE) {
                    break;
                }
            }
        }
        if ended.is_none() && !finished.hung && started.elapsed() > limit {
            finished.hung = true;
            group::kill(&mut child);
        }
        if last_sign.elapsed() > HEARTBEAT {
            println!("    … {} s", started.elapsed().as_secs());
            last_sign = Instant::now();
        }
    }
    finished.code = child.wait()?.code();
    finished.elapsed = started.elapsed();
    Ok(finished)
}

impl Finished {
    fn keep(&mut self, pipe: Pipe, line: &str) {
        self.counts.read(line);
        match pipe {
            Pipe::Out => self.stdout.push_str(line),
            Pipe::Err => self.stderr.push_str(line),
        }
    }
}

/// What to show of a command's output, so that a reader sees the news.
pub(crate) fn news(line: &str) -> bool {
    !count::is_chatter(line)
}

/// Sends each line of `pipe`, until it closes.
fn forward(pipe: impl Read + Send + 'static, name: Pipe, sender: Sender<(Pipe, String)>) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).into_owned();
            if sender.send((name, text)).is_err() {
                break;
            }
            line.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> (Finished, String) {
        let mut log = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let finished = run(&mut command, limit, &mut log, |_| false).unwrap();
        (finished, String::from_utf8(log).unwrap())
    }

    #[test]
    fn output_is_kept_logged_and_counted() {
        let script = "echo 'ok. 2 passed; 1 failed; '; echo why >&2; exit 3";
        let (finished, log) = shell(script, HEARTBEAT);
        assert_eq!(finished.code, Some(3));
        assert_eq!(finished.counts.executed(), 3);
        assert_eq!(finished.stderr, "why\n");
        assert!(log.contains("why") && log.contains("2 passed"));
        assert!(!finished.hung);
    }

    #[test]
    fn a_hang_is_killed_with_its_children() {
        let started = Instant::now();
        let (finished, _) = shell("sleep 60 & sleep 60; wait", Duration::from_millis(200));
        assert!(finished.hung);
        assert_eq!(finished.code, None);
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn output_held_open_by_a_stray_child_does_not_hang() {
        let (finished, _) = shell("sleep 20 & exit 0", HEARTBEAT);
        assert_eq!(finished.code, Some(0));
        assert!(finished.elapsed < Duration::from_secs(15));
    }
}
