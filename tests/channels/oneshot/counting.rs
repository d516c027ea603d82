//! What an operation costs in read-modify-writes.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use wakeful::channel::generic::oneshot::{Oneshot, channel};
use wakeful::lock::{Counter, RawLock};

use super::probe::Probe;

std::thread_local! {
    static WRITES: Cell<usize> = const { Cell::new(0) };
}

/// The read-modify-writes of `f`.
fn writes<R>(f: impl FnOnce() -> R) -> (usize, R) {
    WRITES.set(0);
    let result = f();
    (WRITES.get(), result)
}

/// Lock-free, and counts.
struct Counting;

struct Word(AtomicUsize);

// SAFETY: as with `AtomicUsize`.
unsafe impl Counter for Word {
    const ZERO: Self = Self(AtomicUsize::new(0));
    type Line = ();

    fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
    fn own(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
    fn store(&self, value: usize) {
        self.0.store(value, Ordering::Release);
    }
    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        WRITES.set(WRITES.get() + 1);
        self.0.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
    }
    fn swap(&self, _: usize) -> usize {
        unreachable!("a oneshot exchanges")
    }
    fn fetch_add(&self, _: usize) -> usize {
        unreachable!("a oneshot exchanges")
    }
}

// SAFETY: `with` is never entered: the counter is atomic.
unsafe impl RawLock for Counting {
    const NEW: Self = Self;
    const LOCK_FREE: bool = true;
    type Counter = Word;

    fn with<R>(&self, _: impl FnOnce() -> R) -> R {
        unreachable!("a oneshot is lock-free where its lock is")
    }
}

#[test]
fn a_send_is_one_and_to_receive_is_none() {
    let mut borrowed = Oneshot::<u32, Counting>::new();
    let (count, (tx, mut rx)) = writes(|| borrowed.split());
    assert_eq!(count, 0);
    assert_eq!(writes(|| tx.send(1)), (1, Ok(())));
    assert_eq!(writes(|| rx.try_recv()), (0, Ok(1)));
    assert_eq!(writes(|| drop(rx)).0, 0);

    let (tx, mut rx) = channel::<u32, Counting>();
    assert_eq!(writes(|| tx.send(1)), (1, Ok(())));
    assert_eq!(writes(|| Probe::new().poll(&mut rx)), (0, Poll::Ready(Ok(1))));
    assert_eq!(writes(|| drop(rx)).0, 0);
}

#[test]
fn to_wait_is_one_and_to_send_to_who_waits_two() {
    let (tx, mut rx) = channel::<u32, Counting>();
    let task = Probe::new();
    assert_eq!(writes(|| task.poll(&mut rx).is_pending()), (1, true));
    assert_eq!(writes(|| task.poll(&mut rx).is_pending()), (0, true));
    assert_eq!(writes(|| tx.send(1)), (2, Ok(())));
    assert_eq!(writes(|| task.poll(&mut rx)), (0, Poll::Ready(Ok(1))));
    assert_eq!(task.clones(), 1);
}

#[test]
fn to_leave_is_one_for_each_end() {
    let (tx, rx) = channel::<u32, Counting>();
    assert_eq!(writes(|| drop(tx)).0, 1);
    assert_eq!(writes(|| drop(rx)).0, 1);
    let (tx, rx) = channel::<u32, Counting>();
    assert_eq!(writes(|| drop(rx)).0, 1);
    assert_eq!(writes(|| drop(tx)).0, 1);
}

#[test]
fn sizes_are_what_is_promised() {
    use wakeful::channel::oneshot;
    assert!(size_of::<oneshot::Oneshot<usize>>() <= 7 * size_of::<usize>());
    assert_eq!(size_of::<oneshot::Sender<[u8; 64]>>(), size_of::<usize>());
    assert_eq!(size_of::<oneshot::Receiver<[u8; 64]>>(), size_of::<usize>());
}
