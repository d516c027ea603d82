//! Two threads, and what passes between them.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::harness::{Hot, beside, both_for, spin_until, wake_latency};
use crate::os::{Doorbell, futex_wait, futex_wake};
use crate::row::Batch;

/// A number that two threads count up in turn; one operation is one way, a round trip is two.
pub(super) fn line_transfer() -> Batch {
    Batch::count(|count| {
        let ball = Hot(AtomicU32::new(0));
        let wait = |turn| spin_until(|| ball.load(Ordering::Acquire) == turn);
        let pass = |turn| ball.store(turn, Ordering::Release);
        let trips = count.div_ceil(2) as u32;
        let took = beside(
            || {
                for trip in 0..trips {
                    pass(trip * 2 + 1);
                    wait(trip * 2 + 2);
                }
            },
            || {
                for trip in 0..trips {
                    wait(trip * 2 + 1);
                    pass(trip * 2 + 2);
                }
            },
        );
        took.mul_f64(count as f64 / (f64::from(trips) * 2.0))
    })
}

/// A thread that sleeps in the kernel is woken by another one.
pub(super) fn futex_wake_up() -> Batch {
    Batch::count(|count| {
        let word = Hot(AtomicU32::new(0));
        let tell = |number| {
            word.store(number, Ordering::Release);
            futex_wake(&word);
        };
        let hear = |number| {
            while word.load(Ordering::Acquire) != number {
                futex_wait(&word, number - 1);
            }
        };
        wake_latency(count, tell, || hear)
    })
}

/// A thread that sleeps until a file can be read is woken by another one that writes to it.
pub(super) fn file_wake_up() -> Batch {
    Batch::count(|count| {
        let bell = Doorbell::new();
        wake_latency(count, |_| bell.ring(), || |_| bell.wait())
    })
}

/// Two threads add to one word as often as they can.
pub(super) fn shared_add() -> Batch {
    shared(|word| {
        word.fetch_add(1, Ordering::AcqRel);
    })
}

/// Two threads exchange one word as often as they can, each until it succeeds.
pub(super) fn shared_exchange() -> Batch {
    shared(|word| {
        let mut seen = word.load(Ordering::Relaxed);
        while let Err(newer) =
            word.compare_exchange_weak(seen, seen + 1, Ordering::AcqRel, Ordering::Relaxed)
        {
            seen = newer;
        }
    })
}

fn shared(step: impl Fn(&AtomicU64) + Sync + 'static) -> Batch {
    let word = Hot(AtomicU64::new(0));
    Batch::span(move |span| {
        both_for(span, |stop, ready| {
            ready.wait();
            let mut steps = 0;
            while !stop.load(Ordering::Relaxed) {
                step(&word);
                steps += 1;
            }
            steps
        })
    })
}
