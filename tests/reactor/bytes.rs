//! Bytes of a stream: a read that returns less than there is room for has taken all, unless there is something else.

use std::cell::Cell;
use std::io::{self, Read};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::pin::pin;

use rustix::net::{SendFlags, send};
use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, half, pipe, poll, put, within};

thread_local! {
    static READS: Cell<u32> = const { Cell::new(0) };
}

/// Counts how often it is read; elsewhere, so that it is as small as a descriptor.
struct Counting(TcpStream);

impl AsFd for Counting {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Read for &Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        READS.set(READS.get() + 1);
        (&self.0).read(buffer)
    }
}

fn tcp() -> (Device<TcpStream>, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let far = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (Device::new(listener.accept().unwrap().0).unwrap(), far)
}

#[test]
#[cfg(all(target_os = "linux", not(wakeful_polling)))]
fn a_stream_is_not_read_in_vain() {
    within(|| {
        let (near, far) = tcp();
        let device = Device::new(Counting(near.into_inner().unwrap())).unwrap();
        let mut buffer = [0; 8];
        block_on(async {
            for byte in 0..100 {
                put_all(&far, &[byte]);
                device.readable().await.unwrap();
                assert_eq!(device.read(&mut buffer).await.unwrap(), 1);
                let mut read = pin!(device.read(&mut buffer));
                assert!(poll(read.as_mut(), &Count::new().1).is_pending());
            }
        });
        // The edge of the registration may come late.
        let reads = READS.get();
        assert!(reads <= 102, "{reads} reads of 100 bytes");
    });
}

#[test]
fn an_end_after_the_last_bytes_is_seen() {
    within(|| {
        for _ in 0..100 {
            let (device, far) = tcp();
            put_all(&far, b"last");
            far.shutdown(Shutdown::Write).unwrap();
            let mut buffer = [0; 16];
            block_on(async {
                let mut read = 0;
                while read < 4 {
                    read += device.read(&mut buffer).await.unwrap();
                }
                assert_eq!(device.read(&mut buffer).await.unwrap(), 0);
                assert_eq!(device.read(&mut buffer).await.unwrap(), 0);
            });
        }
    });
}

#[test]
fn an_end_that_comes_later_is_seen() {
    within(|| {
        let (device, far) = half();
        let mut buffer = [0; 16];
        block_on(async {
            put(&far, 1);
            assert_eq!(device.read(&mut buffer).await.unwrap(), 1);
            let mut read = pin!(device.read(&mut buffer));
            assert!(poll(read.as_mut(), &Count::new().1).is_pending());
            drop(far);
            assert_eq!(read.await.unwrap(), 0);
        });
    });
}

/// A read stops at a mark, and returns less than there is.
#[test]
fn what_comes_after_a_mark_is_seen() {
    within(|| {
        for _ in 0..100 {
            let (device, far) = tcp();
            put_all(&far, b"before");
            send(&far, b"!", SendFlags::OOB).unwrap();
            put_all(&far, b"after");
            let (mut buffer, mut all) = ([0; 64], Vec::new());
            block_on(async {
                while all.len() < 11 {
                    let read = device.read(&mut buffer).await.unwrap();
                    all.extend_from_slice(&buffer[..read]);
                }
            });
            assert_eq!(all, b"beforeafter");
        }
    });
}

/// Of a pipe in packet mode, each read returns one packet.
#[test]
fn what_is_no_stream_is_read_until_it_would_block() {
    struct Pipe(OwnedFd);
    impl AsFd for Pipe {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }
    }
    impl Read for &Pipe {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            // One byte of many, as a terminal returns one line.
            let most = buffer.len().min(1);
            Ok(rustix::io::read(&self.0, &mut buffer[..most])?)
        }
    }
    within(|| {
        let (near, far) = pipe();
        let device = Device::new(Pipe(near)).unwrap();
        assert_eq!(rustix::io::write(&far, b"abc").unwrap(), 3);
        let mut buffer = [0; 16];
        block_on(async {
            for _ in 0..3 {
                assert_eq!(device.read(&mut buffer).await.unwrap(), 1);
            }
        });
    });
}

#[test]
fn bytes_go_through_the_poll_form_and_by_an_owner() {
    within(|| {
        let (mut device, far) = half();
        let mut buffer = [0; 16];
        for byte in 0..10 {
            put(&far, byte);
            let read = block_on(std::future::poll_fn(|cx| device.poll_read(cx, &mut buffer)));
            assert_eq!((read.unwrap(), buffer[0]), (1, byte));
            put(&far, byte);
            let read = block_on(std::future::poll_fn(|cx| device.poll_read_mut(cx, &mut buffer)));
            assert_eq!((read.unwrap(), buffer[0]), (1, byte));
        }
        assert_eq!(block_on(device.write(b"back")).unwrap(), 4);
        let mut back = [0; 4];
        (&far).read_exact(&mut back).unwrap();
        assert_eq!(&back, b"back");
    });
}

fn put_all(mut stream: &TcpStream, bytes: &[u8]) {
    io::Write::write_all(&mut stream, bytes).unwrap();
}
