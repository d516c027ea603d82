//! How many allocations happen while tasks wait.
//!
//! A *wait* goes from the first poll of a future to the moment it is gone, completed or dropped
//! halfway. Between its polls the thread does other work, and the next poll may come on another thread.
//! So what is counted is what happens in its polls and in its drop, and that is all that a wait does
//! itself: the future takes its place in a queue, the waker is cloned, others are woken (and their
//! executor puts them into its queue), the value is moved, the place is left.
//!
//! What a task does with a lock that it got is no wait, nor is what comes before the first poll: to make a
//! channel for an answer, or to hand work to another thread, takes an allocation. The future that shows
//! how far the tour is is not measured, nor is the one that accepts those who listen.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
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
        let future = pin!(Some(future));
        let mut wait = Wait { sum: self, future, suspended: false, allocations: 0 };
        poll_fn(move |cx| wait.poll(cx)).await
    }
}

/// A wait that goes on. If it is dropped halfway, then that is the end of it.
struct Wait<'a, F> {
    sum: &'a Waits,
    future: Pin<&'a mut Option<F>>,
    suspended: bool,
    allocations: u64,
}

impl<F> Wait<'_, F> {
    fn count<T>(&mut self, what: impl FnOnce(Pin<&mut Option<F>>) -> T) -> T {
        let before = ALLOCATIONS.get();
        let done = what(self.future.as_mut());
        self.allocations += ALLOCATIONS.get() - before;
        done
    }
}

impl<F: Future> Wait<'_, F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        let polled = self.count(|future| match future.as_pin_mut() {
            Some(future) => future.poll(cx),
            None => unreachable!("the future is there until the end"),
        });
        self.suspended |= polled.is_pending();
        polled
    }
}

impl<F> Drop for Wait<'_, F> {
    fn drop(&mut self) {
        self.count(|mut future| future.set(None));
        self.sum.count.fetch_add(1, Ordering::Relaxed);
        self.sum.suspended.fetch_add(self.suspended.into(), Ordering::Relaxed);
        self.sum.allocations.fetch_add(self.allocations, Ordering::Relaxed);
    }
}

/// Starts the thread that serves timers, once, and not in the middle of somebody's wait. (It is started
/// when a timer is to wake a waker that is not the one of `block_on`, such as those of a `race`.)
pub(crate) fn start_timers() {
    // The sleep is polled first, and is not over when its thread is held up.
    block_on((sleep(Duration::from_secs(3600)), yield_now()).race().biased());
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use wakeful::executor::{LocalExecutor, ThreadPool};
    use wakeful::future::yield_now;
    use wakeful::sync::{CancellationToken, ManualResetEvent, Mutex};

    use super::*;

    /// Pending once, with an allocation in each of its two polls and one when it is dropped.
    async fn greedy() {
        struct Last;
        impl Drop for Last {
            fn drop(&mut self) {
                black_box(Box::new(2));
            }
        }
        let _last = Last;
        black_box(Box::new(0));
        yield_now().await;
        black_box(Box::new(1));
    }

    /// Sums of waits: count, suspended, allocations.
    fn sums(waits: &Waits) -> (u64, u64, u64) {
        (waits.count(), waits.suspended(), waits.allocations())
    }

    #[test]
    fn a_wait_that_allocates_is_seen() {
        let waits = Waits::default();
        LocalExecutor::new().run(waits.of(greedy()));
        assert_eq!(sums(&waits), (1, 1, 3));
    }

    #[test]
    fn a_wait_that_is_dropped_halfway_is_seen() {
        let (waits, stop) = (Waits::default(), CancellationToken::new());
        let halfway = stop.run_until_cancelled(async {
            let mut wait = pin!(waits.of(greedy()));
            poll_fn(|cx| {
                stop.cancel();
                wait.as_mut().poll(cx)
            })
            .await;
        });
        assert!(LocalExecutor::new().run(halfway).is_none());
        assert_eq!(sums(&waits), (1, 1, 2));
    }

    #[test]
    fn what_happens_between_polls_and_between_waits_is_not_counted() {
        let (waits, mutex) = (Waits::default(), Mutex::new(Vec::new()));
        let executor = LocalExecutor::new();
        executor.run(async {
            let other = executor.spawn(async {
                for n in 0..10 {
                    mutex.lock().await.push(n);
                    yield_now().await;
                }
            });
            for n in 0..10 {
                waits.of(mutex.lock()).await.push(n);
                waits.of(yield_now()).await;
            }
            other.await.unwrap();
        });
        assert_eq!(sums(&waits), (20, 10, 0));
    }

    #[test]
    fn tasks_of_a_pool_wait_and_allocate_nothing() {
        static WAITS: Waits = Waits {
            count: AtomicU64::new(0),
            suspended: AtomicU64::new(0),
            allocations: AtomicU64::new(0),
        };
        static EVENT: ManualResetEvent = ManualResetEvent::new(false);
        let pool = ThreadPool::builder().threads(2).build().unwrap();
        let tasks: Vec<_> = (0..10).map(|_| pool.spawn(WAITS.of(EVENT.wait()))).collect();
        EVENT.set();
        pool.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!((WAITS.count(), WAITS.allocations()), (10, 0));
    }
}
