//! What is interrupted, and by what.

mod channels;
mod events;
mod executor;
mod mutex;
mod semaphore;
mod timers;

use crate::planted;
use crate::sweep::Scenario;

/// Every scenario.
pub(crate) const ALL: &[&[Scenario]] = &[
    mutex::ALL,
    semaphore::ALL,
    events::ALL,
    channels::ALL,
    timers::ALL,
    executor::ALL,
    planted::ALL,
];
