//! What needs signals, sockets and links.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};

use crate::{PLACES, Tree, has_line, printed, tour};

#[test]
fn what_is_no_file_is_reported_by_name_and_not_opened() {
    let tree = Tree::new("special");
    tree.file("file", "words");
    let (socket, pipe) = (tree.path().join("socket"), tree.path().join("pipe"));
    let _socket = UnixListener::bind(&socket).unwrap();
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let out = printed(tour().arg(tree.path()));
    for path in [socket, pipe] {
        let line = format!("{}: neither a file nor a directory", path.display());
        assert!(has_line(&out, &line), "{out}");
    }
    assert!(has_line(&out, "skipped: 2"), "{out}");
    assert!(has_line(&out, "files: 1, of them binary: 0"), "{out}");
}

/// A path that is too long is refused to everybody; permissions would not stop root.
#[test]
fn a_file_that_cannot_be_opened_is_reported_by_name() {
    const PATH_MAX: usize = 4096;
    let tree = Tree::new("unreadable");
    tree.file("file", "words");
    let mut directory = tree.path().to_owned();
    while directory.as_os_str().len() < PATH_MAX - 220 {
        directory.push("d".repeat(100));
    }
    fs::create_dir_all(&directory).unwrap();
    let file = directory.join("f".repeat(240));
    let name = file.file_name().unwrap();
    assert!(Command::new("touch").arg(name).current_dir(&directory).status().unwrap().success());
    let out = printed(tour().arg(tree.path()));
    let line = out.lines().find(|line| line.contains(&file.display().to_string()));
    assert!(line.is_some_and(|line| line.contains("too long")), "{out}");
    assert!(has_line(&out, "skipped: 1"), "{out}");
    assert!(has_line(&out, "1 words"), "{out}");
}

#[test]
fn links_are_not_followed() {
    let tree = Tree::new("links");
    let file = tree.file("file", "words");
    symlink(tree.path(), tree.path().join("circle")).unwrap();
    symlink(file, tree.path().join("again")).unwrap();
    symlink("nowhere", tree.path().join("dangling")).unwrap();
    let out = printed(tour().arg(tree.path()));
    assert!(has_line(&out, "1 words"), "{out}");
    assert!(has_line(&out, "skipped: 0"), "{out}");
}

/// Ends with the test, whatever happens in it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn ctrl_c_ends_the_tour_with_what_was_counted() {
    let tree = Tree::new("interrupt");
    // One file by many names: minutes of work, and little to write.
    let file = tree.file("file", "sleep wake ".repeat(1 << 20));
    for n in 0..2000 {
        fs::hard_link(&file, tree.path().join(n.to_string())).unwrap();
    }
    for place in PLACES {
        interrupt(tour().args(place).arg(tree.path()));
    }
}

/// Runs a tour until it tells of words, interrupts it, and reads what it says.
fn interrupt(tour: &mut Command) {
    let child = tour.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut told = BufReader::new(running.0.stderr.take().unwrap()).lines();
    while !told.next().unwrap().unwrap().ends_with(" 2 different words") {}
    let kill = format!("kill -INT {}", running.0.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    // Read to the end, so that the tour never waits for somebody who does.
    told.for_each(drop);
    let mut out = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(running.0.wait().unwrap().code(), Some(130));
    assert!(out.starts_with("interrupted"), "{out}");
    assert!(out.contains(" sleep\n"), "{out}");
    assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
}
