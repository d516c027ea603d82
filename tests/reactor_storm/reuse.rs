//! The number of a descriptor is closed and comes back, and other ways to the same file.

use std::io::ErrorKind;
use std::io::Read;
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::files::{number, pair};
use crate::messages::{poll_once, receive, send, unique};
use crate::watch::watched;

/// Counts, and nothing else.
#[derive(Default)]
struct Wakes(std::sync::atomic::AtomicU64);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}

#[test]
fn who_gets_the_number_of_a_closed_descriptor_is_not_told_of_its_events() {
    watched(|steps| {
        block_on(async {
            for _ in 0..100 {
                let (near, far) = pair();
                let taken = number(&near);
                let device = Device::new(near).unwrap();
                let mut ready = Box::pin(device.readable());
                assert!(poll_once(ready.as_mut()).await.is_pending());
                send(&far, unique());
                drop(ready);
                drop(device);
                let (near, far) = pair();
                // Another test of this process may have been quicker.
                if number(&near) == taken {
                    let device = Device::new(near).unwrap();
                    let mut ready = Box::pin(device.readable());
                    for _ in 0..3 {
                        assert!(poll_once(ready.as_mut()).await.is_pending());
                        wakeful::future::yield_now().await;
                    }
                    send(&far, 5);
                    ready.await.unwrap();
                    assert_eq!(receive(&device).await.unwrap(), Some(5));
                }
                steps.one_more();
            }
        });
    });
}

/// epoll keeps what is open elsewhere, although the registered number is gone.
#[test]
fn a_file_that_lives_on_as_a_copy_disturbs_nobody_after_its_device() {
    watched(|_| {
        block_on(async {
            let (near, far) = pair();
            let copy = near.try_clone().unwrap();
            let device = Device::new(near).unwrap();
            let mut ready = Box::pin(device.readable());
            assert!(poll_once(ready.as_mut()).await.is_pending());
            drop(ready);
            drop(device);
            let (other, other_far) = pair();
            let other = Device::new(other).unwrap();
            let mut read = Box::pin(receive(&other));
            assert!(poll_once(read.as_mut()).await.is_pending());
            // An event of the copy, if it were still registered.
            send(&far, 1);
            assert!(poll_once(read.as_mut()).await.is_pending());
            send(&other_far, 2);
            assert_eq!(read.await.unwrap(), Some(2));
            let copy = Device::new(copy).unwrap();
            assert_eq!(receive(&copy).await.unwrap(), Some(1));
        });
    });
}

#[test]
fn a_descriptor_that_was_closed_behind_our_back_leaves_its_number_to_the_next() {
    watched(|steps| {
        block_on(async {
            for old_leaves_first in [true, false] {
                let (near, _far) = pair();
                let (filler, _filler_far) = pair();
                let mut old = Device::new(near).unwrap();
                drop(mem::replace(old.get_mut(), filler));
                // With the number of the old one, unless another test was quicker.
                let (near, far) = pair();
                let new = Device::new(near).unwrap();
                let wakes = Arc::new(Wakes::default());
                let waker = Waker::from(wakes.clone());
                let mut ready = Box::pin(new.readable());
                assert!(ready.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
                if old_leaves_first {
                    drop(old);
                    send(&far, 3);
                    ready.await.unwrap();
                } else {
                    send(&far, 3);
                    ready.await.unwrap();
                    drop(old);
                }
                assert_eq!(receive(&new).await.unwrap(), Some(3));
                let mut read = pin!(receive(&new));
                assert!(poll_once(read.as_mut()).await.is_pending());
                send(&far, 4);
                assert_eq!(read.await.unwrap(), Some(4));
                steps.one_more();
            }
        });
    });
}

/// Somebody waits for a device whose descriptor is closed and taken by another one.
#[test]
fn a_device_without_its_descriptor_does_not_sleep_for_ever_unnoticed() {
    watched(|_| {
        let (near, far) = pair();
        let (filler, filler_far) = pair();
        let mut old = Device::new(near).unwrap();
        drop(mem::replace(old.get_mut(), filler));
        let (near, _new_far) = pair();
        let _new = Device::new(near).unwrap();
        drop(far);
        // What is there is read, since an operation is tried first.
        send(&filler_far, 9);
        assert_eq!(block_on(receive(&old)).unwrap(), Some(9));
    });
}

#[test]
fn the_same_descriptor_is_refused_while_it_has_a_device_and_not_afterwards() {
    watched(|_| {
        block_on(async {
            let (near, far) = pair();
            for message in 0..3 {
                let device = Device::new(&near).unwrap();
                for _ in 0..3 {
                    let error = Device::new(&near).map(drop).unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
                    assert!(error.to_string().contains("dup"), "no advice: {error}");
                }
                send(&far, message);
                device.readable().await.unwrap();
                let mut bytes = [0; 8];
                let read = device.read_with(|stream| Read::read(&mut { *stream }, &mut bytes));
                assert_eq!(read.await.unwrap(), 8);
                assert_eq!(u64::from_ne_bytes(bytes), message);
            }
        });
    });
}

/// On another thread than the one that sleeps for it.
#[test]
fn a_device_may_be_dropped_while_its_thread_sleeps_for_others() {
    watched(|steps| {
        let (quiet, quiet_far) = pair();
        let sleeper = thread::spawn(move || {
            let device = Device::new(quiet).unwrap();
            block_on(receive(&device)).unwrap()
        });
        for message in 0..500 {
            let (near, far) = pair();
            let device = Device::new(near).unwrap();
            send(&far, message);
            let there = thread::spawn(move || {
                let mut read = Box::pin(receive(&device));
                let first = block_on(poll_once(read.as_mut()));
                drop(read);
                drop(device);
                first
            });
            assert!(there.join().unwrap().is_ready());
            steps.one_more();
        }
        send(&quiet_far, 77);
        assert_eq!(sleeper.join().unwrap(), Some(77));
    });
}
