//! What lets waiters go on may be an interrupt handler, at any time.

use core::array;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use board::{Line, Wfi, stop_ticks};
use wakeful::executor::critical::StaticExecutor;

use crate::crowd::Crowd;
use crate::facts::Serves;
use crate::handlers::{with_line_a, with_ticks};
use crate::probe::Probe;
use crate::shared::Shared;
use crate::stage::{SEATS, Seat, Stage, Subject};

use super::on_stage;

static EXECUTOR: StaticExecutor<Wfi, SEATS> = StaticExecutor::new(Wfi::new());

/// Whether handlers may use this flavor.
pub(super) fn apply(subject: &Subject) -> bool {
    on_stage(subject, |stage| stage.remote.is_some())
}

/// One who waits, as a task.
struct Waiting<'a>(&'a mut dyn Seat);

impl Future for Waiting<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll(cx)
    }
}

const LATER: u32 = 20_000;
/// Each tick releases one at least.
const PATIENCE: usize = 20;

/// The processor sleeps, `SysTick` wakes it and raises another interrupt, and that one's handler releases.
pub(super) fn a_handler_wakes_those_who_sleep(subject: &Subject) {
    let n = subject.facts.at_most(SEATS);
    on_stage(subject, |Stage { remote, seats, .. }| {
        let remote = remote.expect("this flavor is for handlers");
        let mut seats = seats.iter_mut().take(n);
        let waiting: [_; SEATS] = array::from_fn(|_| {
            let seat = seats.next()?;
            seat.sit();
            Some(Waiting(&mut **seat))
        });
        let naps = EXECUTOR.park().naps();
        let releases = Shared::new(0);
        let handler = || {
            releases.count(true);
            assert!(releases.get() < PATIENCE, "those who wait were woken by none of the releases");
            remote.release();
        };
        with_line_a(&handler, || {
            with_ticks(LATER, &|| Line::A.pend(), || {
                EXECUTOR.run_all(waiting);
            });
        });
        assert!(EXECUTOR.park().naps() > naps, "the processor did not sleep");
        assert!(releases.get() > 0, "they did not wait");
    });
}

/// From one try to the next, in cycles.
const STEP: u32 = if option_env!("WAKEFUL_SOAK").is_some() { 1 } else { 3 };

/// A handler releases after ever more cycles, until it comes too late to interrupt anything.
pub(super) fn a_handler_at_any_time_leaves_nobody_asleep(subject: &Subject) {
    let mut cycles = 2;
    while is_interrupted(subject, cycles) {
        cycles += STEP;
    }
    assert!(cycles > 50, "hardly anything was interrupted");
}

/// Some come, one leaves, all look again as other tasks; meanwhile the handler comes, or not: this returns which.
fn is_interrupted(subject: &Subject, cycles: u32) -> bool {
    let n = subject.facts.at_most(3);
    on_stage(subject, |stage| {
        let remote = stage.remote.expect("this flavor is for handlers");
        let mut crowd = Crowd::fresh(stage, subject.facts, n);
        let came = Shared::new(false);
        let others: [_; 3] = array::from_fn(|k| Probe::fresh(SEATS + k).waker());
        let handler = || {
            stop_ticks();
            remote.poke();
            remote.release();
            came.set(true);
        };
        let mut done = 0;
        with_ticks(cycles, &handler, || {
            for (k, other) in others.iter().enumerate().take(n) {
                done += usize::from(crowd.poll_with(k, other));
            }
            if n > 1 {
                crowd.cancel(1);
            }
            for k in 0..n {
                done += usize::from(crowd.is_live(k) && crowd.poll(k));
            }
        });
        let came = came.get();
        if !came {
            remote.release();
        }
        crowd.count_release();
        if subject.facts.rings {
            // The handler may have come before one who then saw an earlier time.
            remote.poke();
        }
        done += crowd.settle();
        match subject.facts.serves {
            _ if subject.facts.unstored || subject.facts.effective => {}
            Serves::Takers => assert_eq!(done, 1, "one was to go on"),
            _ => assert_eq!(crowd.live(), 0, "all were to go on"),
        }
        crowd.run_to_the_end();
        crowd.finish();
        came
    })
}
