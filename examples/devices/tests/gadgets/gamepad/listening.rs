//! Controllers come, and are found.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::symlink;

use devices::gamepad::{Controller, Listener};

use crate::shared::skipped;
use crate::support::{Scratch, within};

async fn name_of_next(listener: &mut Listener) -> String {
    listener.next().await.unwrap().name().to_string()
}

#[test]
fn those_that_are_there_come_first_and_in_order() {
    let pads = Scratch::new("order");
    for name in ["event10", "event2"] {
        pads.pipe(name);
    }
    let mut listener = Listener::of(pads.path()).unwrap();
    pads.pipe("event0");
    within(async {
        for name in ["event2", "event10", "event0"] {
            assert_eq!(name_of_next(&mut listener).await, name);
        }
    });
}

#[test]
fn one_that_is_plugged_in_wakes_who_waits() {
    let pads = Scratch::new("plug");
    let mut listener = Listener::of(pads.path()).unwrap();
    std::thread::scope(|threads| {
        let waits = threads.spawn(|| within(name_of_next(&mut listener)));
        pads.pipe("event0");
        assert_eq!(waits.join().unwrap(), "event0");
    });
}

#[test]
fn one_that_is_moved_there_has_come_too() {
    let pads = Scratch::new("move");
    let mut listener = Listener::of(pads.path()).unwrap();
    fs::rename(pads.pipe("other"), pads.join("event0")).unwrap();
    assert_eq!(within(name_of_next(&mut listener)), "event0");
}

#[test]
fn what_is_no_controller_is_left_out() {
    let pads = Scratch::new("others");
    let make = |from: u32| {
        pads.pipe(&format!("mouse{from}"));
        File::create(pads.join(&format!("event{from}"))).unwrap();
        fs::create_dir(pads.join(&format!("event{}", from + 1))).unwrap();
        symlink("/dev/null", pads.join(&format!("event{}", from + 2))).unwrap();
        symlink("nowhere", pads.join(&format!("event{}", from + 3))).unwrap();
    };
    make(0);
    let mut listener = Listener::of(pads.path()).unwrap();
    make(10);
    pads.pipe("event20");
    assert_eq!(within(name_of_next(&mut listener)), "event20");
    for name in ["event0", "event2"] {
        let error = Controller::open(pads.join(name)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn nobody_comes_twice_and_who_is_plugged_in_again_comes_again() {
    let pads = Scratch::new("again");
    let path = pads.pipe("event0");
    let mut listener = Listener::of(pads.path()).unwrap();
    let first = within(listener.next()).unwrap();
    // Its permissions change: what matters to who could not be opened.
    fs::set_permissions(&path, fs::metadata(&path).unwrap().permissions()).unwrap();
    pads.pipe("event1");
    assert_eq!(within(name_of_next(&mut listener)), "event1");
    for _ in 0..3 {
        fs::remove_file(&path).unwrap();
        pads.pipe("event0");
        assert_eq!(within(name_of_next(&mut listener)), "event0");
    }
    drop(first);
}

#[test]
fn one_that_goes_before_it_was_found_is_not_missed() {
    let pads = Scratch::new("brief");
    let mut listener = Listener::of(pads.path()).unwrap();
    fs::remove_file(pads.pipe("event0")).unwrap();
    pads.pipe("event1");
    assert_eq!(within(name_of_next(&mut listener)), "event1");
}

#[test]
fn more_changes_than_the_kernel_keeps_hide_nobody() {
    let pads = Scratch::new("overflow");
    let kept = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let kept: usize = kept.trim().parse().unwrap();
    if kept > 50_000 {
        skipped("inotify overflow", &format!("this kernel keeps {kept} changes, too many"));
        return;
    }
    pads.pipe("event0");
    let mut listener = Listener::of(pads.path()).unwrap();
    let known = within(listener.next()).unwrap();
    let file = pads.join("x");
    for _ in 0..kept / 2 + 1 {
        drop(File::create(&file).unwrap());
        fs::remove_file(&file).unwrap();
    }
    pads.pipe("event1");
    fs::remove_file(pads.join("event0")).unwrap();
    pads.pipe("event0");
    within(async {
        assert_eq!(name_of_next(&mut listener).await, "event0");
        assert_eq!(name_of_next(&mut listener).await, "event1");
        pads.pipe("event2");
        assert_eq!(name_of_next(&mut listener).await, "event2");
    });
    drop(known);
}

#[test]
fn a_directory_that_is_gone_is_an_error_again_and_again() {
    let pads = Scratch::new("gone");
    pads.pipe("event0");
    let mut listener = Listener::of(pads.path()).unwrap();
    assert_eq!(within(name_of_next(&mut listener)), "event0");
    fs::remove_dir_all(pads.path()).unwrap();
    for _ in 0..2 {
        let error = within(listener.next()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains(&pads.path().display().to_string()), "{error}");
        assert!(listener.is_ended());
    }
}

#[test]
fn what_cannot_be_watched_is_named() {
    let pads = Scratch::new("nothing");
    let error = Listener::of(pads.join("nowhere")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("nowhere"), "{error}");
    let error = Listener::of(pads.pipe("event0")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotADirectory);
}
