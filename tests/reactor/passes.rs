//! Bytes that are passed without trying in vain.

use std::io::{self, IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, fill, half, pair, poll, put, within};

/// Two ends of a connection, the first of them a device.
fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

/// Bytes that come together with a descriptor.
fn put_with_descriptor(far: &UnixStream, bytes: &[u8]) {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut message = SendAncillaryBuffer::new(&mut space);
    let fds = [far.as_fd()];
    assert!(message.push(SendAncillaryMessage::ScmRights(&fds)));
    sendmsg(far, &[IoSlice::new(bytes)], &mut message, SendFlags::empty()).unwrap();
}

#[test]
fn a_read_that_ends_where_a_descriptor_came_is_not_the_last() {
    within(|| {
        let ((near, mut far), (witness, far_of_witness)) = (half(), half());
        let (told, waker) = Count::new();
        assert!(witness.poll_readable(&mut Context::from_waker(&waker)).is_pending());
        put_with_descriptor(&far, b"a");
        far.write_all(b"b").unwrap();
        // Edges come in order: when this one is known, those are, and there are no more.
        put(&far_of_witness, 1);
        told.wait();
        let mut buffer = [0; 16];
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 1);
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 1);
        assert_eq!(buffer[0], b'b');
    });
}

/// Hands out what it has read in pieces, and reads ahead.
struct Buffered {
    stream: TcpStream,
    ahead: Mutex<Vec<u8>>,
}

impl AsFd for Buffered {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Read for &Buffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ahead = self.ahead.lock().unwrap();
        if ahead.is_empty() {
            let mut some = [0; 64];
            let n = (&self.stream).read(&mut some)?;
            ahead.extend(&some[..n]);
        }
        let n = buffer.len().min(ahead.len()).min(3);
        buffer[..n].copy_from_slice(&ahead[..n]);
        ahead.drain(..n);
        Ok(n)
    }
}

#[test]
fn what_reads_ahead_is_asked_again_when_it_returns_less() {
    within(|| {
        let (stream, mut far) = connection();
        let near = Device::new(Buffered { stream, ahead: Mutex::default() }).unwrap();
        far.write_all(b"abcde").unwrap();
        let mut buffer = [0; 16];
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 3);
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 2);
        assert!(poll(pin!(near.read(&mut buffer)), Waker::noop()).is_pending());
        // What it has in store is nothing that happens to the descriptor.
        near.get_ref().ahead.lock().unwrap().extend(b"f");
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 1);
    });
}

#[test]
fn a_stream_that_returned_less_is_read_again_when_there_is_more() {
    within(|| {
        let (stream, mut far) = connection();
        let near = Device::new(stream).unwrap();
        let mut buffer = [0; 16];
        for n in 1..9 {
            far.write_all(&[7; 9][..n]).unwrap();
            let mut sum = 0;
            while sum < n {
                sum += block_on(near.read(&mut buffer)).unwrap();
            }
        }
        drop(far);
        assert_eq!(block_on(near.read(&mut buffer)).unwrap(), 0);
    });
}

#[test]
fn no_bytes_are_passed_at_once() {
    within(|| {
        let (near, far) = pair();
        fill(near.get_ref()).unwrap();
        let (cx, mut buffer) = (&mut Context::from_waker(Waker::noop()), [0; 4]);
        assert!(poll(pin!(near.write(b"full")), Waker::noop()).is_pending());
        assert!(poll(pin!(near.read(&mut buffer)), Waker::noop()).is_pending());
        assert!(matches!(near.poll_write_with(cx, |mut io| io.write(b"")), Poll::Ready(Ok(0))));
        assert_eq!(block_on(near.write(b"")).unwrap(), 0);
        drop(far);
    });
}
