//! The last ends of a shared channel go in two threads at the same time: one of them frees it, while the
//! other has yet to return from the step by which it left.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use wakeful::channel::generic::{
    broadcast, mpmc, oneshot, oneshot_broadcast, rendezvous, spsc, watch,
};
#[cfg(feature = "critical-section")]
use wakeful::lock::CriticalSectionLock;
use wakeful::lock::{Counter, StdLock, ThreadSafe};

/// A lock of a flavor for threads.
trait Shareable: ThreadSafe<Counter: Counter<Line: Send + Sync> + Send + Sync> {}

impl<L: ThreadSafe<Counter: Counter<Line: Send + Sync> + Send + Sync>> Shareable for L {}

const ROUNDS: usize = if cfg!(miri) { 1 } else { 200 };

fn drop_in_two_threads<A: Send, B: Send>(ends: impl Fn() -> (A, B)) {
    for _ in 0..ROUNDS {
        let (first, second) = ends();
        let there = AtomicUsize::new(0);
        thread::scope(|s| {
            s.spawn(|| {
                meet(&there);
                drop(first);
            });
            meet(&there);
            drop(second);
        });
    }
}

/// Returns when both threads are there.
fn meet(there: &AtomicUsize) {
    there.fetch_add(1, Ordering::Relaxed);
    while there.load(Ordering::Relaxed) < 2 {
        thread::yield_now();
    }
}

/// Two ends of the same side, and the one of the other side has gone.
fn clones<A: Clone, B>((end, other): (A, B)) -> (A, A) {
    drop(other);
    (end.clone(), end)
}

fn a_oneshot_is_freed_once<L: Shareable>() {
    drop_in_two_threads(oneshot::channel::<u8, L>);
    drop_in_two_threads(oneshot::lite::channel::<bool, L>);
}

/// The sender leaves by sending, the receiver by taking what it sees at once.
fn a_oneshot_is_freed_by_the_one_who_receives<L: Shareable>() {
    for _ in 0..ROUNDS {
        let (tx, mut rx) = oneshot::channel::<Box<u8>, L>();
        let (lite_tx, mut lite_rx) = oneshot::lite::channel::<bool, L>();
        thread::scope(|s| {
            s.spawn(move || {
                tx.send(Box::new(7)).unwrap();
                lite_tx.send(true).unwrap();
            });
            while rx.try_recv().is_err() {
                thread::yield_now();
            }
            while lite_rx.try_recv().is_err() {
                thread::yield_now();
            }
        });
    }
}

fn a_channel_with_clones_is_freed_once<L: Shareable>() {
    drop_in_two_threads(oneshot_broadcast::channel::<u8, L>);
    drop_in_two_threads(|| {
        let (tx, rx) = oneshot_broadcast::channel::<u8, L>();
        clones((rx, tx))
    });
    drop_in_two_threads(rendezvous::channel::<u8, L>);
    drop_in_two_threads(|| clones(rendezvous::channel::<u8, L>()));
    drop_in_two_threads(|| watch::channel::<u8, L>(0));
    drop_in_two_threads(|| clones(watch::channel::<u8, L>(0)));
}

fn a_channel_with_a_ring_is_freed_once<L: Shareable>() {
    drop_in_two_threads(|| spsc::channel::<u8, L>(2));
    drop_in_two_threads(|| mpmc::buffered::<u8, L>(2));
    drop_in_two_threads(|| clones(mpmc::buffered::<u8, L>(2)));
    drop_in_two_threads(|| broadcast::channel::<u8, L>(2));
    drop_in_two_threads(|| clones(broadcast::channel::<u8, L>(2)));
}

mod threads {
    use super::*;

    #[test]
    fn a_oneshot_is_freed_once() {
        super::a_oneshot_is_freed_once::<StdLock>();
    }

    #[test]
    fn a_oneshot_is_freed_by_the_one_who_receives() {
        super::a_oneshot_is_freed_by_the_one_who_receives::<StdLock>();
    }

    #[test]
    fn a_channel_with_clones_is_freed_once() {
        super::a_channel_with_clones_is_freed_once::<StdLock>();
    }

    #[test]
    fn a_channel_with_a_ring_is_freed_once() {
        super::a_channel_with_a_ring_is_freed_once::<StdLock>();
    }

    #[test]
    fn a_ring_for_threads_is_freed_once() {
        drop_in_two_threads(|| mpmc::ring::<u8, StdLock>(2));
        drop_in_two_threads(|| clones(mpmc::ring::<u8, StdLock>(2)));
    }
}

#[cfg(feature = "critical-section")]
mod critical_threads {
    use super::*;

    #[test]
    fn a_oneshot_is_freed_once() {
        super::a_oneshot_is_freed_once::<CriticalSectionLock>();
    }

    #[test]
    fn a_oneshot_is_freed_by_the_one_who_receives() {
        super::a_oneshot_is_freed_by_the_one_who_receives::<CriticalSectionLock>();
    }

    #[test]
    fn a_channel_with_clones_is_freed_once() {
        super::a_channel_with_clones_is_freed_once::<CriticalSectionLock>();
    }

    #[test]
    fn a_channel_with_a_ring_is_freed_once() {
        super::a_channel_with_a_ring_is_freed_once::<CriticalSectionLock>();
    }
}
