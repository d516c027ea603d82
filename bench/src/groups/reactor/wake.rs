//! How long it takes from a write, or from a wake, until a thread runs that sleeps in the poller.

use std::fs::File;

use crate::groups::block_on::Line;
use crate::harness::wake_latency;
use crate::os::poller::{event_file, ring};
use crate::row::Batch;

/// Something that waits for a file on the thread that made it.
pub(super) trait Listener: 'static {
    fn new(file: File) -> Self;

    /// Waits until the file can be read, and reads it.
    fn hear(&mut self);
}

/// Something that waits for a file and for another task at the same time.
pub(super) trait Watcher: Listener {
    /// Waits for the file, which stays silent, and for `task`; returns when the latter has ended.
    fn watch(&mut self, task: impl Future<Output = ()>);
}

pub(super) fn by_file<L: Listener>() -> Batch {
    Batch::count(|count| {
        let file = event_file().expect("there are files left");
        let theirs = file.try_clone().expect("there are files left");
        let hear = || {
            let mut listener = L::new(theirs);
            move |_| listener.hear()
        };
        wake_latency(count, |_| ring(&file), hear)
    })
}

pub(super) fn by_task<W: Watcher>() -> Batch {
    Batch::count(|count| {
        let line = Line::default();
        let hear = || {
            let mut watcher = W::new(event_file().expect("there are files left"));
            let line = &line;
            move |number| watcher.watch(line.hear(number))
        };
        wake_latency(count, |number| line.tell(number), hear)
    })
}
