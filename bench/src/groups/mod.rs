//! The rows of the report: per primitive, who takes part and what is hoped for.

mod barrier;
mod block_on;
mod broadcast;
mod event;
mod group;
mod join;
mod local;
mod local_executor;
mod mpmc;
mod mpsc;
mod mutex;
mod notify;
mod once_cell;
mod oneshot;
mod race;
#[cfg(target_os = "linux")]
mod reactor;
#[cfg(not(target_os = "linux"))]
#[path = "nothing.rs"]
mod reactor;
mod rendezvous;
mod rwlock;
mod semaphore;
mod single_notify;
mod spsc;
mod static_executor;
mod thread_pool;
mod timers;
mod unblock;
mod waker_cell;
mod watch;

use crate::floors;
use crate::row::Row;
pub(crate) use thread_pool::use_one_thread;

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
        oneshot::rows,
        spsc::rows,
        mpsc::rows,
        mpmc::rows,
        rendezvous::rows,
        broadcast::rows,
        watch::rows,
        timers::rows,
        join::rows,
        race::rows,
        group::rows,
        block_on::rows,
        local_executor::rows,
        static_executor::rows,
        thread_pool::rows,
        reactor::rows,
        unblock::rows,
        local::rows,
    ]
    .into_iter()
    .flat_map(|rows| rows())
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;
    use crate::row::Batch;

    #[test]
    fn no_two_rows_have_the_same_name() {
        let mut paths = HashSet::new();
        assert_eq!(rows().iter().find(|row| !paths.insert(row.path())).map(Row::path), None);
    }

    #[test]
    fn everybody_can_do_what_its_row_is_about() {
        for row in rows() {
            for contender in row.contenders {
                match contender.batch {
                    Batch::Count(mut run) => drop(run(2)),
                    Batch::Span(mut run) => drop(run(Duration::from_micros(100))),
                }
            }
        }
    }
}
