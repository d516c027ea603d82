//! Operations that do what they should not.

use std::cell::Cell;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, get, half, poll, put, within};

#[test]
fn one_that_panics_leaves_a_device_that_works() {
    within(|| {
        let (near, far) = half();
        let panics = Cell::new(false);
        let op = |io: &UnixStream| {
            assert!(!panics.get(), "as a test demands");
            get(io)
        };
        let (woken, waker) = Count::new();
        let mut reading = pin!(near.read_with(op));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        put(&far, 1);
        woken.wait();
        panics.set(true);
        assert!(catch_unwind(AssertUnwindSafe(|| poll(reading.as_mut(), &waker))).is_err());
        let cx = &mut Context::from_waker(&waker);
        assert!(catch_unwind(AssertUnwindSafe(|| near.poll_read_with(cx, op))).is_err());
        panics.set(false);
        assert_eq!(block_on(reading).unwrap(), Some(1));
        assert!(near.poll_read_with(cx, op).is_pending());
        put(&far, 2);
        assert_eq!(block_on(near.read_with(get)).unwrap(), Some(2));
    });
}

#[test]
fn one_may_use_its_device_and_end_others() {
    within(|| {
        let (near, far) = half();
        let mut others: Vec<_> = (0..8).map(|_| half()).collect();
        for (other, far) in &others {
            assert!(other.poll_readable(&mut Context::from_waker(Waker::noop())).is_pending());
            put(far, 1);
        }
        let mut made = Vec::new();
        let mut reading = pin!(near.read_with(|io| {
            assert!(poll(pin!(near.read_with(get)), Waker::noop()).is_pending());
            let _ = near.poll_readable(&mut Context::from_waker(Waker::noop()));
            if let Some((other, far)) = others.pop() {
                drop(other);
                made.push(Device::new(far).unwrap());
                return Err::<u8, _>(io::ErrorKind::WouldBlock.into());
            }
            put(&far, 7);
            let mut byte = [0];
            (&mut { io }).read_exact(&mut byte)?;
            Ok(byte[0])
        }));
        let byte = loop {
            // Nothing happens between the attempts.
            if let std::task::Poll::Ready(byte) = poll(reading.as_mut(), Waker::noop()) {
                break byte.unwrap();
            }
            put(&far, 0);
            let near = near.get_ref();
            while get(near).is_err() {}
        };
        assert_eq!(byte, 7);
    });
}
