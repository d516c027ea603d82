//! Whose mode is put back when.

use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;

use rustix::event::{EventfdFlags, eventfd};
use rustix::fs::{OFlags, fcntl_getfl};
use wakeful::reactor::Device;

fn blocks(fd: impl AsFd) -> bool {
    !fcntl_getfl(fd).unwrap().contains(OFlags::NONBLOCK)
}

fn event(flags: EventfdFlags) -> OwnedFd {
    eventfd(0, EventfdFlags::CLOEXEC | flags).unwrap()
}

#[test]
fn what_has_no_file_of_its_own_gets_its_mode_back() {
    let [one, two] = [(); 2].map(|()| Device::new(event(EventfdFlags::empty())).unwrap());
    let one = one.into_inner().unwrap();
    assert!(blocks(&one) && !blocks(two.get_ref()));
    assert!(blocks(two.into_inner().unwrap()));
}

#[test]
fn what_did_not_block_does_not_block_because_of_another_one() {
    let one = Device::new(event(EventfdFlags::empty())).unwrap();
    let two = Device::new(event(EventfdFlags::NONBLOCK)).unwrap();
    drop(one);
    assert!(!blocks(two.into_inner().unwrap()));
}

#[test]
fn two_who_opened_one_file_get_their_modes_back() {
    let path = std::env::temp_dir().join(format!("wakeful-modes-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, 0o600.into()).unwrap();
    let open = || std::fs::File::options().read(true).write(true).open(&path).unwrap();
    let [one, two] = [(); 2].map(|()| Device::new(open()).unwrap());
    std::fs::remove_file(&path).unwrap();
    let one = one.into_inner().unwrap();
    assert!(blocks(&one) && !blocks(two.get_ref()));
    assert!(blocks(two.into_inner().unwrap()));
}

#[test]
fn duplicates_share_a_mode() {
    let (near, _far) = UnixStream::pair().unwrap();
    let copy = near.try_clone().unwrap();
    let (one, two) = (Device::new(near).unwrap(), Device::new(copy).unwrap());
    let one = one.into_inner().unwrap();
    assert!(!blocks(&one));
    assert!(blocks(two.into_inner().unwrap()) && blocks(&one));
}
