//! What is left to do, and whether more may come.

use std::path::PathBuf;

use wakeful::sync::{Condvar, Mutex};

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
    changed: Condvar,
}

impl Queue {
    pub(crate) fn new(first: Job) -> Self {
        Self { jobs: Mutex::new(Jobs { left: vec![first], busy: 0 }), changed: Condvar::new() }
    }

    /// The next job, which is to be [`finish`](Self::finish)ed; `None` when all are.
    pub(crate) async fn next(&self) -> Option<Job> {
        let may_come = |jobs: &mut Jobs| jobs.left.is_empty() && !jobs.are_over();
        let jobs = self.jobs.lock().await;
        let mut jobs = self.changed.wait_while(jobs, may_come).await;
        let job = jobs.left.pop()?;
        jobs.busy += 1;
        Some(job)
    }

    /// A job is done, and these were found by it.
    pub(crate) async fn finish(&self, found: Vec<Job>, waits: &Waits) {
        let mut jobs = waits.of(self.jobs.lock()).await;
        jobs.busy -= 1;
        let news = !found.is_empty() || jobs.are_over();
        jobs.left.extend(found);
        drop(jobs);
        if news {
            self.changed.notify_all();
        }
    }
}
