//! What the workers share, and how they start and end.

use std::fmt;
use std::io;
use std::thread::{self, Scope};
use std::time::Instant;

use wakeful::channel::{mpmc, mpsc, watch};
use wakeful::executor::block_on;
use wakeful::sync::{OnceCell, Semaphore, SemaphorePermit, WaitGroup};

use crate::allocations::{Waits, start_timers, warm_up};
use crate::collector::Collector;
use crate::files::Skipped;
use crate::job::Job;
use crate::options::Options;
use crate::stop::{Reason, Stop, Stopped};
use crate::walker::Walker;
use crate::words::Words;
use crate::worker::Worker;
use crate::{interrupt, show};

/// How many files wait for a counter, and how many answers for the collector.
const AHEAD: usize = 64;

#[derive(Debug)]
pub(crate) struct Tour {
    pub(crate) options: Options,
    /// A permit for each file that may be open.
    pub(crate) open: Semaphore,
    pub(crate) stop: Stop,
    pub(crate) words: Words,
    pub(crate) waits: Waits,
    /// All but the one who collects.
    workers: WaitGroup,
    failure: OnceCell<Failure>,
}

/// How far the tour is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
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
    pub(crate) fn new(options: Options) -> (Self, Stopped) {
        let (stop, stopped) = Stop::new();
        let tour = Self {
            open: Semaphore::new(options.open),
            stop,
            words: Words::default(),
            waits: Waits::default(),
            workers: WaitGroup::new(),
            failure: OnceCell::new(),
            options,
        };
        (tour, stopped)
    }

    /// ```text
    ///          jobs: mpmc           answers: oneshot
    ///  walker ────────────▶ workers ────────────────▶ collector ──▶ totals
    ///     │                                              ▲   │ progress: watch
    ///     └──────────────── steps: mpsc ─────────────────┘   └───────────────▶ show
    /// ```
    pub(crate) fn run(options: Options) -> Result<Sights, Failure> {
        warm_up();
        start_timers();
        let started = Instant::now();
        let (tour, stopped) = Self::new(options);
        let (tell, seen) = watch::channel(Progress::default());
        let totals = thread::scope(|scope| {
            let steps = tour.start(scope, &stopped);
            scope.spawn(|| show::show(&tour, seen));
            let collector = Collector { steps, progress: tell, waits: &tour.waits };
            let totals = block_on(collector.run());
            block_on(tour.waits.of(tour.over()));
            totals
        });
        let seconds = started.elapsed().as_secs_f64();
        if let Some(failure) = tour.failure.into_inner() {
            return Err(failure);
        }
        let interrupted = interrupt::requested();
        let words = tour.words.into_sorted();
        Ok(Sights { interrupted, seconds, totals, words, waits: tour.waits })
    }

    /// Starts the walker and the workers; returns what is to be collected.
    fn start<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        stopped: &Stopped,
    ) -> mpsc::Receiver<crate::walker::Step> {
        let (jobs, taken) = mpmc::channel::<Job>(AHEAD);
        let (steps, collected) = mpsc::channel(AHEAD);
        for _ in 0..self.options.threads {
            let worker = Worker::new(self, taken.clone(), stopped.listen());
            if !self.spawn(scope, move || worker.work()) {
                return collected;
            }
        }
        let walker = Walker { tour: self, jobs, steps, stopped: stopped.listen() };
        self.spawn(scope, move || walker.work());
        collected
    }

    /// Starts a thread; whether it did.
    fn spawn<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        work: impl FnOnce() + Send + 'scope,
    ) -> bool {
        let worker = self.workers.worker();
        let started = thread::Builder::new().spawn_scoped(scope, move || {
            // Moved in here, it is dropped when the thread ends, and also if none starts.
            let _worker = worker;
            work();
        });
        let error = match started {
            Ok(_) => return true,
            Err(error) => error,
        };
        self.fail("cannot start a worker".to_owned(), error);
        false
    }

    /// Waits until another file may be open.
    pub(crate) async fn permit(&self) -> SemaphorePermit<'_> {
        self.waits.of(self.open.acquire()).await.expect("the semaphore is never closed")
    }

    /// Ends the tour: the first failure is its result.
    pub(crate) fn fail(&self, what: String, error: io::Error) {
        let _ = self.failure.set(Failure { what, error });
        self.stop.say(Reason::Failed);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failure.get().is_some()
    }

    /// Waits until all have stopped working.
    pub(crate) fn over(&self) -> impl Future<Output = ()> {
        self.workers.wait()
    }

    /// What there is to tell meanwhile.
    pub(crate) async fn line(&self, Progress { files, bytes }: Progress) -> String {
        let words = self.words.len().await;
        let megabytes = bytes as f64 / 1e6;
        format!("{files} files, {megabytes:.1} MB, {words} different words")
    }
}
