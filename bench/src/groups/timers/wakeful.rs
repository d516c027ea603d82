//! The subject: each queue with a clock that is set by hand, and the one of the standard library.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use wakeful::executor::block_on;
use wakeful::lock::{LocalLock, RawLock, StdLock};
use wakeful::time::{self, Clock, Queue, generic};

use crate::harness::on_the_other_core;
use crate::workload::timers::{Driven, Limiting, Mock, Sleeping, Timers};

/// A clock that costs nothing but a load.
pub(super) struct HandClock(AtomicU64);

/// Timers with a clock that is set by hand.
pub(super) struct Mocked<L: 'static, Q: 'static>(&'static generic::Timers<HandClock, L, Q>);

pub(super) type Wakeful<Q> = Mocked<StdLock, Q>;
pub(super) type Local<Q> = Mocked<LocalLock, Q>;

/// The timers that everybody shares who uses the free functions.
pub(super) struct Global;

/// The free function that limits the time.
pub(super) struct Limited;

impl HandClock {
    pub(super) const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(super) fn set(&self, now: u64) {
        self.0.store(now, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    #[inline(always)]
    fn now(&self) -> u64 {
        self.get()
    }
}

impl<L: RawLock + 'static, Q: Queue + 'static> Timers for Mocked<L, Q> {
    type Deadline = u64;
    type Sleep = generic::Sleep<&'static generic::Timers<HandClock, L, Q>>;

    fn new() -> Self {
        Self(Box::leak(Box::new(generic::Timers::new(HandClock::new()))))
    }

    fn after(&self, nanos: u64) -> u64 {
        self.0.now() + nanos
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: u64) -> Self::Sleep {
        self.0.sleep_until(deadline)
    }
}

impl<L: RawLock + 'static, Q: Queue + 'static> Mock for Mocked<L, Q> {
    fn expire_at_once(&self) {
        let clock = self.0.clock();
        clock.set(clock.get() + Duration::from_secs(3600).as_nanos() as u64);
        assert_eq!(self.0.check_expirations(), None, "all were due");
    }

    fn expire_in_steps(&self) {
        let mut next = self.0.next_expiration();
        while let Some(at) = next {
            self.0.clock().set(at);
            next = self.0.check_expirations();
        }
    }
}

impl Timers for Global {
    type Deadline = Instant;
    type Sleep = time::Sleep;

    /// Whoever wakes on time has begun, on the other core.
    fn new() -> Self {
        on_the_other_core(|| {
            let mut sleep = Box::pin(time::sleep(Duration::from_secs(1)));
            let polled = sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending(), "a second has not passed");
        });
        Self
    }

    fn after(&self, nanos: u64) -> Instant {
        Instant::now() + Duration::from_nanos(nanos)
    }

    #[inline(always)]
    fn sleep_until(&self, deadline: Instant) -> Self::Sleep {
        time::sleep_until(deadline)
    }
}

impl Sleeping for Global {
    #[inline(always)]
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        time::sleep(duration)
    }
}

impl Driven for Global {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        block_on(future)
    }
}

impl Limiting for Limited {
    fn new() -> Self {
        Self
    }

    #[inline(always)]
    fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, impl Debug>> {
        time::timeout(limit, future)
    }
}
