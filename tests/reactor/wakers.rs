//! Wakers of all kinds, and futures that are dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, eventually, get, half, poll, put, within};

#[test]
fn the_newest_waker_is_woken() {
    within(|| {
        let (near, far) = half();
        let ((old, first), (new, second)) = (Count::new(), Count::new());
        let mut reading = pin!(near.read_with(get));
        assert!(poll(reading.as_mut(), &first).is_pending());
        assert!(poll(reading.as_mut(), &second).is_pending());
        let ((old_cell, third), (new_cell, fourth)) = (Count::new(), Count::new());
        assert!(near.poll_readable(&mut Context::from_waker(&third)).is_pending());
        assert!(near.poll_readable(&mut Context::from_waker(&fourth)).is_pending());
        put(&far, 1);
        new.wait();
        new_cell.wait();
        assert_eq!((old.get(), old_cell.get()), (0, 0));
    });
}

#[test]
fn a_future_that_was_dropped_keeps_no_waker() {
    let (near, far) = half();
    let (woken, waker) = Count::new();
    {
        let mut reading = Box::pin(near.read_with(get));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        assert!(Arc::strong_count(&woken) > 2);
    }
    assert_eq!(Arc::strong_count(&woken), 2);
    assert!(near.poll_readable(&mut Context::from_waker(&waker)).is_pending());
    assert!(Arc::strong_count(&woken) > 2);
    drop(near);
    assert_eq!(Arc::strong_count(&woken), 2);
    drop(far);
}

#[test]
fn one_that_was_woken_and_dropped_takes_nothing_along() {
    within(|| {
        let (near, far) = half();
        let (woken, waker) = Count::new();
        let mut first = Box::pin(near.read_with(get));
        let mut second = pin!(near.read_with(get));
        assert!(poll(first.as_mut(), &waker).is_pending());
        assert!(poll(second.as_mut(), Waker::noop()).is_pending());
        put(&far, 1);
        woken.wait();
        drop(first);
        assert_eq!(block_on(second).unwrap(), Some(1));
    });
}

struct Panics(AtomicUsize);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("a waker that panics, as a test demands");
    }
}

#[test]
fn a_waker_that_panics_harms_nobody_else() {
    within(|| {
        let (near, far) = half();
        let panics = Arc::new(Panics(AtomicUsize::new(0)));
        let bad = Waker::from(panics.clone());
        let (woken, waker) = Count::new();
        let (by_cell, cell) = Count::new();
        let mut first = pin!(near.read_with(get));
        let mut second = pin!(near.read_with(get));
        assert!(poll(first.as_mut(), &bad).is_pending());
        assert!(poll(second.as_mut(), &waker).is_pending());
        assert!(near.poll_readable(&mut Context::from_waker(&cell)).is_pending());
        put(&far, 1);
        woken.wait();
        by_cell.wait();
        assert_eq!(panics.0.load(Ordering::SeqCst), 1);
        assert_eq!(block_on(second).unwrap(), Some(1));
        // The one who asks the system goes on.
        put(&far, 2);
        assert_eq!(block_on(first).unwrap(), Some(2));
    });
}

struct PanicsLast;

impl Wake for PanicsLast {
    fn wake(self: Arc<Self>) {}
}

impl Drop for PanicsLast {
    fn drop(&mut self) {
        panic!("a waker that panics when it is dropped, as a test demands");
    }
}

#[test]
fn a_waker_that_panics_when_it_is_dropped_leaves_no_mode_behind() {
    let (near, _far) = half();
    let copy = near.get_ref().try_clone().unwrap();
    let waker = Waker::from(Arc::new(PanicsLast));
    assert!(near.poll_readable(&mut Context::from_waker(&waker)).is_pending());
    // The device has the last one.
    drop(waker);
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(near)));
    let mode = rustix::fs::fcntl_getfl(&copy).unwrap();
    assert!(!mode.contains(rustix::fs::OFlags::NONBLOCK));
    assert!(dropped.is_ok());
}

type Reading = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Whatever can be done in a waker: polls the device again, drops futures that wait, registers another device.
struct Adversary {
    device: &'static Device<std::os::unix::net::UnixStream>,
    others: Mutex<Vec<Reading>>,
    wakes: AtomicUsize,
}

impl Wake for Adversary {
    fn wake(self: Arc<Self>) {
        let cx = &mut Context::from_waker(Waker::noop());
        let _ = self.device.poll_readable(cx);
        let _ = pin!(self.device.readable()).poll(cx);
        let others = std::mem::take(&mut *self.others.lock().unwrap());
        drop(others);
        drop(half());
        self.wakes.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Adversary {
    fn drop(&mut self) {
        let _ = self.device.poll_readable(&mut Context::from_waker(Waker::noop()));
    }
}

#[test]
fn a_waker_may_do_whatever_it_likes() {
    within(|| {
        let (near, far) = half();
        let near: &'static _ = Box::leak(Box::new(near));
        let adversary = Arc::new(Adversary {
            device: near,
            others: Mutex::default(),
            wakes: AtomicUsize::new(0),
        });
        let waker = Waker::from(adversary.clone());
        for _ in 0..40 {
            let mut other: Reading = Box::pin(async { near.readable().await.unwrap() });
            assert!(poll(other.as_mut(), &waker).is_pending());
            adversary.others.lock().unwrap().push(other);
        }
        let mut reading = pin!(near.read_with(get));
        assert!(poll(reading.as_mut(), &waker).is_pending());
        assert!(near.poll_readable(&mut Context::from_waker(&waker)).is_pending());
        put(&far, 1);
        eventually(|| adversary.wakes.load(Ordering::SeqCst) > 0);
        assert_eq!(block_on(reading).unwrap(), Some(1));
    });
}
