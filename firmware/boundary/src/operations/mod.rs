//! What is interrupted, and by what.

mod channels;
mod events;
mod executor;
mod meetings;
mod mutex;
mod news;
mod rwlock;
mod semaphore;
mod timers;
mod twice;

use crate::planted;
use crate::sweep::Scenario;

/// Every scenario with two interrupts.
pub(crate) const TWICE: &[Scenario] = twice::ALL;

/// Every scenario with one interrupt.
pub(crate) const ALL: &[&[Scenario]] = &[
    mutex::ALL,
    rwlock::ALL,
    semaphore::ALL,
    events::ALL,
    channels::ALL,
    meetings::ALL,
    news::ALL,
    timers::ALL,
    executor::ALL,
    planted::ALL,
];
