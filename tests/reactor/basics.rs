//! What becomes a device, and what it was before.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Waker;
use std::thread;
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_getfl};
use wakeful::executor::block_on;
use wakeful::reactor::{Device, Interest};

use crate::help::{get, half, pair, pipe, poll, put, within};

fn blocks(fd: impl AsFd) -> bool {
    !fcntl_getfl(fd).unwrap().contains(OFlags::NONBLOCK)
}

#[test]
fn a_read_waits_for_a_write() {
    within(|| {
        let (near, far) = half();
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(5));
            put(&far, 1);
            far
        });
        assert_eq!(block_on(near.read_with(get)).unwrap(), Some(1));
        drop(other.join().unwrap());
        assert_eq!(block_on(near.read_with(get)).unwrap(), None);
    });
}

#[test]
fn operations_that_need_the_whole_wait_as_well() {
    within(|| {
        let (mut near, mut far) = pair();
        let mut bytes = [0; 2];
        block_on(near.write_with_mut(|io| io.write_all(b"ab"))).unwrap();
        block_on(far.read_with_mut(|io| io.read_exact(&mut bytes))).unwrap();
        assert_eq!(&bytes, b"ab");
    });
}

#[test]
fn it_blocks_again_when_it_is_no_device_any_more() {
    let (near, far) = UnixStream::pair().unwrap();
    let copy = near.try_clone().unwrap();
    let device = Device::new(near).unwrap();
    assert!(!blocks(&copy));
    let near = device.into_inner().unwrap();
    assert!(blocks(&near) && blocks(&copy));
    drop(Device::new(near).unwrap());
    assert!(blocks(&copy));
    // What did not block before does not block after.
    far.set_nonblocking(true).unwrap();
    assert!(!blocks(Device::new(far).unwrap().into_inner().unwrap()));
}

#[test]
fn what_is_to_keep_blocking_is_left_alone() {
    within(|| {
        let (near, far) = UnixStream::pair().unwrap();
        let near = Device::keep_blocking(near).unwrap();
        assert!(blocks(near.get_ref()));
        let mut tried = 0;
        let mut reading = pin!(near.read_with(|io| {
            tried += 1;
            get(io)
        }));
        assert!(poll(reading.as_mut(), Waker::noop()).is_pending());
        put(&far, 3);
        assert_eq!(block_on(reading).unwrap(), Some(3));
        assert_eq!(tried, 1, "an operation was tried that would have blocked");
    });
}

#[test]
fn a_file_is_refused_with_a_word_of_advice() {
    for path in ["Cargo.toml", "src", "/dev/null"] {
        // On some systems one can wait for this.
        if path == "/dev/null" && !cfg!(target_os = "linux") {
            continue;
        }
        let error = Device::new(File::open(path).unwrap()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported, "{path}");
        assert!(error.to_string().contains("unblock"), "{error}");
    }
}

#[test]
fn one_descriptor_is_one_device() {
    let (near, _far) = UnixStream::pair().unwrap();
    let device = Device::new(&near).unwrap();
    let error = Device::new(&near).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert!(error.to_string().contains("duplicate"), "{error}");
    // The refusal took nothing from the first one; a duplicate is another descriptor.
    let copy = Device::new(near.try_clone().unwrap()).unwrap();
    drop((device, copy));
    drop(Device::new(&near).unwrap());
}

#[test]
fn readiness_is_that_of_now() {
    within(|| {
        let (near, far) = half();
        block_on(near.writable()).unwrap();
        put(&far, 1);
        for _ in 0..3 {
            block_on(near.readable()).unwrap();
        }
        block_on(near.ready(Interest::BOTH)).unwrap();
        assert_eq!(get(near.get_ref()).unwrap(), Some(1));
        // It is remembered that it was readable, and found out that it is not.
        let mut readable = pin!(near.readable());
        assert!(poll(readable.as_mut(), Waker::noop()).is_pending());
        put(&far, 2);
        block_on(readable).unwrap();
    });
}

#[test]
fn a_future_says_that_it_is_done() {
    let (near, _far) = half();
    let mut writable = pin!(near.writable());
    assert!(!writable.is_terminated());
    assert!(poll(writable.as_mut(), Waker::noop()).is_ready());
    assert!(writable.is_terminated());
    let again = catch_unwind(AssertUnwindSafe(|| poll(writable, Waker::noop()).is_ready()));
    assert!(again.is_err());
    let mut done = pin!(near.write_with(|_| Ok(())));
    assert!(poll(done.as_mut(), Waker::noop()).is_ready());
    assert!(done.is_terminated());
    let again = catch_unwind(AssertUnwindSafe(|| poll(done, Waker::noop()).is_ready()));
    assert!(again.is_err());
}

#[test]
fn errors_of_an_operation_are_returned_and_interrupts_are_not() {
    let (near, _far) = half();
    let mut interrupts = 3;
    let result = block_on(near.read_with(|_| {
        if interrupts > 0 {
            interrupts -= 1;
            return Err::<(), _>(io::ErrorKind::Interrupted.into());
        }
        Err(io::ErrorKind::InvalidData.into())
    }));
    assert_eq!((interrupts, result.unwrap_err().kind()), (0, io::ErrorKind::InvalidData));
}

#[test]
fn both_ends_of_a_pipe_are_devices() {
    within(|| {
        let (reader, writer) = pipe();
        let (reader, writer) =
            (Device::new(File::from(reader)).unwrap(), Device::new(File::from(writer)).unwrap());
        let other = thread::spawn(move || {
            let mut sum = 0;
            let mut buffer = [0; 10_000];
            loop {
                match block_on(reader.read_with(|mut io| io.read(&mut buffer))).unwrap() {
                    0 => return sum,
                    n => sum += n,
                }
            }
        });
        let mut left: &[u8] = &[1; 1_000_000];
        while !left.is_empty() {
            let n = block_on(writer.write_with(|mut io| io.write(left))).unwrap();
            left = &left[n..];
        }
        drop(writer);
        assert_eq!(other.join().unwrap(), 1_000_000);
    });
}
