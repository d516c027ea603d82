//! What a script can do to timers.

use std::task::Waker;

/// Timers over a clock that a script moves. Sleeps are numbered from the first that was made.
pub(crate) trait Subject: Default {
    /// Whether `check` returns the earliest deadline itself, and not just a time before it.
    const EXACT: bool;

    fn now(&self) -> u64;
    fn set_now(&mut self, now: u64);
    fn make(&mut self, deadline: u64);
    /// Whether it is ready.
    fn poll(&mut self, id: usize, waker: &Waker) -> bool;
    fn reset(&mut self, id: usize, deadline: u64);
    fn remove(&mut self, id: usize);
    /// Wakes who is due, and returns when to check again; a driver sets the alarm to that.
    fn check(&mut self, driver: bool) -> Option<u64>;
    fn next(&self) -> Option<u64>;
    fn is_empty(&self) -> bool;
    fn alarm(&self) -> Option<u64>;
    fn is_elapsed(&self, id: usize) -> bool;
    fn deadline(&self, id: usize) -> u64;
}
