//! Whatever wakes tasks at a time: queues of timers, and what is built on them.

use std::fmt::Debug;
use std::future::{poll_fn, ready};
use std::hint::black_box;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::harness::{Deadlines, Slots, Wakes, all_for, crowd, poll_ready, spin_until, timed};
use crate::row::Batch;

/// A queue of timers.
pub(crate) trait Timers: 'static {
    /// A moment, as the queue likes it.
    type Deadline: Copy + 'static;
    type Sleep: Future + 'static;

    fn new() -> Self;

    /// The moment that is so many nanoseconds from now.
    fn after(&self, nanos: u64) -> Self::Deadline;

    fn sleep_until(&self, deadline: Self::Deadline) -> Self::Sleep;

    /// What has to be there while sleeps are made.
    fn enter(&self) -> impl Sized {}

    /// Lets whoever wakes on time look at those who wait now. Most have a thread that does.
    fn settle(&self) {}
}

/// A queue whose clock is set by hand.
pub(crate) trait Mock: Timers {
    /// Sets the clock to a time after all deadlines, and wakes all that are due.
    fn expire_at_once(&self);

    /// Sets the clock to one deadline after the other, and wakes those that are due.
    fn expire_in_steps(&self);
}

/// A queue of real time that is served by the thread that runs a future.
pub(crate) trait Driven: Timers {
    fn block_on<F: Future>(&self, future: F) -> F::Output;
}

/// A library in which one can sleep for a while.
pub(crate) trait Sleeping: Timers {
    fn sleep(&self, duration: Duration) -> Self::Sleep;
}

/// A library in which one can limit the time of a future.
pub(crate) trait Limiting: Sync + 'static {
    fn new() -> Self;

    fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, impl Debug>>;

    /// What has to be there while timeouts are made.
    fn enter(&self) -> impl Sized {}
}

/// A queue, and those who wait in it all the time.
struct Crowd<T: Timers> {
    timers: T,
    others: Slots<T::Sleep>,
    deadlines: Deadlines<T::Deadline>,
}

impl<T: Timers> Crowd<T> {
    fn new(pending: usize) -> Self {
        let timers = T::new();
        let entered = timers.enter();
        let mut others = Slots::new(crowd(pending));
        let mut random = Deadlines::random();
        let mut next = || timers.after(random.next().expect("there is no end to them"));
        others.start(|| timers.sleep_until(next()), &Wakes::new().1, 0);
        let deadlines = Deadlines::new(|nanos| timers.after(nanos));
        timers.settle();
        drop(entered);
        Self { timers, others, deadlines }
    }
}

/// A timer is inserted among so many others, and cancelled.
pub(crate) fn insert_cancel<T: Timers>(pending: usize) -> Batch {
    let mut crowd = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let Crowd { timers, deadlines, .. } = crowd.get_or_insert_with(|| Crowd::<T>::new(pending));
        let _entered = timers.enter();
        let mut deadlines = deadlines.all();
        let mut context = Context::from_waker(&waker);
        timed(count, || {
            let sleep = pin!(timers.sleep_until(deadlines.next()));
            assert!(sleep.poll(&mut context).is_pending(), "its time has not come");
        })
    })
}

/// One after the other of so many timers is cancelled, and another one takes its place.
pub(crate) fn replace<T: Timers>(pending: usize) -> Batch {
    let mut crowd = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let Crowd { timers, deadlines, others } =
            crowd.get_or_insert_with(|| Crowd::<T>::new(pending));
        let _entered = timers.enter();
        let mut deadlines = deadlines.all();
        let mut place = 0;
        timed(count, || {
            // They lie in memory as they were made, so they are not taken in this order.
            place = (place + 7919) % others.len();
            others.replace(place, || timers.sleep_until(deadlines.next()), &waker);
        })
    })
}

/// So many timers end; whoever set them is woken. The clock is set as `expire` likes it.
pub(crate) fn fire<T: Mock>(count_of_timers: usize, expire: fn(&T)) -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let (timers, sleeps) =
            made.get_or_insert_with(|| (T::new(), Slots::<T::Sleep>::new(count_of_timers)));
        let (wakes, waker) = Wakes::new();
        let mut random = Deadlines::random();
        let mut next = || timers.after(random.next().expect("there is no end to them"));
        let mut took = Duration::ZERO;
        for _ in 0..count {
            sleeps.start(|| timers.sleep_until(next()), &waker, 0);
            let start = Instant::now();
            expire(timers);
            took += start.elapsed();
            sleeps.finish(count_of_timers, &waker);
        }
        assert_eq!(wakes.get(), count * count_of_timers as u64, "wakes were lost or doubled");
        took
    })
}

/// How long before they are due timers are set: long enough to set all of them.
const LEAD: Duration = Duration::from_millis(if cfg!(debug_assertions) { 100 } else { 10 });

/// How long the thread keeps from serving timers that are due: some round up to a millisecond.
const LATE: Duration = Duration::from_millis(2);

/// So many timers of a task are due when its thread has time for them: from then on until the task
/// is polled.
pub(crate) fn fire_driven<T: Driven>(count_of_timers: usize) -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let (timers, sleeps) =
            made.get_or_insert_with(|| (T::new(), Slots::<T::Sleep>::new(count_of_timers)));
        let mut took = Duration::ZERO;
        for _ in 0..count {
            let mut since: Option<Instant> = None;
            took += timers.block_on(poll_fn(|context| {
                if let Some(since) = since {
                    let took = since.elapsed();
                    sleeps.finish(count_of_timers, context.waker());
                    return Poll::Ready(took);
                }
                let due = timers.after(LEAD.as_nanos() as u64);
                let late = Instant::now() + LEAD + LATE;
                sleeps.start(|| timers.sleep_until(due), context.waker(), 0);
                spin_until(|| Instant::now() >= late);
                since = Some(Instant::now());
                Poll::Pending
            }));
        }
        took
    })
}

/// A sleep is made and dropped before anybody asked it for anything.
pub(crate) fn create_drop<T: Sleeping>() -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let timers = made.get_or_insert_with(T::new);
        let _entered = timers.enter();
        timed(count, || drop(black_box(timers.sleep(black_box(Duration::from_secs(600))))))
    })
}

/// Far more than it takes.
const LIMIT: Duration = Duration::from_secs(600);

/// A future that is ready at once has a time limit.
pub(crate) fn timeout_ready<T: Limiting>() -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let timers = made.get_or_insert_with(T::new);
        let _entered = timers.enter();
        timed(count, || limit_ready(timers))
    })
}

/// The same on as many threads as `threads`, as often as they can.
pub(crate) fn timeout_ready_on<T: Limiting>(threads: usize) -> Batch {
    let mut made = None;
    Batch::span(move |span| {
        let timers = made.get_or_insert_with(T::new);
        all_for(threads, span, |stop, ready| {
            let _entered = timers.enter();
            ready.wait();
            let mut limited = 0;
            while !stop.load(Ordering::Relaxed) {
                limit_ready(timers);
                limited += 1;
            }
            limited
        })
    })
}

#[inline(always)]
fn limit_ready(timers: &impl Limiting) {
    let limited = timers.timeout(black_box(LIMIT), ready(black_box(1)));
    black_box(poll_ready(limited).expect("it was ready in time"));
}
