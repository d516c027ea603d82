//! Counters that are not down to zero, and a barrier that lacks some.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use crate::flavor::sync::{Barrier, Latch, WaitGroup};
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Latch", ALL, latch),
    Subject::new("WaitGroup", ALL, group),
    Subject::new("Barrier", ALL.unstored(), barrier),
];

fn latch(act: Act<'_>) {
    let latch = const { Latch::new(1) };
    let scene = Scene {
        wait: || latch.wait(),
        release: || latch.count_down(),
        poke: || {
            let _ = (latch.count(), latch.is_open());
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

fn group(act: Act<'_>) {
    let group = const { WaitGroup::new() };
    group.add(1);
    let scene = Scene {
        wait: || group.wait(),
        release: || {
            if group.count() > 0 {
                group.done();
            }
        },
        poke: || {
            if group.count() > 0 {
                drop(group.worker());
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

/// Comes as often as it takes to complete the round; a recursion keeps those who came.
fn complete(barrier: &Barrier) {
    let mut one = pin!(barrier.wait());
    match one.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => assert!(result.is_leader()),
        Poll::Pending => complete(barrier),
    }
}

fn barrier(act: Act<'_>) {
    // One more than there are seats, and one who comes and goes.
    let barrier = const { Barrier::new(7) };
    let scene = Scene {
        wait: || barrier.wait(),
        release: || complete(&barrier),
        poke: || drop(barrier.wait()),
        ebb: no_ebb,
    };
    play(scene, act);
}
