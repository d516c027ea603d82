//! What is inside a device is replaced.

use std::mem;
use std::os::unix::net::UnixStream;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::files::{is_nonblocking, pair};
use crate::messages::{poll_once, receive, send};
use crate::watch::watched;

#[test]
fn a_descriptor_that_was_swapped_out_can_have_a_device_again() {
    watched(|_| {
        block_on(async {
            let (near, far) = pair();
            let (other, _other_far) = pair();
            let mut device = Device::new(near).unwrap();
            let near = mem::replace(device.get_mut(), other);
            drop(device);
            let device = Device::new(near).unwrap();
            let mut read = Box::pin(receive(&device));
            assert!(poll_once(read.as_mut()).await.is_pending());
            send(&far, 8);
            assert_eq!(read.await.unwrap(), Some(8));
        });
    });
}

#[test]
fn two_devices_may_swap_what_they_hold_and_leave_nothing_behind() {
    watched(|steps| {
        block_on(async {
            for _ in 0..50 {
                let ((one, one_far), (two, two_far)) = (pair(), pair());
                let (mut one, mut two) = (Device::new(one).unwrap(), Device::new(two).unwrap());
                mem::swap(one.get_mut(), two.get_mut());
                send(&one_far, 1);
                send(&two_far, 2);
                // Who holds it reads it: an operation is tried before anybody sleeps.
                assert_eq!(receive(&two).await.unwrap(), Some(1));
                assert_eq!(receive(&one).await.unwrap(), Some(2));
                drop((one, two));
                let ((one, one_far), (two, two_far)) = (pair(), pair());
                let (one, two) = (Device::new(one).unwrap(), Device::new(two).unwrap());
                for (device, far) in [(&one, &one_far), (&two, &two_far)] {
                    let mut read = Box::pin(receive(device));
                    assert!(poll_once(read.as_mut()).await.is_pending());
                    send(far, 3);
                    assert_eq!(read.await.unwrap(), Some(3));
                }
                steps.one_more();
            }
        });
    });
}

#[test]
fn the_mode_of_a_descriptor_is_given_back_to_the_one_it_was_taken_from() {
    watched(|_| {
        let ((near, _far), (other, _other_far)) = (pair(), pair());
        other.set_nonblocking(true).unwrap();
        let observer: UnixStream = other.try_clone().unwrap();
        let mut device = Device::new(near).unwrap();
        let near = mem::replace(device.get_mut(), other);
        drop(device);
        assert!(is_nonblocking(&observer), "the mode of another file was changed");
        drop(near);
    });
}

/// As for a socket whose halves are read and written by different tasks.
#[test]
fn whichever_of_two_duplicates_goes_first_the_other_does_not_block() {
    for first_goes in [true, false] {
        watched(move |_| {
            let (near, far) = pair();
            let observer = near.try_clone().unwrap();
            let first = Device::new(near.try_clone().unwrap()).unwrap();
            let second = Device::new(near).unwrap();
            let left = if first_goes {
                drop(first);
                second
            } else {
                drop(second);
                first
            };
            block_on(async {
                let mut read = Box::pin(receive(&left));
                // It would block the thread, and the test would hang.
                assert!(is_nonblocking(&observer), "who is left would block");
                assert!(poll_once(read.as_mut()).await.is_pending());
                send(&far, 4);
                assert_eq!(read.await.unwrap(), Some(4));
            });
            drop(left);
            assert!(!is_nonblocking(&observer), "the mode was not put back");
        });
    }
}
