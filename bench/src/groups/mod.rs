//! The rows of the report: per primitive, who takes part and what is hoped for.

mod barrier;
mod block_on;
mod event;
mod local;
mod mutex;
mod notify;
mod once_cell;
mod rwlock;
mod semaphore;
mod single_notify;
mod waker_cell;

use crate::floors;
use crate::row::Row;

/// Everything that can be measured, in the order of the report.
pub(crate) fn rows() -> Vec<Row> {
    [
        floors::rows,
        mutex::rows,
        rwlock::rows,
        semaphore::rows,
        event::rows,
        notify::rows,
        single_notify::rows,
        barrier::rows,
        once_cell::rows,
        waker_cell::rows,
        block_on::rows,
        local::rows,
    ]
    .into_iter()
    .flat_map(|rows| rows())
    .collect()
}
