//! What the workers share, and how they start and end.

use std::fmt;
use std::io;
use std::thread::{self, Scope};
use std::time::Instant;

use wakeful::executor::block_on;
use wakeful::sync::{Barrier, CancellationToken, Mutex, OnceCell, Semaphore, WaitGroup};

use crate::allocations::{Waits, warm_up};
use crate::files::Skipped;
use crate::options::Options;
use crate::queue::{Job, Queue};
use crate::words::Words;
use crate::{interrupt, watch, worker};

#[derive(Debug)]
pub(crate) struct Tour {
    pub(crate) options: Options,
    pub(crate) queue: Queue,
    /// A permit for each file that may be open.
    pub(crate) open: Semaphore,
    pub(crate) start: Barrier,
    pub(crate) stop: CancellationToken,
    pub(crate) totals: Mutex<Totals>,
    pub(crate) words: Words,
    pub(crate) waits: Waits,
    workers: WaitGroup,
    failure: OnceCell<Failure>,
}

/// What was counted, but for the words.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) directories: u64,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// How many of the files are no text, and were not read.
    pub(crate) binary_files: u64,
    pub(crate) binary_bytes: u64,
    pub(crate) skipped: Vec<Skipped>,
}

/// What was seen, when the tour is over.
#[derive(Debug)]
pub(crate) struct Sights {
    pub(crate) interrupted: bool,
    pub(crate) seconds: f64,
    pub(crate) totals: Totals,
    pub(crate) words: Vec<(String, u64)>,
    pub(crate) waits: Waits,
}

/// Why there was no tour.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    error: io::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.error)
    }
}

impl Tour {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            queue: Queue::new(Job::List(options.root.clone())),
            open: Semaphore::new(options.open),
            start: Barrier::new(options.threads),
            stop: CancellationToken::new(),
            totals: Mutex::default(),
            words: Words::default(),
            waits: Waits::default(),
            workers: WaitGroup::new(),
            failure: OnceCell::new(),
            options,
        }
    }

    pub(crate) fn run(self) -> Result<Sights, Failure> {
        warm_up();
        let started = Instant::now();
        thread::scope(|scope| {
            self.start_workers(scope);
            let watch = scope.spawn(|| watch::watch(&self));
            block_on(self.waits.of(self.workers.wait()));
            watch.thread().unpark();
        });
        let seconds = started.elapsed().as_secs_f64();
        if let Some(failure) = self.failure.into_inner() {
            return Err(failure);
        }
        let interrupted = interrupt::requested();
        let (totals, words) = (self.totals.into_inner(), self.words.into_sorted());
        Ok(Sights { interrupted, seconds, totals, words, waits: self.waits })
    }

    fn start_workers<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        for _ in 0..self.options.threads {
            let worker = self.workers.worker();
            let started = thread::Builder::new().spawn_scoped(scope, move || {
                // Moved in here, it is dropped when the thread ends, and also if none starts.
                let _worker = worker;
                worker::work(self);
            });
            if let Err(error) = started {
                return self.fail("cannot start a worker".to_owned(), error);
            }
        }
    }

    /// Ends the tour: the first failure is its result.
    pub(crate) fn fail(&self, what: String, error: io::Error) {
        let _ = self.failure.set(Failure { what, error });
        self.stop.cancel();
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failure.get().is_some()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.workers.count() == 0
    }

    /// What there is to tell meanwhile.
    pub(crate) async fn progress(&self) -> String {
        let words = self.words.len(&self.waits).await;
        let totals = self.waits.of(self.totals.lock()).await;
        let megabytes = totals.bytes as f64 / 1e6;
        format!("{} files, {megabytes:.1} MB, {words} different words", totals.files)
    }
}
