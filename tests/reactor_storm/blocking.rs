//! Descriptors whose mode is left alone.

use std::io::{Read, Write};
use std::pin::pin;
use std::thread;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::files::{is_nonblocking, pair};
use crate::messages::{drain, fill, poll_once, receive, send};
use crate::watch::watched;

#[test]
fn a_blocking_descriptor_never_blocks_the_thread_that_polls_it() {
    watched(|steps| {
        block_on(async {
            let (near, far) = pair();
            let device = Device::keep_blocking(near).unwrap();
            for message in 0..200 {
                let mut read = pin!(receive(&device));
                assert!(poll_once(read.as_mut()).await.is_pending());
                send(&far, message);
                assert_eq!(read.await.unwrap(), Some(message));
                assert!(!is_nonblocking(device.get_ref()));
                steps.one_more();
            }
        });
    });
}

#[test]
fn a_full_blocking_descriptor_is_not_written_to() {
    watched(|_| {
        let (near, far) = pair();
        let len = fill(&near);
        near.set_nonblocking(false).unwrap();
        let device = Device::keep_blocking(near).unwrap();
        let write = |mut stream: &std::os::unix::net::UnixStream| stream.write(b"more");
        let mut writes = pin!(device.write_with(write));
        assert!(block_on(poll_once(writes.as_mut())).is_pending());
        let drained = thread::spawn(move || {
            drain(&far, len);
            far
        });
        assert_eq!(block_on(writes).unwrap(), 4);
        let mut bytes = [0; 4];
        drained.join().unwrap().read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"more");
    });
}

/// Two wait for one message; who comes second must not hang in the read.
#[test]
fn two_may_wait_for_one_message_of_a_blocking_descriptor() {
    watched(|_| {
        let (near, far) = pair();
        let device = Device::keep_blocking(near).unwrap();
        thread::scope(|scope| {
            let readers = [0, 1].map(|_| scope.spawn(|| block_on(receive(&device)).unwrap()));
            send(&far, 1);
            thread::yield_now();
            send(&far, 2);
            let mut got = readers.map(|reader| reader.join().unwrap());
            got.sort_unstable();
            assert_eq!(got, [Some(1), Some(2)]);
        });
    });
}
