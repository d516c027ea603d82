//! Two threads that take turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::{Hot, beside, spin_until};
use crate::os::{futex_wait, futex_wake};
use crate::row::Batch;

/// A number that two threads count up in turn.
type Ball = Hot<AtomicU32>;

pub(super) fn line_transfer() -> Batch {
    take_turns(
        |ball, turn| spin_until(|| ball.load(Ordering::Acquire) == turn),
        |ball, turn| ball.store(turn, Ordering::Release),
    )
}

pub(super) fn futex_transfer() -> Batch {
    take_turns(
        |ball, turn| loop {
            let seen = ball.load(Ordering::Acquire);
            if seen == turn {
                return;
            }
            futex_wait(ball, seen);
        },
        |ball, turn| {
            ball.store(turn, Ordering::Release);
            futex_wake(ball);
        },
    )
}

/// One operation is one way; a round trip is two.
fn take_turns(
    wait: impl Fn(&Ball, u32) + Copy + Send + 'static,
    pass: impl Fn(&Ball, u32) + Copy + Send + 'static,
) -> Batch {
    Batch::count(move |count| {
        let ball = Arc::new(Hot(AtomicU32::new(0)));
        let trips = count.div_ceil(2) as u32;
        let there = Arc::clone(&ball);
        let took = beside(
            || {
                for trip in 0..trips {
                    pass(&ball, trip * 2 + 1);
                    wait(&ball, trip * 2 + 2);
                }
            },
            move || {
                for trip in 0..trips {
                    wait(&there, trip * 2 + 1);
                    pass(&there, trip * 2 + 2);
                }
            },
        );
        took.mul_f64(count as f64 / (f64::from(trips) * 2.0))
    })
}
