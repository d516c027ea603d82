//! `AsyncRead` and `AsyncWrite`.

use std::future::poll_fn;
use std::io::{IoSlice, IoSliceMut};
use std::pin::{Pin, pin};
use std::task::Waker;
use std::thread;

use futures_io::{AsyncRead, AsyncWrite};
use wakeful::executor::block_on;

use crate::help::{half, pair, poll, put, within};

async fn read(io: &mut (impl AsyncRead + Unpin), buffer: &mut [u8]) -> usize {
    poll_fn(|cx| Pin::new(&mut *io).poll_read(cx, buffer)).await.unwrap()
}

async fn write_all(io: &mut (impl AsyncWrite + Unpin), mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let n = poll_fn(|cx| Pin::new(&mut *io).poll_write(cx, bytes)).await.unwrap();
        bytes = &bytes[n..];
    }
    poll_fn(|cx| Pin::new(&mut *io).poll_flush(cx)).await.unwrap();
    poll_fn(|cx| Pin::new(&mut *io).poll_close(cx)).await.unwrap();
}

#[test]
fn a_device_reads_and_writes_by_the_traits() {
    within(|| {
        let (mut near, mut far) = pair();
        let sender = thread::spawn(move || {
            block_on(write_all(&mut near, &[7; 300_000]));
            near
        });
        let mut buffer = [0; 5000];
        let mut sum = 0;
        while sum < 300_000 {
            sum += block_on(read(&mut far, &mut buffer));
        }
        // Closing is to flush: the end comes with the drop.
        let near = sender.join().unwrap();
        assert!(poll(pin!(read(&mut far, &mut buffer)), Waker::noop()).is_pending());
        drop(near);
        assert_eq!(block_on(read(&mut far, &mut buffer)), 0);
    });
}

#[test]
fn a_reference_to_a_device_does_as_well() {
    within(|| {
        let (near, far) = pair();
        block_on(write_all(&mut &near, b"abcd"));
        let (mut one, mut two) = ([0; 1], [0; 3]);
        let slices = &mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut two)];
        let n = block_on(poll_fn(|cx| Pin::new(&mut &far).poll_read_vectored(cx, slices)));
        assert_eq!((n.unwrap(), &one, &two), (4, b"a", b"bcd"));
        let slices = [IoSlice::new(b"e"), IoSlice::new(b"f")];
        let n = block_on(poll_fn(|cx| Pin::new(&mut &near).poll_write_vectored(cx, &slices)));
        assert_eq!(n.unwrap(), 2);
        assert_eq!(block_on(read(&mut &far, &mut two)), 2);
    });
}

#[test]
fn a_read_by_the_traits_waits() {
    within(|| {
        let (mut near, far) = half();
        let other = thread::spawn(move || put(&far, 3));
        let mut byte = [0];
        assert_eq!(block_on(read(&mut near, &mut byte)), 1);
        assert_eq!(byte, [3]);
        other.join().unwrap();
    });
}
