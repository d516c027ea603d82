//! One command of a leg, and what it must do.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::count::Counts;
use crate::paths;
use crate::run::Finished;

/// A cargo command with its expectations; by default it must succeed.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    arguments: Vec<String>,
    environment: Vec<(&'static str, String)>,
    directory: PathBuf,
    limit: Duration,
    code: i32,
    text: Option<&'static str>,
    planted: bool,
    lines: Option<usize>,
}

/// `cargo` with the words of `line`.
pub(crate) fn cargo(line: &str) -> Step {
    Step {
        arguments: line.split_whitespace().map(String::from).collect(),
        environment: Vec::new(),
        directory: paths::root().to_owned(),
        limit: Duration::from_secs(20 * 60),
        code: 0,
        text: None,
        planted: false,
        lines: None,
    }
}

impl Step {
    pub(crate) fn env(mut self, name: &'static str, value: impl Into<String>) -> Step {
        self.environment.push((name, value.into()));
        self
    }

    /// Builds the release profile without fat LTO: what matters to a test are the
    /// optimised orderings, not the last few percent of speed.
    pub(crate) fn quick_release(self) -> Step {
        self.env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
    }

    pub(crate) fn within(mut self, directory: &Path) -> Step {
        directory.clone_into(&mut self.directory);
        self
    }

    /// Longer than this is a hang.
    pub(crate) fn limit(mut self, limit: Duration) -> Step {
        self.limit = limit;
        self
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.limit
    }

    /// The exit code must be `code`.
    pub(crate) fn exits(mut self, code: i32) -> Step {
        self.code = code;
        self
    }

    /// There is a planted fault in it: a test must fail by that, and counts as one that passed.
    pub(crate) fn catches(mut self) -> Step {
        self.planted = true;
        self.exits(1).prints("... FAILED")
    }

    /// The tests that ran, where the command did what it must if `good`.
    pub(crate) fn counts(&self, finished: &Finished, good: bool) -> Counts {
        match self.planted {
            true => Counts { passed: good.into(), failed: (!good).into(), ..Counts::default() },
            false => finished.counts,
        }
    }

    /// The standard output must contain `text`.
    pub(crate) fn prints(mut self, text: &'static str) -> Step {
        self.text = Some(text);
        self
    }

    /// The standard output must have so many lines.
    pub(crate) fn prints_lines(mut self, lines: usize) -> Step {
        self.lines = Some(lines);
        self
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(&self.arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .env("CARGO_TERM_COLOR", "never")
            // A missing toolchain makes a leg skip; asking for it must not install it.
            .env("RUSTUP_AUTO_INSTALL", "0")
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Whether the command did what it must; else why not.
    pub(crate) fn judge(&self, finished: &Finished) -> Result<(), String> {
        if finished.hung {
            return Err(format!("still running after {} s, killed", self.limit.as_secs()));
        }
        match finished.code {
            Some(code) if code == self.code => {}
            Some(code) => return Err(format!("exit code {code}, not {}", self.code)),
            None => return Err("killed by a signal".to_owned()),
        }
        if let Some(text) = self.text.filter(|text| !finished.stdout.contains(text)) {
            return Err(format!("did not print `{text}`"));
        }
        let lines = finished.stdout.lines().filter(|line| !line.trim().is_empty()).count();
        match self.lines {
            Some(expected) if expected != lines => {
                Err(format!("printed {lines} lines, not {expected}"))
            }
            _ => Ok(()),
        }
    }
}

/// As one would type it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.environment {
            match value.contains(' ') {
                true => write!(f, "{name}=\"{value}\" ")?,
                false => write!(f, "{name}={value} ")?,
            }
        }
        write!(f, "cargo {}", self.arguments.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exited(code: i32, stdout: &str) -> Finished {
        Finished { code: Some(code), stdout: stdout.to_owned(), ..Finished::default() }
    }

    #[test]
    fn a_step_reads_like_a_command_line() {
        let step = cargo("doc  --no-deps").env("RUSTDOCFLAGS", "-D warnings").env("A", "1");
        assert_eq!(step.to_string(), "RUSTDOCFLAGS=\"-D warnings\" A=1 cargo doc --no-deps");
    }

    #[test]
    fn the_exit_code_must_be_the_expected_one() {
        assert!(cargo("x").judge(&exited(0, "")).is_ok());
        assert!(cargo("x").judge(&exited(101, "")).is_err());
        assert!(cargo("x").exits(2).judge(&exited(2, "")).is_ok());
        assert!(cargo("x").exits(2).judge(&exited(0, "")).is_err());
        assert!(cargo("x").judge(&Finished::default()).is_err());
    }

    #[test]
    fn a_fault_that_is_caught_is_a_test_that_passed() {
        let step = cargo("x").catches();
        let mut caught = exited(1, "test a ... FAILED\n");
        caught.counts.failed = 1;
        assert!(step.judge(&caught).is_ok());
        assert_eq!(step.counts(&caught, true), Counts { passed: 1, ..Counts::default() });
        assert!(step.judge(&exited(0, "test a ... ok\n")).is_err());
        assert_eq!(step.counts(&caught, false), Counts { failed: 1, ..Counts::default() });
        assert_eq!(cargo("x").counts(&caught, true).failed, 1);
    }

    #[test]
    fn a_hang_fails_whatever_the_code() {
        let hung = Finished { hung: true, ..exited(0, "") };
        assert!(cargo("x").judge(&hung).unwrap_err().contains("still running"));
    }

    #[test]
    fn the_output_must_be_the_expected_one() {
        let step = cargo("x").prints("while waiting: 0");
        assert!(step.judge(&exited(0, "allocations while waiting: 0\n")).is_ok());
        assert!(step.judge(&exited(0, "allocations while waiting: 1\n")).is_err());
        assert!(cargo("x").prints_lines(1).judge(&exited(0, "wakeful v0.1.0\n\n")).is_ok());
        assert!(cargo("x").prints_lines(1).judge(&exited(0, "wakeful\nlibc\n")).is_err());
    }
}
