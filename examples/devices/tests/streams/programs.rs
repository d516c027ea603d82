//! The programs in `examples/`, each as a process.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::patience::{LIMIT, skipped};

pub(crate) use crate::shared::program;

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A process that ends with the test, whatever happens in it.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts `command`, and kills it if it takes too long.
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// What it prints until its end, which is a good one.
    pub(crate) fn printed(mut self) -> String {
        let (mut out, mut err) = (self.0.stdout.take().unwrap(), self.0.stderr.take().unwrap());
        let printed = thread::spawn(move || {
            let (mut printed, mut complaint) = (Vec::new(), String::new());
            out.read_to_end(&mut printed).unwrap();
            err.read_to_string(&mut complaint).unwrap();
            (printed, complaint)
        });
        let begun = Instant::now();
        while !printed.is_finished() {
            assert!(begun.elapsed() < LIMIT, "it hangs");
            thread::sleep(Duration::from_millis(2));
        }
        let (printed, complaint) = printed.join().unwrap();
        assert!(self.0.wait().unwrap().success(), "{complaint}");
        text(&printed)
    }
}

/// A program that listens until its input ends.
pub(crate) struct Listening {
    running: Running,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Listening {
    fn start(name: &str, arguments: &[&str]) -> Self {
        Self::begin(program(name).args(["--listen", "127.0.0.1:0"]).args(arguments))
    }

    /// By a command that ends up as such a program.
    pub(crate) fn begin(command: &mut Command) -> Self {
        let mut running = Running::start(command.stdin(Stdio::piped()));
        let stdin = running.0.stdin.take().unwrap();
        let mut stdout = BufReader::new(running.0.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("it says where").parse();
        Self { running, stdin, stdout, address: address.unwrap() }
    }

    /// Ends its input; returns what it printed since the address.
    pub(crate) fn end(self) -> String {
        let Self { mut running, stdin, mut stdout, .. } = self;
        drop(stdin);
        let mut printed = String::new();
        stdout.read_to_string(&mut printed).unwrap();
        assert!(running.0.wait().unwrap().success());
        printed
    }
}

#[test]
fn echo_serves_and_talks_in_both_places() {
    for place in [&["--local"][..], &["--threads", "2"]] {
        let server = Listening::start("echo", place);
        let address = server.address.to_string();
        let talk =
            ["--connect", &address, "--connections", "20", "--rounds", "50", "--size", "1000"];
        let printed = Running::start(program("echo").args(talk).args(place)).printed();
        assert!(printed.starts_with("bytes: 1000000\n"), "{printed}");
        assert_eq!(server.end(), "connections: 20\n");
    }
}

#[test]
fn ping_tells_what_was_dropped() {
    let responder = Listening::start("ping", &["--drop", "3"]);
    let address = responder.address.to_string();
    let ask = ["--to", &address, "--count", "6", "--interval-ms", "1", "--patience-ms", "500"];
    let printed = Running::start(program("ping").args(ask)).printed();
    // A machine that is busy may lose others, too.
    for line in ["2 lost", "5 lost"] {
        assert!(printed.lines().any(|printed| printed == line), "{printed}");
    }
    assert!(printed.contains("\nsent 6, lost "), "{printed}");
    assert_eq!(responder.end(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn ticks_that_were_missed_are_told() {
    let arguments = ["--period-ms", "1", "--count", "3", "--work-ms", "20"];
    let printed = Running::start(program("ticks").args(arguments)).printed();
    let missed = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<u32>().unwrap();
    let missed: Vec<_> = printed.lines().map(missed).collect();
    assert!(missed.len() == 3 && missed[1..].iter().all(|missed| *missed >= 15), "{printed}");
}

#[cfg(target_os = "linux")]
#[test]
fn messages_come_through_a_pipe_and_an_eventfd() {
    let printed = Running::start(program("messages").args(["--count", "3000"])).printed();
    assert!(printed.starts_with("sums: 4498500 and 4498500\n"), "{printed}");
}

#[test]
fn wrong_arguments_are_named() {
    for (name, arguments, mistake) in [
        ("echo", &[][..], "--connect"),
        ("echo", &["--listen", "nowhere"], "`nowhere`"),
        ("http", &["--local"], "--listen"),
        ("http", &["--listen"], "--listen"),
        ("ping", &["--to", "127.0.0.1:1", "--fast"], "--fast"),
    ] {
        let Output { status, stderr, .. } = program(name).args(arguments).output().unwrap();
        let complaint = text(&stderr);
        assert!(status.code() == Some(2) && complaint.contains(mistake), "{name}: {complaint}");
    }
}

#[test]
fn each_program_tells_its_options() {
    for name in ["echo", "http", "lines", "messages", "ping", "ticks"] {
        let printed = Running::start(program(name).arg("--help")).printed();
        assert!(printed.contains(&format!("usage: {name} ")), "{printed}");
    }
}

/// `wrk` is the load generator that everybody has heard of; it is content with no answer that is cut.
#[test]
fn http_stands_a_load() {
    if Command::new("wrk").arg("--version").output().is_err() {
        skipped("http under load", "there is no wrk; `apt-get install wrk` brings it");
        return;
    }
    // Each takes a second.
    let all = std::env::var_os("WAKEFUL_SOAK").is_some();
    for place in [&["--threads", "2"][..], &["--local"]].into_iter().take(if all { 2 } else { 1 }) {
        let server = Listening::start("http", place);
        let address = format!("http://{}/", server.address);
        let load = ["-c", "16", "-t", "1", "-d", "1s", "--timeout", "30s", &address];
        let load = Command::new("wrk").args(load).output().unwrap();
        let (told, served) = (text(&load.stdout), server.end());
        println!("{place:?}: {told}");
        assert!(told.contains("Requests/sec"), "{told}");
        assert!(!told.contains("Socket errors") && !told.contains("Non-2xx"), "{told}");
        assert!(served.starts_with("connections: 1"), "{served}");
    }
}
