//! Short histories of real threads, checked against what a queue does one operation at a time.
//!
//! A [`round`] lets a few threads loose on one channel, each with a [`script`]. Every operation is
//! stamped by one [`clock`] when it begins and when it ends; together they are a [`history`]. The
//! [`checker`] looks for an order of the operations that keeps to the stamps and that the
//! sequential [`spec`] allows. When every thread waits and nobody was woken, the [`gate`] notes
//! this in the history: then there must be nothing to wait for. So a lost wake-up is a fault like
//! any other.
//!
//! Between any two steps of a channel another thread may come; so that it does, the [`jitter`] flavor
//! yields there at random.
//!
//! `WAKEFUL_HISTORIES` sets how many histories each test records.
//! All this is shown to fail on [`toy`]s with planted faults.

#![cfg(feature = "std")]

#[path = "linearizability/channels.rs"]
mod channels;
#[path = "linearizability/checker.rs"]
mod checker;
#[path = "linearizability/clock.rs"]
mod clock;
#[path = "ends/mod.rs"]
mod ends;
#[path = "linearizability/gate.rs"]
mod gate;
#[path = "linearizability/history.rs"]
mod history;
#[path = "linearizability/jitter.rs"]
mod jitter;
#[path = "linearizability/planted.rs"]
mod planted;
#[path = "linearizability/round.rs"]
mod round;
#[path = "linearizability/run.rs"]
mod run;
#[path = "linearizability/script.rs"]
mod script;
#[path = "linearizability/spec.rs"]
mod spec;
#[path = "linearizability/spsc.rs"]
mod spsc;
#[path = "linearizability/toy.rs"]
mod toy;
#[path = "linearizability/worker.rs"]
mod worker;
