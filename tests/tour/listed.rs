//! Directories that standard input lists.

use std::fs::{self, File};
use std::process::Stdio;

use crate::running::Running;
use crate::{PLACES, Tree, has_line, tour};

/// What a tour of what `list` says prints on both outputs, and its exit code.
fn listed(place: &[&str], list: &str) -> (String, String, Option<i32>) {
    let mut running = Running::start(tour().args(place).arg("-").stdin(Stdio::piped()));
    running.write(list);
    let (out, code) = running.end();
    (out, running.errors(), code)
}

#[test]
fn each_line_is_a_directory() {
    let tree = Tree::new("listed");
    for name in ["a", "b", "with space", "c"] {
        tree.file(&format!("{name}/words"), "some words");
    }
    let path = tree.path().display();
    // The last line needs no newline, and lines may be empty.
    let list = format!("{path}/a\n\n{path}/b\n{path}/with space\n{path}/c");
    for place in PLACES {
        let (out, _, code) = listed(place, &list);
        assert_eq!(code, Some(0), "{out}");
        for line in ["4 some", "directories: 4", "skipped: 0", "allocations while waiting: 0"] {
            assert!(has_line(&out, line), "{line} in {out}");
        }
    }
}

#[test]
fn directories_are_walked_as_they_come() {
    let tree = Tree::new("as-they-come");
    tree.file("a/words", "some words");
    tree.file("b/words", "other words");
    for place in PLACES {
        let mut running = Running::start(tour().args(place).arg("-").stdin(Stdio::piped()));
        running.write(format!("{}\n", tree.path().join("a").display()));
        // The list goes on, and the first is counted already.
        while running.error_line() != "1 files, 0.0 MB, 2 different words" {}
        running.write(tree.path().join("b").display().to_string());
        let (out, code) = running.end();
        assert!(code == Some(0) && has_line(&out, "1 other"), "{out}");
        assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
    }
}

#[test]
fn what_is_no_directory_is_named_and_the_others_are_walked() {
    let tree = Tree::new("listed-refused");
    let file = tree.file("a/file", "some words");
    let (path, missing) = (tree.path().display(), tree.path().join("missing"));
    let list = format!("{}\n{path}/a\n{}\n", missing.display(), file.display());
    for place in PLACES {
        let (out, told, code) = listed(place, &list);
        assert_eq!(code, Some(1), "{out}");
        for line in ["1 some", "directories: 1", "skipped: 2", "allocations while waiting: 0"] {
            assert!(has_line(&out, line), "{line} in {out}");
        }
        for refused in [&missing, &file] {
            assert!(out.contains(&format!("  {}: ", refused.display())), "{out}");
            assert!(told.contains(&format!("tour: cannot list {}: ", refused.display())), "{told}");
        }
    }
}

#[test]
fn a_list_may_be_a_file_or_empty() {
    let tree = Tree::new("list-file");
    tree.file("a/words", "some words");
    let list = tree.file("list", format!("{}\n", tree.path().join("a").display()).repeat(300));
    for place in PLACES {
        for (input, files) in [(Stdio::from(File::open(&list).unwrap()), 300), (Stdio::null(), 0)] {
            let mut running = Running::start(tour().args(place).arg("-").stdin(input));
            let (out, code) = running.wait();
            assert_eq!(code, Some(0), "{out}");
            assert!(has_line(&out, &format!("files: {files}, of them binary: 0")), "{out}");
            assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
        }
    }
    fs::remove_file(list).unwrap();
}

#[cfg(unix)]
#[test]
fn a_directory_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::io::{self, Write};
    use std::os::unix::ffi::OsStrExt;

    let tree = Tree::new("latin1");
    let path = tree.path().join(OsStr::from_bytes(b"\xe9t\xe9"));
    if let Err(error) = fs::create_dir(&path) {
        let _ =
            writeln!(io::stderr(), "\n!!! SKIPPED latin1: this file system wants UTF-8: {error}");
        return;
    }
    fs::write(path.join("words"), "some words").unwrap();
    let mut running = Running::start(tour().arg("-").stdin(Stdio::piped()));
    running.write(path.as_os_str().as_bytes());
    let (out, code) = running.end();
    assert!(code == Some(0) && has_line(&out, "1 some"), "{out}");
}
