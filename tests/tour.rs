//! The example program `tour`, run as its users run it.
#![cfg(not(miri))] // Miri starts no processes.

#[path = "tour/audience.rs"]
mod audience;
#[path = "tour/listed.rs"]
mod listed;
#[path = "tour/running.rs"]
mod running;
#[cfg(unix)]
#[path = "tour/unix.rs"]
mod unix;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The program. Cargo does not build it for each way to run this test, so this does.
static TOUR: LazyLock<PathBuf> = LazyLock::new(|| {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--message-format=json", "--example", "tour"])
        .args(["--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", text(&built.stderr));
    let messages = text(&built.stdout);
    let (_, rest) = messages.rsplit_once(r#""executable":""#).expect("cargo names the program");
    let (path, _) = rest.split_once('"').unwrap();
    PathBuf::from(path.replace(r"\\", r"\"))
});

fn tour() -> Command {
    Command::new(&*TOUR)
}

/// On a pool of threads, and on one thread.
const PLACES: [&[&str]; 2] = [&[], &["--local"]];

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a run that succeeds prints.
fn printed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert_eq!(status.code(), Some(0), "{}", text(&stderr));
    text(&stdout)
}

/// What a run complains of that ends with exit code 2 and prints nothing.
fn complaint(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(text(&stdout), "");
    text(&stderr)
}

/// Whether a line of `output` is `line`, apart from the space around it.
fn has_line(output: &str, line: &str) -> bool {
    output.lines().any(|printed| printed.trim() == line)
}

/// A directory for one test, removed at its end.
struct Tree(PathBuf);

impl Tree {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wakeful-tour-{}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn words_files_and_bytes_are_counted() {
    let tree = Tree::new("words");
    tree.file("one.txt", "Sleep, wake; sleep again.\n");
    tree.file("a/b/c/two.txt", "WAKE sleep it is an owl\n");
    tree.file("binary", b"sleep\0sleep");
    tree.file("latin1.txt", b"sleep \xe9t\xe9 owl\n");
    for place in PLACES {
        let out = printed(tour().args(place).arg(tree.path()));
        for line in ["4 sleep", "2 owl", "2 wake", "1 again", "directories: 4", "skipped: 0"] {
            assert!(has_line(&out, line), "{line} in {out}");
        }
        assert!(has_line(&out, "files: 4, of them binary: 1"), "{out}");
        assert!(has_line(&out, "bytes: 75, of them binary: 11"), "{out}");
        assert!(!out.contains(" an\n"), "{out}");
    }
}

#[test]
fn only_the_20_most_frequent_words_are_listed() {
    let tree = Tree::new("frequent");
    let word = |n: u8| format!("word{} ", char::from(b'a' + n)).repeat(n.into());
    tree.file("words", (1..=26).map(|n| word(n - 1)).collect::<String>());
    let out = printed(tour().arg(tree.path()));
    let listed: Vec<_> = out.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(listed.len(), 20);
    assert_eq!((listed[0].trim(), listed[19].trim()), ("25 wordz", "6 wordg"));
}

#[test]
fn target_and_hidden_directories_are_left_out() {
    let tree = Tree::new("hidden");
    for name in [".git/HEAD", ".cache/x", "target/debug/x", "src/target/x"] {
        tree.file(name, "hidden");
    }
    tree.file("src/x", "seen");
    tree.file(".profile", "seen");
    let out = printed(tour().arg(tree.path()));
    assert!(has_line(&out, "2 seen"), "{out}");
    assert!(!out.contains("hidden\n"), "{out}");
}

#[test]
fn nothing_is_allocated_while_waiting_however_many_wait() {
    let tree = Tree::new("waiting");
    for n in 0..400 {
        tree.file(&format!("{}/{n}", n % 20), format!("some words, and word{n}"));
    }
    for options in [
        "--threads 1 --open 1",
        "--threads 2 --open 1",
        "--threads 8 --open 2",
        "--threads 100 --open 100",
        "--local --open 1",
        "--local --open 2",
        "--local --open 100",
    ] {
        let out = printed(tour().args(options.split(' ')).arg(tree.path()));
        assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
        assert!(has_line(&out, "files: 400, of them binary: 0"), "{out}");
        assert!(has_line(&out, "400 some"), "{out}");
    }
}

#[test]
fn a_file_that_takes_too_long_is_given_up() {
    let tree = Tree::new("timeout");
    let long = tree.file("long", "sleep wake ".repeat(1 << 22));
    tree.file("short", "owl");
    let out = printed(tour().args(["--threads", "1", "--timeout", "20"]).arg(tree.path()));
    let line = format!("{}: not read within 20 ms", long.display());
    assert!(has_line(&out, &line), "{out}");
    assert!(has_line(&out, "files: 1, of them binary: 0"), "{out}");
    assert!(has_line(&out, "1 owl") && !out.contains(" sleep\n"), "{out}");
    assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
}

/// Here others may be too late as well, if the machine has much else to do: how soon the thread that reads
/// a file gets to it, nobody knows.
#[test]
fn a_file_that_takes_too_long_is_given_up_on_one_thread() {
    let tree = Tree::new("timeout-local");
    let long = tree.file("long", "sleep wake ".repeat(1 << 22));
    let out = printed(tour().args(["--local", "--timeout", "20"]).arg(tree.path()));
    let line = format!("{}: not read within 20 ms", long.display());
    assert!(has_line(&out, &line), "{out}");
    assert!(has_line(&out, "files: 0, of them binary: 0"), "{out}");
    assert!(!out.contains(" sleep\n"), "{out}");
    assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
}

#[test]
fn a_long_file_is_read_in_pieces_in_both_places() {
    let tree = Tree::new("pieces");
    tree.file("long", "sleep wake ".repeat(300_000));
    for place in PLACES {
        let out = printed(tour().args(place).args(["--timeout", "60000"]).arg(tree.path()));
        assert!(has_line(&out, "300000 sleep") && has_line(&out, "300000 wake"), "{out}");
        assert!(has_line(&out, "bytes: 3300000, of them binary: 0"), "{out}");
    }
}

#[test]
fn progress_is_told_on_stderr() {
    let tree = Tree::new("progress");
    tree.file("words", "some words");
    for place in PLACES {
        let output = tour().args(place).arg(tree.path()).output().unwrap();
        let told = text(&output.stderr);
        assert!(has_line(&told, "1 files, 0.0 MB, 2 different words"), "{told}");
    }
}

#[test]
fn what_is_no_directory_is_refused_by_name() {
    let tree = Tree::new("refused");
    let file = tree.file("file", "");
    for path in [tree.path().join("missing"), file] {
        for place in PLACES {
            let complaint = complaint(tour().args(place).arg(&path));
            let name = format!("tour: cannot list {}: ", path.display());
            assert!(complaint.contains(&name), "{complaint}");
        }
    }
}

#[test]
fn what_is_not_understood_is_refused_by_name() {
    for (arguments, name) in [
        ("--fast .", "--fast"),
        ("--open 0", "--open"),
        ("one two", "two"),
        ("--local --threads 2", "--threads"),
        ("--listen 80", "--listen"),
        ("- .", "."),
    ] {
        let complaint = complaint(tour().args(arguments.split(' ')));
        assert!(complaint.contains(&format!("`{name}`")), "{complaint}");
    }
}

#[test]
fn help_tells_the_options() {
    let out = printed(tour().arg("--help"));
    for option in
        ["--threads", "--local", "--open", "--timeout", "--listen", "--help", "DIR", " - "]
    {
        assert!(out.contains(option), "{out}");
    }
}
