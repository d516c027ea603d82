//! The wheel of `nexus-timer`: for one thread, with values instead of futures. The values are wakers
//! here, and a timer is cancelled by the handle that its user keeps.

use std::time::{Duration, Instant};

use nexus_timer::Wheel;

use crate::harness::{Deadlines, Wakes, crowd, timed};
use crate::row::Batch;

/// As many timers as lie in one block of its memory.
const CHUNK: usize = 4096;

/// A waker is inserted among so many others, and cancelled.
pub(super) fn insert_cancel(pending: usize) -> Batch {
    let mut filled = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let (wheel, turns) = filled.get_or_insert_with(|| {
            let now = Instant::now();
            let mut wheel = Wheel::unbounded(CHUNK, now);
            for nanos in Deadlines::random().take(crowd(pending)) {
                wheel.schedule_forget(now + Duration::from_nanos(nanos), waker.clone());
            }
            (wheel, Deadlines::new(|nanos| now + Duration::from_nanos(nanos)))
        });
        let mut deadlines = turns.all();
        timed(count, || {
            let handle = wheel.schedule(deadlines.next(), waker.clone());
            assert!(wheel.cancel(handle).is_some(), "its time has not come");
        })
    })
}

/// So many wakers are given back, and woken.
pub(super) fn fire_at_once(timers: usize) -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let (wheel, now) = made.get_or_insert_with(|| {
            let now = Instant::now();
            (Wheel::unbounded(CHUNK, now), now)
        });
        let (wakes, waker) = Wakes::new();
        let mut due = Vec::with_capacity(timers);
        let mut random = Deadlines::random();
        let mut took = Duration::ZERO;
        for _ in 0..count {
            for nanos in random.by_ref().take(timers) {
                wheel.schedule_forget(*now + Duration::from_nanos(nanos), waker.clone());
            }
            *now += Duration::from_secs(3600);
            let start = Instant::now();
            wheel.poll(*now, &mut due);
            due.drain(..).for_each(std::task::Waker::wake);
            took += start.elapsed();
        }
        assert_eq!(wakes.get(), count * timers as u64, "wakes were lost or doubled");
        took
    })
}
