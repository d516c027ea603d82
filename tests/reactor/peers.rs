//! Peers that go, or go half.

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::pin::pin;
use std::task::Waker;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, fill, get, half, pipe, poll, put, within};

#[test]
fn a_peer_that_writes_no_more_is_the_end_of_what_is_read() {
    within(|| {
        let (near, far) = half();
        let (woken, waker) = Count::new();
        let mut reading = pin!(near.read_with(get));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        far.shutdown(Shutdown::Write).unwrap();
        woken.wait();
        assert_eq!(block_on(reading).unwrap(), None);
        // The other way is open.
        block_on(near.write_with(|mut io| io.write(b"x"))).unwrap();
        assert_eq!(get(&far).unwrap(), Some(b'x'));
    });
}

#[test]
fn a_peer_that_has_gone_wakes_both_directions() {
    within(|| {
        let (near, far) = half();
        fill(near.get_ref()).unwrap();
        let (reads, reader) = Count::new();
        let (writes, writer) = Count::new();
        let mut reading = pin!(near.read_with(get));
        let mut writing = pin!(near.write_with(|mut io| io.write(b"x")));
        assert!(poll(reading.as_mut(), &reader).is_pending());
        assert!(poll(writing.as_mut(), &writer).is_pending());
        drop(far);
        reads.wait();
        writes.wait();
        assert_eq!(block_on(writing).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        // Reset, since it did not read what was sent; or just the end.
        let end = block_on(reading);
        assert!(end.is_err() || end.unwrap().is_none());
    });
}

#[test]
fn an_end_of_a_pipe_hears_that_the_other_one_is_closed() {
    within(|| {
        let (reader, writer) = pipe();
        let reader = Device::new(File::from(reader)).unwrap();
        let mut reading = pin!(reader.read_with(|mut io| io.read(&mut [0])));
        assert!(poll(reading.as_mut(), Waker::noop()).is_pending());
        drop(writer);
        assert_eq!(block_on(reading).unwrap(), 0);

        let (reader, writer) = pipe();
        let writer = Device::new(File::from(writer)).unwrap();
        let write = |mut io: &File| io.write(&[0; 4096]);
        while poll(pin!(writer.write_with(write)), Waker::noop()).is_ready() {}
        let mut writing = pin!(writer.write_with(write));
        assert!(poll(writing.as_mut(), Waker::noop()).is_pending());
        drop(reader);
        assert_eq!(block_on(writing).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    });
}

#[test]
fn what_a_peer_left_is_read_before_the_end() {
    within(|| {
        let (near, far) = half();
        assert!(poll(pin!(near.read_with(get)), Waker::noop()).is_pending());
        put(&far, 1);
        put(&far, 2);
        drop(far);
        for byte in [Some(1), Some(2), None, None] {
            block_on(near.readable()).unwrap();
            assert_eq!(block_on(near.read_with(get)).unwrap(), byte);
        }
    });
}
