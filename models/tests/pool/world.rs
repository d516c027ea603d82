//! A pool of a few workers whose queues and whose sleep are those of the library, their very files. Jobs
//! stand for tasks: one that is never run keeps the workers from ending, which is a deadlock.

use std::ptr::{self, NonNull};
use std::vec::Vec;

use super::idle::{Idle, MOST, Means};
use super::injector::Injector;
use super::item::Item;
use super::ring::Ring;
use super::sync::{Arc, AtomicPtr, AtomicUsize, Condvar, Mutex, Ordering, thread};

/// When it is run, it makes so many others visible, which end there.
pub(crate) struct Job {
    next: AtomicPtr<()>,
    then: usize,
}

impl Job {
    pub(crate) fn new(then: usize) -> Box<Self> {
        Box::new(Self { next: AtomicPtr::new(ptr::null_mut()), then })
    }

    #[allow(dead_code, reason = "for the crew")]
    pub(crate) fn then(&self) -> usize {
        self.then
    }
}

// SAFETY: boxes are made for that.
unsafe impl Item for Box<Job> {
    fn into_raw(self) -> NonNull<()> {
        NonNull::from(Box::leak(self)).cast()
    }

    unsafe fn from_raw(raw: NonNull<()>) -> Self {
        // SAFETY: the caller's promise: made by `into_raw`.
        unsafe { Box::from_raw(raw.cast().as_ptr()) }
    }

    fn next(&self) -> &AtomicPtr<()> {
        &self.next
    }
}

/// With so many in its ring, a worker lets new ones wait elsewhere, if others do.
const CROWDED: usize = 1;

/// By this a worker sleeps.
struct Bell(Mutex<bool>, Condvar);

pub(crate) struct World {
    idle: Idle,
    injector: Injector<Box<Job>>,
    rings: Vec<Ring<Box<Job>, 2>>,
    bells: Vec<Bell>,
    /// How many jobs have not ended.
    left: AtomicUsize,
}

impl World {
    /// So many workers, and so many jobs to come.
    pub(crate) fn new(workers: usize, jobs: usize) -> Arc<Self> {
        assert!(workers <= MOST);
        Arc::new(Self {
            idle: Idle::new(workers),
            injector: Injector::new(),
            rings: (0..workers).map(|_| Ring::new()).collect(),
            bells: (0..workers).map(|_| Bell(Mutex::new(false), Condvar::new())).collect(),
            left: AtomicUsize::new(jobs),
        })
    }

    /// Starts the workers.
    pub(crate) fn start(self: &Arc<Self>) -> Vec<thread::JoinHandle<()>> {
        let start = |worker| {
            let world = Arc::clone(self);
            thread::spawn(move || world.work(worker))
        };
        (0..self.rings.len()).map(start).collect()
    }

    /// From elsewhere.
    pub(crate) fn push(&self, then: usize) {
        self.injector.push(Job::new(then));
        self.idle.notify(self);
    }

    /// A worker that has something to do, and takes more from elsewhere: the first of it until all others have ended.
    #[allow(dead_code, reason = "for longer models")]
    pub(crate) fn work_elsewhere(&self, worker: usize) {
        if self.inject(worker).is_some() {
            if !self.rings[worker].is_empty() {
                self.idle.notify(self);
            }
            while self.left.load(Ordering::SeqCst) > 1 {
                thread::yield_now();
            }
            self.left.fetch_sub(1, Ordering::SeqCst);
        }
        self.work(worker);
    }

    pub(crate) fn work(&self, worker: usize) {
        let mut searches = false;
        loop {
            let job = self.rings[worker].pop().or_else(|| self.search(worker, &mut searches));
            if let Some(job) = job {
                self.run(worker, &job);
            } else if self.left.load(Ordering::SeqCst) == 0 {
                return self.idle.leave(searches, self);
            } else {
                self.idle.sleep(worker, searches, self);
                searches = true;
            }
        }
    }

    fn search(&self, worker: usize, searches: &mut bool) -> Option<Box<Job>> {
        if !*searches && !self.idle.begin_search() {
            return None;
        }
        *searches = true;
        let own = &self.rings[worker];
        let others = self.rings.iter().filter(|ring| !ptr::eq(*ring, own));
        let job =
            self.inject(worker).or_else(|| others.into_iter().find_map(|ring| ring.steal(own)))?;
        *searches = false;
        self.idle.end_search(self);
        Some(job)
    }

    /// Takes two from elsewhere: the first is returned.
    fn inject(&self, worker: usize) -> Option<Box<Job>> {
        let mut first = None;
        self.injector.take(2, |job| match first {
            None => first = Some(job),
            Some(_) => self.push_own(worker, job),
        });
        first
    }

    fn run(&self, worker: usize, job: &Job) {
        for _ in 0..job.then {
            self.push_own(worker, Job::new(0));
            self.idle.notify(self);
        }
        self.left.fetch_sub(1, Ordering::SeqCst);
    }

    fn push_own(&self, worker: usize, job: Box<Job>) {
        let ring = &self.rings[worker];
        if ring.len() >= CROWDED && !self.injector.is_empty() {
            self.injector.push(job);
        } else if let Err(job) = ring.push(job) {
            self.injector.push(job);
        }
    }
}

impl Means for World {
    fn has_work(&self) -> bool {
        self.left.load(Ordering::SeqCst) == 0
            || !self.injector.is_empty()
            || self.rings.iter().any(|ring| !ring.is_empty())
    }

    fn park(&self, worker: usize) {
        let Bell(rung, signal) = &self.bells[worker];
        let mut rung = rung.lock().unwrap();
        while !*rung {
            rung = signal.wait(rung).unwrap();
        }
        *rung = false;
    }

    fn unpark(&self, worker: usize) {
        let Bell(rung, signal) = &self.bells[worker];
        let before = std::mem::replace(&mut *rung.lock().unwrap(), true);
        assert!(!before, "unparked twice for one sleep");
        signal.notify_one();
    }
}
