//! The timers of others.

use std::fmt::Debug;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use futures_intrusive::timer::{
    Clock, LocalTimer, LocalTimerFuture, LocalTimerService, TimerFuture, TimerService,
};
use tokio::runtime::{Builder, Runtime};

use super::wakeful::HandClock;
use crate::harness::on_the_other_core;
use crate::workload::timers::{Driven, Limiting, Mock, Sleeping, Timers};

pub(super) struct Tokio(Runtime);
pub(super) struct AsyncIo;
pub(super) struct FuturesTimer;

/// The service, and the clock by which it goes.
pub(super) struct Intrusive(&'static HandClock, &'static TimerService);
pub(super) struct IntrusiveLocal(&'static HandClock, &'static LocalTimerService);

impl Tokio {
    fn with_time() -> Self {
        let runtime = Builder::new_current_thread().enable_time().build();
        Self(runtime.expect("a runtime that waits for nothing but time can always be built"))
    }
}

impl Timers for Tokio {
    type Deadline = tokio::time::Instant;
    type Sleep = tokio::time::Sleep;

    fn new() -> Self {
        Self::with_time()
    }

    fn after(&self, nanos: u64) -> Self::Deadline {
        tokio::time::Instant::now() + Duration::from_nanos(nanos)
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: Self::Deadline) -> Self::Sleep {
        tokio::time::sleep_until(deadline)
    }

    fn enter(&self) -> impl Sized {
        self.0.enter()
    }

    fn settle(&self) {
        self.0.block_on(tokio::task::yield_now());
    }
}

impl Sleeping for Tokio {
    #[inline(always)]
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        tokio::time::sleep(duration)
    }
}

impl Driven for Tokio {
    /// Without the budget of a task: it would be used up before so many sleeps were polled once.
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(tokio::task::unconstrained(future))
    }
}

impl Limiting for Tokio {
    fn new() -> Self {
        Self::with_time()
    }

    #[inline(always)]
    fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, impl Debug>> {
        tokio::time::timeout(limit, future)
    }

    fn enter(&self) -> impl Sized {
        self.0.enter()
    }
}

impl Timers for AsyncIo {
    type Deadline = Instant;
    type Sleep = async_io::Timer;

    /// Its thread has begun, on the other core.
    fn new() -> Self {
        on_the_other_core(|| {
            let sleep = pin!(async_io::Timer::after(Duration::from_secs(1)));
            let polled = sleep.poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending(), "a second has not passed");
        });
        Self
    }

    fn after(&self, nanos: u64) -> Instant {
        Instant::now() + Duration::from_nanos(nanos)
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: Instant) -> Self::Sleep {
        async_io::Timer::at(deadline)
    }
}

impl Sleeping for AsyncIo {
    #[inline(always)]
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        async_io::Timer::after(duration)
    }
}

// It has no timeout of its own: this is how its users write one.
impl Limiting for AsyncIo {
    fn new() -> Self {
        Self
    }

    #[inline(always)]
    fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, impl Debug>> {
        futures_lite::future::or(async { Ok(future.await) }, async move {
            Err(async_io::Timer::after(limit).await)
        })
    }
}

// It knows durations only.
impl Timers for FuturesTimer {
    type Deadline = Duration;
    type Sleep = futures_timer::Delay;

    /// Its thread has begun, on the other core.
    fn new() -> Self {
        on_the_other_core(|| drop(futures_timer::Delay::new(Duration::from_secs(1))));
        Self
    }

    fn after(&self, nanos: u64) -> Duration {
        Duration::from_nanos(nanos)
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: Duration) -> Self::Sleep {
        futures_timer::Delay::new(deadline)
    }
}

impl Sleeping for FuturesTimer {
    #[inline(always)]
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        futures_timer::Delay::new(duration)
    }
}

impl Clock for HandClock {
    fn now(&self) -> u64 {
        self.get()
    }
}

impl Timers for Intrusive {
    type Deadline = u64;
    type Sleep = TimerFuture<'static>;

    fn new() -> Self {
        let clock: &HandClock = Box::leak(Box::new(HandClock::new()));
        Self(clock, Box::leak(Box::new(TimerService::new(clock))))
    }

    fn after(&self, nanos: u64) -> u64 {
        self.0.get() + nanos
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: u64) -> Self::Sleep {
        futures_intrusive::timer::Timer::deadline(self.1, deadline)
    }
}

impl Mock for Intrusive {
    fn expire_at_once(&self) {
        self.0.set(self.0.get() + Duration::from_secs(3600).as_nanos() as u64);
        self.1.check_expirations();
    }

    fn expire_in_steps(&self) {
        while let Some(at) = self.1.next_expiration() {
            self.0.set(at);
            self.1.check_expirations();
        }
    }
}

impl Timers for IntrusiveLocal {
    type Deadline = u64;
    type Sleep = LocalTimerFuture<'static>;

    fn new() -> Self {
        let clock: &HandClock = Box::leak(Box::new(HandClock::new()));
        Self(clock, Box::leak(Box::new(LocalTimerService::new(clock))))
    }

    fn after(&self, nanos: u64) -> u64 {
        self.0.get() + nanos
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: u64) -> Self::Sleep {
        LocalTimer::deadline(self.1, deadline)
    }
}
