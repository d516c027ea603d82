//! The walker: lists the directories and gives each file to a counter.

use std::path::PathBuf;
use std::sync::Arc;

use wakeful::channel::{mpmc, mpsc};

use crate::files::{self, Entry, Found, Skipped};
use crate::job::{Given, Job};
use crate::stop::Stopped;
use crate::tour::Tour;

/// What goes from the walker to the collector.
#[derive(Debug)]
pub(crate) enum Step {
    /// A directory was listed; these were left out.
    Listed(Vec<Skipped>),
    /// A file was given to a counter.
    File(Given),
}

pub(crate) struct Walker {
    pub(crate) tour: Arc<Tour>,
    pub(crate) jobs: mpmc::Sender<Job>,
    pub(crate) steps: mpsc::Sender<Step>,
    pub(crate) stopped: Stopped,
}

impl Walker {
    /// Works until every directory has been listed, or the tour is stopped. Its end closes both channels.
    pub(crate) async fn walk(mut self) {
        let mut directories = vec![self.tour.options.root.clone()];
        while let Some(directory) = directories.pop() {
            if self.stopped.now() {
                return;
            }
            let found = self.list(directory).await;
            if self.step(Step::Listed(found.skipped)).await.is_none() {
                return;
            }
            for entry in found.entries {
                match entry {
                    Entry::Directory(path) => directories.push(path),
                    Entry::File(path) => {
                        let (job, given) = Job::new(path);
                        let sent = self.tour.waits.of(self.jobs.send(job)).await;
                        if sent.is_err() || self.step(Step::File(given)).await.is_none() {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// `None` if the collector has gone.
    async fn step(&self, step: Step) -> Option<()> {
        self.tour.waits.of(self.steps.send(step)).await.ok()
    }

    async fn list(&self, directory: PathBuf) -> Found {
        let permit = self.tour.permit().await;
        let list = move || {
            let mut found = Found::default();
            let listed = files::list(&directory, &mut found);
            drop(permit);
            (directory, found, listed)
        };
        let (directory, mut found, listed) = self.tour.block(list).await;
        match listed {
            Err(error) if directory == self.tour.options.root => {
                self.tour.fail(format!("cannot list {}", directory.display()), error);
            }
            Err(error) => found.skipped.push(Skipped::new(&directory, &error)),
            Ok(()) => {}
        }
        found
    }
}
