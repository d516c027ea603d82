//! Workers of whom the last to sleep tells that no task is left, with the library's own files. Whatever a worker makes,
//! it has for itself, as in its slot.

use std::boxed::Box;
use std::vec::Vec;

use super::awake::Awake;
use super::idle::{Idle, Means};
use super::injector::Injector;
use super::sync::{Arc, AtomicUsize, Condvar, Mutex, Ordering, thread};
use super::world::Job;

const OPEN: usize = 0;
const DRAINING: usize = 1;
const CLOSING: usize = 2;

/// Set once, and waited for.
struct Bell(Mutex<bool>, Condvar);

impl Bell {
    fn new() -> Self {
        Self(Mutex::new(false), Condvar::new())
    }

    fn ring(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_one();
    }

    fn wait(&self) {
        let mut rung = self.0.lock().unwrap();
        while !*rung {
            rung = self.1.wait(rung).unwrap();
        }
        *rung = false;
    }
}

struct Crew {
    idle: Idle,
    awake: Awake,
    injector: Injector<Box<Job>>,
    phase: AtomicUsize,
    /// Tasks that wait, or were woken and have not ended.
    enrolled: AtomicUsize,
    /// Tasks that have not ended.
    left: AtomicUsize,
    bells: Vec<Bell>,
    told: Bell,
}

/// A worker, with what it knows of the phase.
struct Worker<'a>(&'a Crew, usize);

/// So many tasks wait; each is woken from elsewhere, and makes another one.
pub(crate) fn drain(workers: usize, tasks: usize) {
    let crew = Arc::new(Crew {
        idle: Idle::new(workers),
        awake: Awake::new(workers),
        injector: Injector::new(),
        phase: AtomicUsize::new(OPEN),
        enrolled: AtomicUsize::new(tasks),
        left: AtomicUsize::new(2 * tasks),
        bells: (0..workers).map(|_| Bell::new()).collect(),
        told: Bell::new(),
    });
    let work = |worker| {
        let crew = Arc::clone(&crew);
        thread::spawn(move || crew.work(worker))
    };
    let mut threads: Vec<_> = (0..workers).map(work).collect();
    let waker = Arc::clone(&crew);
    threads.push(thread::spawn(move || {
        for _ in 0..tasks {
            waker.injector.push(Job::new(1));
            waker.idle.notify(&Worker(&waker, OPEN));
        }
    }));
    crew.advance(DRAINING);
    crew.told.wait();
    crew.advance(CLOSING);
    for thread in threads {
        thread.join().unwrap();
    }
}

impl Crew {
    fn advance(&self, phase: usize) {
        self.phase.store(phase, Ordering::SeqCst);
        self.idle.wake_all(&Worker(self, phase));
    }

    fn is_empty(&self) -> bool {
        self.injector.is_empty() && self.enrolled.load(Ordering::SeqCst) == 0
    }

    fn work(&self, worker: usize) {
        let mut searches = false;
        loop {
            while let Some(job) = self.search(&mut searches) {
                // It makes one that only this worker sees, and ends; then that one does.
                self.enrolled.fetch_sub(1, Ordering::SeqCst);
                self.left.fetch_sub(1 + job.then(), Ordering::SeqCst);
            }
            let phase = self.phase.load(Ordering::SeqCst);
            if phase == CLOSING && self.is_empty() {
                return self.idle.leave(searches, &Worker(self, phase));
            }
            let is_empty = || self.phase.load(Ordering::SeqCst) == DRAINING && self.is_empty();
            if self.awake.sleep(is_empty) {
                assert_eq!(self.left.load(Ordering::SeqCst), 0, "told too early");
                self.told.ring();
            }
            self.idle.sleep(worker, searches, &Worker(self, phase));
            self.awake.wake();
            searches = true;
        }
    }

    fn search(&self, searches: &mut bool) -> Option<Box<Job>> {
        if !*searches && !self.idle.begin_search() {
            return None;
        }
        *searches = true;
        let mut job = None;
        self.injector.take(1, |first| job = Some(first));
        if job.is_some() {
            *searches = false;
            self.idle.end_search(&Worker(self, OPEN));
        }
        job
    }
}

impl Means for Worker<'_> {
    fn has_work(&self) -> bool {
        let Self(crew, known) = *self;
        let phase = crew.phase.load(Ordering::SeqCst);
        !crew.injector.is_empty()
            || phase != known
            || phase == CLOSING && crew.enrolled.load(Ordering::SeqCst) == 0
    }

    fn park(&self, worker: usize) {
        self.0.bells[worker].wait();
    }

    fn unpark(&self, worker: usize) {
        self.0.bells[worker].ring();
    }
}
