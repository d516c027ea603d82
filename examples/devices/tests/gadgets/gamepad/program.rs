//! The example `gamepad`, run as its users run it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use devices::gamepad::code::{axis, button, kind};

use super::Hands;
use crate::shared::{program, skipped};
use crate::support::{Running, Scratch};

/// The next line that is not about how many there are.
fn line(program: &mut Running) -> String {
    loop {
        let line = program.line();
        if !line.contains(" controllers, ") {
            return line;
        }
    }
}

#[test]
fn the_program_tells_who_comes_what_is_done_and_who_goes() {
    let pads = Scratch::new("program");
    let first = pads.pipe("event0");
    let mut gamepad = program("gamepad");
    gamepad.arg("--directory").arg(pads.path()).args(["--every-ms", "5", "--rumble"]);
    let mut program = Running::start(&mut gamepad);
    assert_eq!(line(&mut program), "event0 is here");
    let mut first = Hands::on(&first);
    first.press(button::SOUTH);
    assert_eq!(line(&mut program), "event0: South pressed");
    assert!(line(&mut program).ends_with("event0 cannot rumble: it is a pipe"));
    let second = pads.pipe("event1");
    assert_eq!(line(&mut program), "event1 is here");
    let mut second = Hands::on(&second);
    second.do_all(&[(kind::ABS, axis::Y, 32_767)]);
    assert_eq!(line(&mut program), "event1: LeftY at 1.00");
    while program.line() != "2 controllers, 2 events" {}
    drop(first);
    assert_eq!(line(&mut program), "event0 is gone");
    second.press(button::MODE);
    let last = program.rest();
    assert_eq!(last.last().map(String::as_str), Some("event1: Mode pressed"));
}

/// In a process of its own, as permissions stop nobody who is root.
#[test]
fn one_that_may_not_be_opened_yet_comes_when_it_may() {
    const NOBODY: u32 = 65_534;
    let pads = Scratch::new("permissions");
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    set(pads.path(), 0o755);
    let mut gamepad = program("gamepad");
    gamepad.arg("--directory").arg(pads.path());
    if rustix::process::geteuid().is_root() {
        gamepad.uid(NOBODY).gid(NOBODY);
    }
    let help = Command::new(gamepad.get_program()).arg("--help").uid(NOBODY).output();
    if rustix::process::geteuid().is_root() && !help.is_ok_and(|help| help.status.success()) {
        skipped("gamepad without permissions", "the program lies where only root may run it");
        return;
    }
    let mut program = Running::start(&mut gamepad);
    assert_eq!(program.line(), "0 controllers, 0 events");
    let hidden = pads.pipe("hidden");
    set(&hidden, 0);
    let newcomer = pads.join("event0");
    fs::rename(hidden, &newcomer).unwrap();
    let open = pads.pipe("open");
    set(&open, 0o666);
    fs::rename(open, pads.join("event1")).unwrap();
    assert_eq!(line(&mut program), "event1 is here");
    set(&newcomer, 0o666);
    assert_eq!(line(&mut program), "event0 is here");
    Hands::on(&newcomer).press(button::MODE);
    assert_eq!(program.rest().last().map(String::as_str), Some("event0: Mode pressed"));
}

#[test]
fn a_directory_that_is_not_there_is_an_error() {
    let out = program("gamepad").args(["--directory", "/no/such/directory"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(told.contains("/no/such/directory"), "{told}");
    let out = program("gamepad").arg("--wrong").output().unwrap();
    assert_eq!(out.status.code(), Some(2));
}

/// What the documentation of the example says one can type.
#[test]
fn a_shell_can_be_a_gamepad() {
    if cfg!(not(all(target_pointer_width = "64", target_endian = "little"))) {
        skipped("gamepad by shell", "its records are those of 64 bits, little-endian");
        return;
    }
    let pads = Scratch::new("shell");
    let source = include_str!("../../../examples/gamepad.rs");
    let lines = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim_start);
    let text = lines.collect::<Vec<_>>().join("\n");
    let commands = text.split("```sh\n").nth(2).and_then(|rest| rest.split("```").next()).unwrap();
    let gamepad = program("gamepad");
    let commands = commands.replace("/tmp/pads", &pads.join("pads").display().to_string()).replace(
        "cargo run -p devices --example gamepad --",
        &gamepad.get_program().to_string_lossy(),
    );
    let shell =
        Command::new("sh").args(["-c", &format!("{commands}\nwait")]).stdin(Stdio::null()).output();
    let told = String::from_utf8(shell.unwrap().stdout).unwrap();
    let done: Vec<_> = told.lines().filter(|line| !line.contains(" controllers, ")).collect();
    assert_eq!(done, ["event0 is here", "event0: South pressed", "event0: Mode pressed"]);
}
