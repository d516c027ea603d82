//! Lines of a terminal.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, fcntl_getfl, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{isatty, tcgetattr};

use crate::patience::skipped;
use crate::programs::{Running, program};

/// A pseudo-terminal: the end of who types, and the end of the program. `None` if there are none here.
fn terminal() -> Option<(File, OwnedFd)> {
    let typist = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).ok()?;
    grantpt(&typist).ok()?;
    unlockpt(&typist).ok()?;
    let name = ptsname(&typist, Vec::new()).ok()?;
    let screen = open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).ok()?;
    Some((typist.into(), screen))
}

#[test]
fn lines_come_from_a_terminal_and_it_stays_as_it_was() {
    let Some((mut typist, screen)) = terminal() else {
        skipped("lines of a terminal", "there are no pseudo-terminals; mount /dev/pts");
        return;
    };
    assert!(isatty(&screen));
    let state = || {
        let modes = tcgetattr(&screen).unwrap();
        let flags = fcntl_getfl(&screen).unwrap();
        (modes.input_modes, modes.output_modes, modes.local_modes, flags)
    };
    let before = state();
    let mut running = Running::start(program("lines").stdin(screen.try_clone().unwrap()));
    let mut output = BufReader::new(running.0.stdout.take().unwrap()).lines();
    typist.write_all(b"typed\n").unwrap();
    assert_eq!(output.next().unwrap().unwrap(), "1 typed");
    assert!(state() == before, "while it runs");
    assert!(!before.3.contains(OFlags::NONBLOCK));
    // The terminal shows what was typed, as before.
    let mut echo = [0; 7];
    typist.read_exact(&mut echo).unwrap();
    assert_eq!(&echo, b"typed\r\n");
    // Ctrl-D: once for the line that has begun, once for the end.
    typist.write_all(b"no newline\x04\x04").unwrap();
    assert_eq!(output.next().unwrap().unwrap(), "2 no newline");
    assert_eq!(output.next().unwrap().unwrap(), "lines: 2");
    assert!(running.0.wait().unwrap().success());
    assert!(state() == before, "after its end");
}
