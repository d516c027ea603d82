//! Descriptors that change behind the back of their device.

use std::mem;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, poll, put, within};

fn get<T: AsFd>(io: &T) -> std::io::Result<Option<u8>> {
    let mut byte = [0];
    Ok((rustix::io::read(io, &mut byte)? == 1).then_some(byte[0]))
}

fn pair() -> (OwnedFd, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    (near.into(), far)
}

#[test]
fn what_was_exchanged_is_not_waited_for() {
    within(|| {
        let ((one, far), (two, _far_of_two)) = (pair(), pair());
        rustix::io::ioctl_fionbio(&two, true).unwrap();
        let mut device = Device::new(one).unwrap();
        let one = mem::replace(device.get_mut(), two);
        let error = block_on(device.read_with(get)).unwrap_err();
        assert!(error.to_string().contains("into_inner"), "{error}");
        assert!(block_on(device.readable()).is_err());
        drop(device);
        // The one that was taken out can be a device again.
        let one = Device::new(one).unwrap();
        put(&far, 1);
        assert_eq!(block_on(one.read_with(get)).unwrap(), Some(1));
    });
}

#[test]
fn who_gets_the_number_of_another_one_keeps_it() {
    within(|| {
        let ((one, _far_of_one), (two, _far_of_two), (three, far)) = (pair(), pair(), pair());
        let mut first = Device::new(one).unwrap();
        let mut number = mem::replace(first.get_mut(), two);
        // The number stands for something else from now on.
        rustix::io::dup2(&three, &mut number).unwrap();
        let second = Device::new(number).unwrap();
        let (woken, waker) = Count::new();
        let mut reading = pin!(second.read_with(get));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        drop(first);
        put(&far, 2);
        woken.wait();
        assert_eq!(block_on(reading).unwrap(), Some(2));
    });
}

#[test]
fn who_loses_its_number_is_told() {
    within(|| {
        let ((one, _far_of_one), (two, _far_of_two), (three, _far)) = (pair(), pair(), pair());
        rustix::io::ioctl_fionbio(&two, true).unwrap();
        let mut first = Device::new(one).unwrap();
        let (woken, waker) = Count::new();
        assert!(first.poll_readable(&mut Context::from_waker(&waker)).is_pending());
        let mut number = mem::replace(first.get_mut(), two);
        rustix::io::dup2(&three, &mut number).unwrap();
        let second = Device::new(number).unwrap();
        woken.wait();
        assert!(block_on(first.read_with(get)).is_err());
        drop((first, second));
    });
}

#[test]
fn one_that_was_replaced_leaves_the_newcomer_alone() {
    within(|| {
        let ((one, _far_of_one), (two, far)) = (pair(), pair());
        let number = Arc::new(one);
        let first = Device::new(number.clone()).unwrap();
        // SAFETY: it is open, and not closed by this.
        let owned = unsafe { OwnedFd::from_raw_fd(number.as_raw_fd()) };
        // Closed and opened again, behind the back of the device.
        rustix::io::dup2(&two, &mut mem::ManuallyDrop::new(owned)).unwrap();
        let second = Device::new(number).unwrap();
        let (woken, waker) = Count::new();
        let mut reading = pin!(second.read_with(get));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        drop(first);
        put(&far, 1);
        woken.wait();
        assert_eq!(block_on(reading).unwrap(), Some(1));
        // It does not block, either.
        assert!(poll(pin!(second.read_with(get)), &waker).is_pending());
    });
}

#[test]
fn a_device_that_was_dropped_leaves_its_number_to_others() {
    within(|| {
        for round in 0..50 {
            let (near, far) = UnixStream::pair().unwrap();
            let device = Device::new(near).unwrap();
            put(&far, round);
            let near = if round % 2 == 0 { Some(device.into_inner().unwrap()) } else { None };
            let again = near.map(|near| Device::new(near).unwrap());
            if let Some(again) = again {
                assert_eq!(block_on(again.read_with(get)).unwrap(), Some(round));
            }
        }
    });
}
