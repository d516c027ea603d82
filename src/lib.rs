#![no_std]
#![doc = include_str!("../README.md")]
//!
//! # The floors
//!
//! A module uses only modules on floors below its own.
//!
//! ```text
//!  reactor/                who waits for devices: sockets, pipes, terminals
//!  time/                   who wakes on time: clocks, timers, timeouts
//!  sync/       channel/    agree: locks, events, semaphores | hand over: channels
//!  executor/               who polls
//!  future/                 futures together: join, race, select, groups
//!  wait/                   how a task waits: a word, a list of waiters, one future for all
//!  lock/                   who may touch a state
//! ```
//!
//! # Write your own primitive
//!
//! A primitive is a pure function on one word: a latch takes 20 lines. See [`wait`].
//!
//! # Guides
//!
//! The module `guide` of the [documentation](https://docs.rs/wakeful) with all features:
//! `guide::microcontroller` goes from an empty crate to a program that blinks, queues and keeps the time.
//!
//! # Features
//!
//! | feature | gives |
//! |---|---|
//! | (none) | [`sync::local`], [`channel::local`], their `generic` forms, timers of a clock of yours, `executor::StaticExecutor`, [`wait`], [`lock`]: no heap, no atomics but load and store |
//! | `alloc` | futures and guards from `Rc` and `Arc` handles; channels in one allocation, unbounded channels; groups and scopes; trees of cancellation tokens, where the target has atomics |
//! | `std` (default) | the thread-safe flavors [`sync`] and [`channel`], timers that run by themselves, `executor::block_on`, `unblock`, `blocking_*` |
//! | `executor` | `executor::LocalExecutor`; with `std` `ThreadPool` and a global `spawn`: where the target has compare-exchange |
//! | `reactor` | on Unix and Windows: `reactor::Device`, whatever the operating system can watch |
//! | `futures-io` | `reactor`, and `AsyncRead` and `AsyncWrite` on devices |
//! | `web` | on wasm32: `executor::web`, tasks on the page's queue of microtasks |
//! | `critical-section` | `sync::critical`, `channel::critical`: threads and interrupt handlers on bare metal |
//! | `lock_api` | `lock::LockApi`: any `lock_api::RawMutex` |
//! | `futures-core` | `FusedFuture` on the futures, `Stream` on receivers |
//! | `futures-sink` | `Sink` on senders |
//!
//! # Glossary
//!
//! | word | means |
//! |---|---|
//! | waiter | a future that was polled and is not ready: a node in a queue |
//! | offer | a waiter was woken and may take; a newcomer may be quicker |
//! | grant | what was asked for belongs to the one who asked |
//! | barging | taking before those who wait |
//! | strict, fair | in order; nobody barges |
//! | hand-over | one releases, another goes on |
//! | lost wake-up | somebody who could go on is not woken |
//! | spurious wake | somebody is woken who cannot go on |
//! | futurelock | a task waits for what a future holds that it does not poll |
//! | cancel-safe, strict | dropping the future loses nothing but the place in the queue |
//! | cancel-safe, weak | dropping it loses what its documentation names |

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod channel;
pub mod executor;
pub mod future;
#[cfg(all(doc, feature = "critical-section", feature = "std"))]
pub mod guide;
pub mod lock;
#[cfg(all(feature = "reactor", any(unix, windows)))]
pub mod reactor;
pub mod sync;
pub mod time;
pub mod wait;
