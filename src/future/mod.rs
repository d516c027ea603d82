//! Futures together: join, race, select, groups.
//!
//! | you have several futures and want | use | which ends | the others |
//! |---|---|---|---|
//! | all outputs | [`.join()`](Join::join) | when all are done | |
//! | all values, or the first error | [`.try_join()`](TryJoin::try_join) | at the first `Err` | are dropped |
//! | the first output | [`.race()`](Race::race) | when one is done | are dropped |
//! | the first value, or all errors | [`.race_ok()`](RaceOk::race_ok) | at the first `Ok` | are dropped |
//! | the first output, and to go on with the rest | [`.select()`](Select::select) | when one is done | are given to you |
//! | each output as soon as it is there | [`.select_with(…)`](Select::select_with) | when you are done | are dropped |
//! | to add futures while others run | `Group` | when none is left | stay |
//! | to handle what several sources bring, with one state | [`Loop`] | when a handler says so | are dropped |
//!
//! | with one future you want | use |
//! |---|---|
//! | to poll it after its end | [`.fuse()`](Fuse::fuse) |
//! | its panic as an output | `.catch_unwind()` |
//! | to let others run first | [`yield_now()`] |
//!
//! The futures are a tuple (of 1 to 12, of different types), an array, an array of `Option`s, or with the
//! feature `alloc` a `Vec`. They need not be pinned: they lie in the combinator, and it is awaited where it
//! is made. No macro is needed, and no runtime: whatever polls your futures will do.
//!
//! ```
//! use wakeful::executor::block_on;
//! use wakeful::future::{Join, Race};
//!
//! block_on(async {
//!     let (name, age) = (async { "Ada" }, async { 36 }).join().await;
//!     assert_eq!((name, age), ("Ada", 36));
//!
//!     let never = core::future::pending();
//!     assert_eq!((never, async { "now" }).race().await, "now");
//! });
//! ```
//!
//! # What is polled
//!
//! Each future gets a waker of its own, and is polled when it was woken, and not because another one was. That
//! takes one allocation for each combinator in which somebody waits, whatever their number; nothing is
//! allocated for futures that are ready at once. Without a heap, `.in_pool(&POOL)` takes the room from a
//! [`WakerPool`]; else all futures that are not done are polled, which is just as right.
//!
//! # Fairness
//!
//! Where it matters who is polled first, that one changes: of futures that are always ready, each wins a race
//! about as often. `.biased()` is for those that have an order.

#[cfg(feature = "std")]
mod catch_unwind;
pub mod combine;
pub mod event_loop;
mod fuse;
#[cfg(feature = "futures-core")]
mod fused;
#[cfg(feature = "alloc")]
pub mod group;
mod join;
#[cfg(any(feature = "std", all(feature = "executor", target_has_atomic = "ptr")))]
pub(crate) mod panics;
mod race;
mod race_ok;
mod select;
mod try_join;
mod wakers;
mod winners;
mod yield_now;

#[cfg(feature = "std")]
pub use self::catch_unwind::{CatchUnwind, Caught};
pub use self::event_loop::Loop;
pub use self::fuse::{Fuse, Fused};
#[cfg(feature = "alloc")]
pub use self::group::Group;
pub use self::join::{Join, JoinAll};
pub use self::race::{Race, RaceAll};
pub use self::race_ok::{RaceOk, RaceOkAll};
pub use self::select::{Select, SelectAll, Selected};
pub use self::try_join::{TryJoin, TryJoinAll};
pub use self::wakers::WakerPool;
#[cfg(any(target_has_atomic = "ptr", feature = "critical-section"))]
#[doc(hidden)]
pub use self::wakers::generic;
pub use self::winners::{Next, Winners};
pub use self::yield_now::{YieldNow, yield_now};
