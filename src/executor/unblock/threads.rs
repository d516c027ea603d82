//! The threads of a pool, each with its parker.

use alloc::sync::Arc;
use std::io;
use std::time::{Duration, Instant};

use super::BlockingPoolBuilder;
use super::crew::{Call, Crew, Next};
use super::work::Job;
use crate::executor::parker::Parker;
use crate::future::panics::quietly;
use crate::lock::{Locked, StdLock};

type Sleeper = Arc<Parker>;

pub(super) struct Threads {
    crew: Locked<Crew<Arc<dyn Job>, Sleeper>, StdLock>,
    builder: BlockingPoolBuilder,
}

impl Threads {
    pub(super) const fn new(builder: BlockingPoolBuilder) -> Self {
        Self { crew: Locked::new(Crew::new(builder.threads)), builder }
    }

    /// Has it run on a thread, once.
    pub(super) fn add(self: &Arc<Self>, job: Arc<dyn Job>) {
        let call = self.crew.with(|crew| crew.add(job));
        self.call(call);
    }

    pub(super) fn count(&self) -> usize {
        self.crew.with(|crew| crew.threads())
    }

    pub(super) fn close(&self) {
        let sleepers = self.crew.with(Crew::close);
        sleepers.iter().for_each(|sleeper| sleeper.unpark());
    }

    fn call(self: &Arc<Self>, call: Call<Sleeper>) {
        match call {
            Call::Nobody => {}
            Call::Wake(sleeper) => sleeper.unpark(),
            Call::Start => self.start(),
        }
    }

    #[cold]
    fn start(self: &Arc<Self>) {
        let this = self.clone();
        if let Err(error) = self.builder.thread().spawn(move || this.work()) {
            self.cannot_start(error.kind());
        }
    }

    fn cannot_start(self: &Arc<Self>, error: io::ErrorKind) {
        let (call, refused) = self.crew.with(Crew::cannot_start);
        self.call(call);
        refused.into_iter().for_each(|job| quietly(|| job.refuse(error)));
    }

    /// The life of a thread.
    fn work(self: &Arc<Self>) {
        let parker = Arc::new(Parker::new());
        let mut comes = true;
        loop {
            let sleeper = parker.clone();
            match self.crew.with(|crew| crew.next(comes, sleeper)) {
                Next::Work(job, call) => {
                    self.call(call);
                    quietly(|| job.run());
                    comes = false;
                }
                Next::Sleep if self.sleep(&parker) => comes = true,
                Next::Sleep | Next::End => return,
            }
        }
    }

    /// Sleeps until called; `false` if nobody does for too long.
    fn sleep(&self, parker: &Sleeper) -> bool {
        if called_within(parker, self.builder.keep_alive) {
            return true;
        }
        let is_late = self.crew.with(|crew| crew.is_late(|other| Arc::ptr_eq(other, parker)));
        if !is_late {
            parker.park();
        }
        !is_late
    }
}

fn called_within(parker: &Parker, limit: Duration) -> bool {
    let Some(end) = Instant::now().checked_add(limit) else {
        parker.park();
        return true;
    };
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if parker.park_timeout(left) {
            return true;
        }
        if left.is_zero() {
            return false;
        }
    }
}
