//! Lines of standard input, of each kind of it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use devices::lines::Lines;
use devices::messages::pipe;
use rustix::fs::{OFlags, fcntl_getfl};
use wakeful::time::timeout;

use crate::patience::run;
use crate::programs::{Running, program};

#[test]
fn lines_come_from_a_pipe_as_they_are_written() {
    let mut running = Running::start(program("lines").stdin(Stdio::piped()));
    let mut input = running.0.stdin.take().unwrap();
    let mut output = BufReader::new(running.0.stdout.take().unwrap()).lines();
    for (n, line) in ["one", "two", ""].into_iter().enumerate() {
        writeln!(input, "{line}").unwrap();
        // It answers before there is another, and before the end.
        assert_eq!(output.next().unwrap().unwrap(), format!("{} {line}", n + 1));
    }
    input.write_all(b"no newline").unwrap();
    drop(input);
    assert_eq!(output.next().unwrap().unwrap(), "4 no newline");
    assert_eq!(output.next().unwrap().unwrap(), "lines: 4");
    assert!(running.0.wait().unwrap().success());
}

#[test]
fn a_regular_file_and_the_null_device_are_read_by_another_thread() {
    let path = std::env::temp_dir().join(format!("wakeful-lines-{}", std::process::id()));
    let text: String = (0..20_000).map(|n| format!("line {n}\n")).collect();
    fs::write(&path, text).unwrap();
    let file = || File::open(&path).unwrap();
    let printed = Running::start(program("lines").stdin(file())).printed();
    assert!(printed.ends_with("20000 line 19999\nlines: 20000\n"));
    let mut lines = Lines::new(file().into()).unwrap();
    for n in 0..20_000 {
        assert_eq!(run(lines.next()).unwrap().unwrap(), format!("line {n}"));
    }
    assert_eq!(run(lines.next()).unwrap(), None);
    assert_eq!(run(lines.next()).unwrap(), None);
    fs::remove_file(&path).unwrap();
    let printed = Running::start(program("lines").stdin(Stdio::null())).printed();
    assert_eq!(printed, "lines: 0\n");
}

#[test]
fn what_is_not_utf8_is_an_error_and_the_next_line_comes() {
    let (read, write) = pipe().unwrap();
    File::from(write).write_all(b"one\n\xff\nthree\n\xfe").unwrap();
    let mut lines = Lines::new(read).unwrap();
    let mut next = || run(lines.next());
    assert_eq!(next().unwrap().unwrap(), "one");
    let error = next().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert_eq!(error.to_string(), "line 2 is not UTF-8");
    assert_eq!(next().unwrap().unwrap(), "three");
    assert_eq!(next().unwrap_err().to_string(), "line 4 is not UTF-8");
    assert_eq!(next().unwrap(), None);
}

#[test]
fn a_descriptor_stays_blocking_for_those_who_share_it() {
    let (read, write) = pipe().unwrap();
    let mut writer = File::from(write);
    let blocks = || !fcntl_getfl(&read).unwrap().contains(OFlags::NONBLOCK);
    let mut lines = Lines::new(read.try_clone().unwrap()).unwrap();
    // To wait for a line that is not there holds up nobody.
    assert!(run(timeout(Duration::from_millis(2), lines.next())).is_err());
    assert!(blocks());
    writer.write_all(b"half").unwrap();
    assert!(run(timeout(Duration::from_millis(2), lines.next())).is_err());
    writer.write_all(b" and half\n").unwrap();
    assert_eq!(run(lines.next()).unwrap().unwrap(), "half and half");
    drop(lines);
    assert!(blocks());
}

#[test]
fn silence_is_told_and_loses_nothing() {
    let mut running =
        Running::start(program("lines").args(["--idle-ms", "3"]).stdin(Stdio::piped()));
    let mut input = running.0.stdin.take().unwrap();
    let mut output = BufReader::new(running.0.stdout.take().unwrap()).lines();
    assert_eq!(output.next().unwrap().unwrap(), "nothing for 3 ms");
    input.write_all(b"o").unwrap();
    assert_eq!(output.next().unwrap().unwrap(), "nothing for 3 ms");
    input.write_all(b"ne\n").unwrap();
    drop(input);
    let rest: Vec<_> = output.map(Result::unwrap).filter(|line| !line.starts_with('n')).collect();
    assert_eq!(rest, ["1 one", "lines: 1"]);
}
