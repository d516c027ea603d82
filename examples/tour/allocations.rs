//! How many allocations happen while tasks wait.
//!
//! A *wait* goes from the first poll of a future to the moment it is gone, completed or dropped
//! halfway. What the thread allocates in between is counted, whoever does it: the future in its
//! polls, the clone of the waker, `block_on` around it, the thread on its way to sleep and back.
//! Nothing else can slip in, as each thread runs one task only, with one future at a time. (The one that
//! shows how far the tour is runs two, and is not measured.)
//!
//! What a task does with a lock that it got is no wait.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use wakeful::executor::block_on;
use wakeful::future::{Race, yield_now};
use wakeful::time::sleep;

/// The system's allocator, which counts for each thread how often it is asked for memory.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    // Constant and without a destructor: to use it needs no memory.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn one_more() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: the system's allocator does it all; counting does not allocate, nor unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        one_more();
        // SAFETY: the caller's promise is the one that is asked for here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        one_more();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        one_more();
        // SAFETY: as above; the block is the system's.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block is the system's.
        unsafe { System.dealloc(block, layout) }
    }
}

/// The sum of all waits.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    count: AtomicU64,
    suspended: AtomicU64,
    allocations: AtomicU64,
}

impl Waits {
    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// How many of them were not over with the first poll.
    pub(crate) fn suspended(&self) -> u64 {
        self.suspended.load(Ordering::Relaxed)
    }

    /// How many allocations happened in all of them.
    pub(crate) fn allocations(&self) -> u64 {
        self.allocations.load(Ordering::Relaxed)
    }

    /// Awaits `future`, and counts that as a wait.
    pub(crate) async fn of<F: Future>(&self, future: F) -> F::Output {
        // Dropped last, and so also if this is dropped halfway: then that is the end of the wait.
        let mut wait = Wait { sum: self, before: ALLOCATIONS.get(), suspended: false };
        let mut future = pin!(future);
        poll_fn(|cx| {
            let polled = future.as_mut().poll(cx);
            wait.suspended |= polled.is_pending();
            polled
        })
        .await
    }
}

/// A wait that goes on.
struct Wait<'a> {
    sum: &'a Waits,
    before: u64,
    suspended: bool,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.sum.count.fetch_add(1, Ordering::Relaxed);
        self.sum.suspended.fetch_add(self.suspended.into(), Ordering::Relaxed);
        self.sum.allocations.fetch_add(ALLOCATIONS.get() - self.before, Ordering::Relaxed);
    }
}

/// Starts the thread that serves timers, once, and not in the middle of somebody's wait. (It is started
/// when a timer is to wake a waker that is not the one of `block_on`, such as those of a `race`.)
pub(crate) fn start_timers() {
    // The sleep is polled first, and is not over when its thread is held up.
    block_on((sleep(Duration::from_secs(3600)), yield_now()).race().biased());
}

/// Makes this thread ready to wait: `block_on` allocates its parker in the first wait of a thread,
/// once, and keeps it for the others. Every thread of the tour calls this before its first wait.
pub(crate) fn warm_up() {
    let mut asked = false;
    block_on(poll_fn(|cx| {
        if asked {
            return Poll::Ready(());
        }
        asked = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }));
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;
    use std::thread;

    use wakeful::sync::{CancellationToken, ManualResetEvent, Mutex};

    use super::*;

    /// Pending once, with an allocation in each of its two polls.
    async fn greedy() {
        let mut polls = 0;
        poll_fn(|cx| {
            black_box(Box::new(polls));
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 2 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    #[test]
    fn a_wait_that_allocates_is_seen() {
        warm_up();
        let waits = Waits::default();
        block_on(waits.of(greedy()));
        assert_eq!((waits.count(), waits.suspended(), waits.allocations()), (1, 1, 2));
    }

    #[test]
    fn a_wait_that_is_dropped_halfway_is_seen() {
        warm_up();
        let (waits, stop) = (Waits::default(), CancellationToken::new());
        block_on(stop.run_until_cancelled(async {
            let mut wait = pin!(waits.of(greedy()));
            poll_fn(|cx| {
                stop.cancel();
                wait.as_mut().poll(cx)
            })
            .await;
        }));
        assert_eq!((waits.count(), waits.suspended(), waits.allocations()), (1, 1, 1));
    }

    #[test]
    fn the_first_wait_of_a_thread_allocates_and_the_next_does_not() {
        thread::spawn(|| {
            let first = Waits::default();
            let pending_once = || async {
                let mut asked = false;
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::replace(&mut asked, true) {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
                .await;
            };
            block_on(first.of(pending_once()));
            assert!(first.allocations() > 0);
            let next = Waits::default();
            block_on(next.of(pending_once()));
            assert_eq!((next.suspended(), next.allocations()), (1, 0));
        })
        .join()
        .unwrap();
    }

    #[test]
    fn what_happens_between_waits_is_not_counted() {
        warm_up();
        let (waits, mutex) = (Waits::default(), Mutex::new(Vec::new()));
        block_on(async {
            for n in 0..10 {
                waits.of(mutex.lock()).await.push(n);
            }
        });
        assert_eq!((waits.count(), waits.allocations()), (10, 0));
    }

    #[test]
    fn a_thread_that_slept_is_seen_and_allocated_nothing() {
        let (waits, event) = (Waits::default(), ManualResetEvent::new(false));
        thread::scope(|s| {
            s.spawn(|| {
                warm_up();
                block_on(waits.of(event.wait()));
            });
            // Nothing tells when the other sleeps; if it comes too late the test passes all the same.
            thread::sleep(std::time::Duration::from_millis(20));
            event.set();
        });
        assert_eq!((waits.count(), waits.allocations()), (1, 0));
    }
}
