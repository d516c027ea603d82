//! Listeners, who hear by TCP how far the tour is.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};

use crate::running::{LIMIT, Running};
use crate::{PLACES, Tree, complaint, has_line, tour};

/// A tour that goes on until its input ends, and where it can be listened to.
struct Open {
    running: Running,
    address: SocketAddr,
}

impl Open {
    fn start(tour: &mut Command) -> Self {
        let tour = tour.args(["--listen", "127.0.0.1:0", "-"]).stdin(Stdio::piped());
        let mut running = Running::start(tour);
        let line = running.error_line();
        let address = line.strip_prefix("listening on ").expect("it says where");
        Self { address: address.parse().unwrap(), running }
    }

    fn listen(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        BufReader::new(stream)
    }
}

fn line(listener: &mut impl BufRead) -> String {
    let mut line = String::new();
    listener.read_line(&mut line).unwrap();
    line
}

/// The value of `name` in a line.
fn value(line: &str, name: &str) -> String {
    let line = line.trim().strip_prefix('{').unwrap().strip_suffix('}').unwrap();
    let fields = line.split(',').map(|field| field.split_once(':').unwrap());
    let names: Vec<_> = fields.clone().map(|(name, _)| name).collect();
    assert_eq!(names, [r#""files""#, r#""bytes""#, r#""words""#, r#""seconds""#, r#""state""#]);
    fields.clone().find(|field| field.0 == format!("\"{name}\"")).unwrap().1.to_owned()
}

#[test]
fn who_connects_hears_how_far_it_is_until_the_end() {
    let tree = Tree::new("audience");
    tree.file("a/words", "some words");
    tree.file("b/words", "other words");
    for place in PLACES {
        let mut open = Open::start(tour().args(place));
        let mut early = open.listen();
        let first = line(&mut early);
        assert_eq!(
            (value(&first, "files"), value(&first, "state")),
            ("0".into(), r#""running""#.into())
        );
        open.running.write(format!("{}\n", tree.path().join("a").display()));
        let mut told = first;
        while value(&told, "files") != "1" {
            told = line(&mut early);
        }
        let mut late = open.listen();
        assert_eq!(value(&line(&mut late), "bytes"), "10");
        // One who leaves is not missed.
        drop(open.listen());
        open.running.write(format!("{}\n", tree.path().join("b").display()));
        let (out, code) = open.running.end();
        assert!(code == Some(0) && has_line(&out, "files: 2, of them binary: 0"), "{out}");
        assert!(has_line(&out, "allocations while waiting: 0"), "{out}");
        for listener in [early, late] {
            let last = listener.lines().map(Result::unwrap).last().unwrap();
            assert_eq!((value(&last, "files"), value(&last, "bytes")), ("2".into(), "21".into()));
            assert_eq!(
                (value(&last, "words"), value(&last, "state")),
                ("3".into(), r#""done""#.into())
            );
        }
    }
}

#[test]
fn many_listen_at_once_and_some_say_something_or_hear_nothing() {
    let tree = Tree::new("crowd");
    tree.file("words", "some words");
    for place in PLACES {
        let mut open = Open::start(tour().args(place));
        let mut crowd: Vec<_> = (0..50).map(|_| open.listen()).collect();
        for listener in &mut crowd {
            listener.get_mut().write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
            assert!(line(listener).starts_with('{'));
        }
        open.running.write(format!("{}\n", tree.path().display()));
        let (out, code) = open.running.end();
        assert!(code == Some(0) && has_line(&out, "allocations while waiting: 0"), "{out}");
        for mut listener in crowd.into_iter().take(10) {
            let mut all = Vec::new();
            // What it said was not read, so the system may reset the connection after the last line.
            let _ = listener.read_to_end(&mut all);
        }
    }
}

#[test]
fn the_end_is_told_whatever_it_is() {
    let mut open = Open::start(&mut tour());
    let mut listener = open.listen();
    line(&mut listener);
    // Not a line of it can be listed.
    open.running.write("no/such/directory\n");
    assert_eq!(open.running.end().1, Some(1));
    let last = listener.lines().map(Result::unwrap).last().unwrap();
    assert_eq!(value(&last, "state"), r#""done""#);
}

#[test]
fn an_address_that_cannot_be_listened_at_is_refused_by_name() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let complaint = complaint(tour().args(["--listen", &address]));
    assert!(complaint.starts_with(&format!("tour: cannot listen at {address}: ")), "{complaint}");
}

#[cfg(unix)]
#[test]
fn who_listens_hears_of_ctrl_c() {
    let tree = Tree::new("audience-interrupt");
    let file = tree.file("file", "sleep wake ".repeat(1 << 16));
    for n in 0..200 {
        fs::hard_link(&file, tree.path().join(n.to_string())).unwrap();
    }
    for place in PLACES {
        let mut open = Open::start(tour().args(place));
        let mut listener = open.listen();
        line(&mut listener);
        // It waits for the next directory, and its input does not end.
        open.running.interrupt();
        let (out, code) = open.running.wait();
        assert!(code == Some(130) && out.starts_with("interrupted"), "{out}");
        let last = listener.lines().map(Result::unwrap).last().unwrap();
        assert_eq!(value(&last, "state"), r#""interrupted""#);
    }
}
