//! What is left to do, and whether more may come.

use std::path::PathBuf;

use wakeful::sync::{Mutex, Notify};

use crate::allocations::Waits;

#[derive(Debug)]
pub(crate) enum Job {
    /// Look what is in a directory.
    List(PathBuf),
    /// Count the words of a file.
    Read(PathBuf),
}

#[derive(Debug)]
struct Jobs {
    left: Vec<Job>,
    /// How many workers have a job, and may find more.
    busy: usize,
}

impl Jobs {
    fn are_over(&self) -> bool {
        self.left.is_empty() && self.busy == 0
    }
}

#[derive(Debug)]
pub(crate) struct Queue {
    jobs: Mutex<Jobs>,
    /// One notification for each job that is found, and one for all when there will be no more.
    news: Notify,
}

impl Queue {
    pub(crate) fn new(first: Job) -> Self {
        Self { jobs: Mutex::new(Jobs { left: vec![first], busy: 0 }), news: Notify::new() }
    }

    /// The next job, which is to be [`finish`](Self::finish)ed; `None` when all are.
    pub(crate) async fn next(&self) -> Option<Job> {
        loop {
            let mut jobs = self.jobs.lock().await;
            if let Some(job) = jobs.left.pop() {
                jobs.busy += 1;
                return Some(job);
            }
            if jobs.are_over() {
                return None;
            }
            // Made before the mutex is unlocked: it hears of everything that happens from now on.
            let news = self.news.notified();
            drop(jobs);
            news.await;
        }
    }

    /// A job is done, and these were found by it.
    pub(crate) async fn finish(&self, found: Vec<Job>, waits: &Waits) {
        let news = found.len();
        let mut jobs = waits.of(self.jobs.lock()).await;
        jobs.busy -= 1;
        jobs.left.extend(found);
        let over = jobs.are_over();
        drop(jobs);
        if over {
            self.news.notify_waiters();
        }
        for _ in 0..news {
            self.news.notify_one();
        }
    }
}
