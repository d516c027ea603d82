//! The walker: lists the directories and gives each file to a counter.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use wakeful::channel::{mpmc, mpsc};

use crate::files::{self, Entry, Found, Skipped};
use crate::job::{Given, Job};
use crate::options::Root;
use crate::roots::Roots;
use crate::show;
use crate::stop::Stopped;
use crate::tour::Tour;

/// What goes from the walker to the collector.
#[derive(Debug)]
pub(crate) enum Step {
    /// A directory was listed; these were left out.
    Listed(Vec<Skipped>),
    /// What should have been a directory is none.
    Refused(Skipped),
    /// A file was given to a counter.
    File(Given),
}

pub(crate) struct Walker {
    pub(crate) tour: Arc<Tour>,
    pub(crate) jobs: mpmc::Sender<Job>,
    pub(crate) steps: mpsc::Sender<Step>,
    pub(crate) stopped: Stopped,
    pub(crate) roots: Roots,
}

impl Walker {
    /// Works until every directory has been listed, or the tour is stopped. Its end closes both channels.
    pub(crate) async fn walk(mut self) {
        let tour = Arc::clone(&self.tour);
        loop {
            match self.roots.next(&mut self.stopped, &tour.waits).await {
                Ok(None) => return,
                Ok(Some(root)) => {
                    if self.walk_below(root).await.is_none() {
                        return;
                    }
                }
                Err(error) => return tour.fail("cannot read standard input".to_owned(), error),
            }
        }
    }

    /// `None` if the tour is over.
    async fn walk_below(&mut self, root: PathBuf) -> Option<()> {
        let mut directories = vec![root.clone()];
        while let Some(directory) = directories.pop() {
            if self.stopped.now() {
                return None;
            }
            let (directory, mut found, listed) = self.list(directory).await;
            match listed {
                Err(error) if directory == root => return self.refuse(root, error).await,
                Err(error) => found.skipped.push(Skipped::new(&directory, &error)),
                Ok(()) => {}
            }
            self.step(Step::Listed(found.skipped)).await?;
            for entry in found.entries {
                match entry {
                    Entry::Directory(path) => directories.push(path),
                    Entry::File(path) => {
                        let (job, given) = Job::new(path);
                        self.tour.waits.of(self.jobs.send(job)).await.ok()?;
                        self.step(Step::File(given)).await?;
                    }
                }
            }
        }
        Some(())
    }

    /// `None` if the collector has gone.
    async fn step(&self, step: Step) -> Option<()> {
        self.tour.waits.of(self.steps.send(step)).await.ok()
    }

    async fn list(&self, directory: PathBuf) -> (PathBuf, Found, io::Result<()>) {
        let permit = self.tour.permit().await;
        let list = move || {
            let mut found = Found::default();
            let listed = files::list(&directory, &mut found);
            drop(permit);
            (directory, found, listed)
        };
        self.tour.block(list).await
    }

    /// There is nothing below `root`: alone, that ends the tour; in a list, the others are left.
    async fn refuse(&self, root: PathBuf, error: io::Error) -> Option<()> {
        let what = format!("cannot list {}", root.display());
        match self.tour.options.root {
            Root::Directory(_) => {
                self.tour.fail(what, error);
                None
            }
            Root::Listed => {
                show::complain(&format!("{what}: {error}"));
                self.step(Step::Refused(Skipped::new(&root, &error))).await
            }
        }
    }
}
