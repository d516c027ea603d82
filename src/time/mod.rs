//! Who wakes on time: clocks, timers, timeouts.
//!
//! | situation | use |
//! |---|---|
//! | go on after some time, or at a time | [`sleep`](generic::Timers::sleep), [`sleep_until`](generic::Timers::sleep_until) |
//! | put that off again and again: a watchdog | [`Sleep::reset`](generic::Sleep::reset) |
//! | do something regularly | `interval` |
//! | give up what takes too long | `timeout` |
//! | a clock of your own: a microcontroller, a simulation | [`Clock`], [`Timers`](generic::Timers) |
//! | very many timers | [`Timers`](generic::Timers) on a [`Wheel`] |
//! | test what waits for a time | [`MockClock`](generic::MockClock) |
//!
//! With `std` the free functions of this module work by themselves, under any executor (on
//! `wasm32-unknown-unknown`, where `std` has neither clock nor threads, they panic). Everything else
//! waits in [`Timers`](generic::Timers) of yours, on a [`Clock`] of yours, and needs neither heap nor
//! threads.
//!
//! Time is a `u64` of nanoseconds, counted from a moment that the clock chooses. What does not fit in
//! there is [`NEVER`], and so is `Duration::MAX`. `StdClock::at` makes a time of an `Instant`, and
//! `StdClock::instant` an `Instant` of a time. Nothing is woken early; how late it is depends on who
//! drives the timers.
//!
//! # Flavors
//!
//! The body of each type is in [`generic`]; a flavor is a list of aliases.
//!
//! | module | for | needs |
//! |---|---|---|
//! | this one | threads | `std` |
//! | [`local`] | one thread, without atomics | |
//! | `critical` | threads and interrupt handlers, without atomics | `critical-section` |
//! | [`generic`] | any [`RawLock`](crate::lock::RawLock) | |
//!
//! # A clock of your own
//!
//! `now` is all that a [`Clock`] must have. A microcontroller whose counter ticks every microsecond:
//!
//! ```
//! # fn ticks() -> u64 { 5 }
//! use wakeful::time::Clock;
//!
//! struct Ticks;
//!
//! impl Clock for Ticks {
//!     fn now(&self) -> u64 {
//!         ticks() * 1_000
//!     }
//! }
//! # assert_eq!(Ticks.now(), 5_000);
//! ```
//!
//! # Driving timers
//!
//! Somebody has to call [`check_expirations`](generic::Timers::check_expirations): in a loop, before the
//! processor goes to sleep, in the interrupt handler of a hardware timer, or on a thread. It returns when
//! to call it again, and the clock is told when something is to happen before that. On a thread:
//!
//! ```
//! use std::sync::OnceLock;
//! use std::thread::{self, Thread};
//! use std::time::Duration;
//! use wakeful::time::{Clock, StdClock, Timers};
//!
//! struct Alarm(OnceLock<Thread>);
//!
//! impl Clock for Alarm {
//!     fn now(&self) -> u64 {
//!         StdClock.now()
//!     }
//!     fn set_alarm(&self, _at: u64) {
//!         if let Some(driver) = self.0.get() {
//!             driver.unpark(); // It checks, and knows then.
//!         }
//!     }
//! }
//!
//! static TIMERS: Timers<Alarm> = Timers::new(Alarm(OnceLock::new()));
//!
//! thread::spawn(|| {
//!     TIMERS.clock().0.set(thread::current()).unwrap();
//!     loop {
//!         match TIMERS.check_expirations() {
//!             None => thread::park(),
//!             Some(at) => {
//!                 thread::park_timeout(Duration::from_nanos(at.saturating_sub(TIMERS.now())));
//!             }
//!         }
//!     }
//! });
//! let before = TIMERS.now();
//! wakeful::executor::block_on(TIMERS.sleep(Duration::from_millis(3)));
//! assert!(TIMERS.now() >= before + 3_000_000);
//! ```

mod clock;
#[cfg(feature = "critical-section")]
pub mod critical;
#[cfg(feature = "std")]
mod driver;
#[cfg(feature = "std")]
mod elapsed_io;
#[cfg(feature = "futures-core")]
mod fused;
pub mod generic;
mod handle;
pub mod local;
mod queue;
#[cfg(feature = "alloc")]
mod shared;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod shared_arc;
#[cfg(feature = "std")]
mod std_clock;
#[cfg(feature = "std")]
mod threads;

pub use self::clock::{Clock, NEVER};
#[cfg(feature = "std")]
pub use self::driver::{
    DriverClock, Global, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};
pub use self::generic::{Elapsed, MissedTickBehavior};
pub use self::handle::{Handle, WakerId};
pub use self::queue::{Heap, Queue, Wheel};
#[cfg(feature = "std")]
pub use self::std_clock::StdClock;
#[cfg(feature = "std")]
pub use self::threads::*;
