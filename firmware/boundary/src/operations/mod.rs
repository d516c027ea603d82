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

use crate::planted;
use crate::sweep::Scenario;

/// Every scenario.
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
