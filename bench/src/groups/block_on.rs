//! Running one future on the calling thread: without waiting, and woken by another thread.

use std::future::{poll_fn, ready};
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use atomic_waker::AtomicWaker;
use wakeful::executor::{ThreadPark, block_on_with};

use crate::floors::Floor;
use crate::harness::{timed, wake_latency};
use crate::row::{Batch, Goal, Row};

/// Something that runs a future; made by the thread that uses it.
trait BlockOn: 'static {
    fn new() -> Self;
    fn block_on<F: Future>(&self, future: F) -> F::Output;
}

struct Wakeful;
/// The form that sleeps by whatever it is given.
struct WakefulWith(&'static ThreadPark);
struct Pollster;
struct FuturesLite;
struct FuturesExecutor;
struct Tokio(tokio::runtime::Runtime);

pub(super) fn rows() -> Vec<Row> {
    vec![at_once().goal(Goal::Best(1.0)), latency().goal(Goal::Floor(1.1))]
}

fn at_once() -> Row {
    Row::new("block_on", "ready future")
        .wakeful(ready_future(Wakeful::new()))
        .yardstick("block_on_with", ready_future(WakefulWith::new()))
        .peer("pollster", ready_future(Pollster::new()))
        .peer("futures-lite", ready_future(FuturesLite::new()))
        .peer("futures-executor", ready_future(FuturesExecutor::new()))
        .peer("tokio", ready_future(Tokio::new()))
}

fn latency() -> Row {
    Row::new("block_on", "from wake until the sleeping thread runs")
        .threads(2)
        .floor(Floor::FutexWake)
        .wakeful(wake_up::<Wakeful>())
        .yardstick("block_on_with", wake_up::<WakefulWith>())
        .peer("pollster", wake_up::<Pollster>())
        .peer("futures-lite", wake_up::<FuturesLite>())
        .peer("futures-executor", wake_up::<FuturesExecutor>())
        .peer("tokio", wake_up::<Tokio>())
}

fn ready_future(executor: impl BlockOn) -> Batch {
    Batch::count(move |count| {
        timed(count, || {
            black_box(executor.block_on(ready(black_box(1))));
        })
    })
}

/// A thread that sleeps in `block_on` is woken by another one.
fn wake_up<E: BlockOn>() -> Batch {
    Batch::count(|count| {
        let line = Line::default();
        let hear = || {
            let executor = E::new();
            let line = &line;
            move |number| executor.block_on(line.hear(number))
        };
        wake_latency(count, |number| line.tell(number), hear)
    })
}

/// A number that one task waits for: the same for every executor.
#[derive(Default)]
#[repr(align(128))]
pub(super) struct Line {
    told: AtomicU32,
    waker: AtomicWaker,
}

impl Line {
    pub(super) fn tell(&self, number: u32) {
        self.told.store(number, Ordering::Release);
        self.waker.wake();
    }

    pub(super) fn hear(&self, number: u32) -> impl Future<Output = ()> {
        let heard = move || self.told.load(Ordering::Acquire) == number;
        poll_fn(move |context| {
            if heard() {
                return Poll::Ready(());
            }
            self.waker.register(context.waker());
            // It may have been told before there was a waker to wake.
            if heard() { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

impl BlockOn for Wakeful {
    fn new() -> Self {
        Self
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        wakeful::executor::block_on(future)
    }
}

impl BlockOn for WakefulWith {
    fn new() -> Self {
        Self(Box::leak(Box::new(ThreadPark::new())))
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        block_on_with(self.0, future)
    }
}

impl BlockOn for Pollster {
    fn new() -> Self {
        Self
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        pollster::block_on(future)
    }
}

impl BlockOn for FuturesLite {
    fn new() -> Self {
        Self
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        futures_lite::future::block_on(future)
    }
}

impl BlockOn for FuturesExecutor {
    fn new() -> Self {
        Self
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        futures_executor::block_on(future)
    }
}

impl BlockOn for Tokio {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        Self(runtime.expect("a runtime without drivers can always be built"))
    }
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}
