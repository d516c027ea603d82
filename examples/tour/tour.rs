//! What the tasks share, and how they start and end.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use wakeful::channel::{mpmc, mpsc, watch};
use wakeful::executor::JoinHandle;
use wakeful::future::Join;
use wakeful::sync::{CancellationToken, OnceCell, OwnedSemaphorePermit, Semaphore};

use crate::allocations::{Waits, start_timers};
use crate::audience::{Audience, tell_audience};
use crate::collector::Collector;
use crate::files::Skipped;
use crate::job::Job;
use crate::options::Options;
use crate::place::{Blocking, Place};
use crate::roots::Roots;
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
    pub(crate) open: Arc<Semaphore>,
    pub(crate) stop: Stop,
    pub(crate) started: Instant,
    /// All is added up, and those who listen are to hear the end.
    pub(crate) over: CancellationToken,
    pub(crate) words: Words,
    pub(crate) waits: Waits,
    blocking: Blocking,
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
    /// How many of a list of directories are none.
    pub(crate) refused: u64,
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

impl Failure {
    pub(crate) fn new(what: impl Into<String>, error: io::Error) -> Self {
        Self { what: what.into(), error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.error)
    }
}

impl Tour {
    fn new(options: Options, blocking: Blocking, started: Instant) -> (Arc<Self>, Stopped) {
        let (stop, stopped) = Stop::new();
        let tour = Self {
            open: Arc::new(Semaphore::new(options.open)),
            stop,
            started,
            over: CancellationToken::new(),
            words: Words::default(),
            waits: Waits::default(),
            blocking,
            failure: OnceCell::new(),
            options,
        };
        (Arc::new(tour), stopped)
    }

    /// ```text
    ///          jobs: mpmc           answers: oneshot
    ///  walker ────────────▶ workers ────────────────▶ collector ──▶ totals
    ///     │                                              ▲   │ progress: watch
    ///     └──────────────── steps: mpsc ─────────────────┘   └───────────────▶ show
    /// ```
    pub(crate) fn run(options: Options) -> Result<Sights, Failure> {
        let place = Place::new(options.threads)
            .map_err(|error| Failure::new("cannot start the threads", error))?;
        let roots = Roots::new(&options.root)
            .map_err(|error| Failure::new("cannot read standard input", error))?;
        let audience = options.listen.map(Audience::at).transpose()?;
        start_timers();
        let started = Instant::now();
        let (tour, stopped) = Self::new(options, place.blocking(), started);
        let (tell, seen) = watch::channel(Progress::default());
        let totals = place.run(async {
            let (collected, workers) = tour.start(&place, roots, tell, stopped);
            let show = async {
                show::show(&tour, seen.clone()).await;
                tour.over.cancel();
            };
            let ((), told) = (show, tell_audience(audience, &place, &tour, &seen)).join().await;
            for task in workers.into_iter().chain(told) {
                task.await.expect("a worker does not panic");
            }
            collected.await.expect("the collector does not panic")
        });
        let seconds = started.elapsed().as_secs_f64();
        let tour = Arc::into_inner(tour).expect("a task that was joined is gone");
        if let Some(failure) = tour.failure.into_inner() {
            return Err(failure);
        }
        let interrupted = interrupt::requested();
        let words = tour.words.into_sorted();
        Ok(Sights { interrupted, seconds, totals, words, waits: tour.waits })
    }

    /// Starts the walker, the workers and the collector.
    fn start(
        self: &Arc<Self>,
        place: &Place,
        roots: Roots,
        progress: watch::Sender<Progress>,
        stopped: Stopped,
    ) -> (JoinHandle<Totals>, Vec<JoinHandle<()>>) {
        let (jobs, taken) = mpmc::channel::<Job>(AHEAD);
        let (steps, collected) = mpsc::channel(AHEAD);
        let collector = Collector { tour: Arc::clone(self), steps: collected, progress };
        let collector = place.spawn(collector.run());
        let worker = || Worker::new(Arc::clone(self), taken.clone(), stopped.listen()).work();
        let mut workers: Vec<_> =
            (0..self.options.counters()).map(|_| place.spawn(worker())).collect();
        let (tour, stopped) = (Arc::clone(self), stopped.listen());
        let walker = Walker { tour, jobs, steps, stopped, roots };
        workers.push(place.spawn(walker.walk()));
        (collector, workers)
    }

    /// Does work that blocks.
    pub(crate) fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = T> {
        self.blocking.work(work, &self.waits)
    }

    /// Waits until another file may be open.
    pub(crate) async fn permit(&self) -> OwnedSemaphorePermit {
        self.waits.of(self.open.acquire_owned()).await.expect("the semaphore is never closed")
    }

    /// Ends the tour: the first failure is its result.
    pub(crate) fn fail(&self, what: String, error: io::Error) {
        let _ = self.failure.set(Failure::new(what, error));
        self.stop.say(Reason::Failed);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failure.get().is_some()
    }

    /// What there is to tell meanwhile.
    pub(crate) async fn line(&self, Progress { files, bytes }: Progress) -> String {
        let words = self.words.len().await;
        let megabytes = bytes as f64 / 1e6;
        format!("{files} files, {megabytes:.1} MB, {words} different words")
    }
}
