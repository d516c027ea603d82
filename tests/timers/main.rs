//! Timers, against a model and in the cases that are hard: whatever the clock does, whoever is woken
//! is woken in order and never early, nobody is forgotten, and the alarm rings in time.

#![cfg(feature = "std")]

mod busy;
#[path = "../conformance/caught.rs"]
mod caught;
mod crowd;
mod flavors;
mod long;
mod model;
mod order;
mod planted;
mod random;
mod real;
mod run;
mod sleeps;
mod subject;
mod task;
mod wakers;
