//! A worker: takes a job, does it, says what it found.

use std::io;
use std::path::Path;
use std::thread;

use wakeful::executor::block_on;
use wakeful::sync::{CancellationToken, SemaphorePermit};

use crate::allocations::warm_up;
use crate::files::{self, Found, Pieces, Skipped, is_text};
use crate::queue::Job;
use crate::tour::Tour;
use crate::words::Tally;

struct Worker<'a> {
    tour: &'a Tour,
    tally: Tally,
    buffer: Vec<u8>,
}

/// What there was in a file, but for the words.
struct Seen {
    bytes: u64,
    text: bool,
}

/// Works on this thread until all jobs are done, or the tour is stopped.
pub(crate) fn work(tour: &Tour) {
    let _stop = StopOnPanic(&tour.stop);
    warm_up();
    block_on(Worker { tour, tally: Tally::default(), buffer: Vec::new() }.run());
}

/// Without it the others would wait for a job that is never finished.
struct StopOnPanic<'a>(&'a CancellationToken);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.cancel();
        }
    }
}

/// Waits until another file may be open.
async fn permit(tour: &Tour) -> SemaphorePermit<'_> {
    tour.waits.of(tour.open.acquire()).await.expect("the semaphore is never closed")
}

impl Worker<'_> {
    async fn run(mut self) {
        let Tour { start, stop, queue, waits, .. } = self.tour;
        if waits.of(stop.run_until_cancelled(start.wait())).await.is_none() {
            return;
        }
        while let Some(job) = self.next().await {
            let found = match job {
                Job::List(directory) => self.list(&directory).await,
                Job::Read(file) => {
                    self.read(&file).await;
                    Vec::new()
                }
            };
            queue.finish(found, waits).await;
        }
    }

    async fn next(&self) -> Option<Job> {
        let Tour { stop, queue, waits, .. } = self.tour;
        waits.of(stop.run_until_cancelled(queue.next())).await.flatten()
    }

    async fn list(&self, directory: &Path) -> Vec<Job> {
        let mut found = Found::default();
        let permit = permit(self.tour).await;
        let listed = files::list(directory, &mut found);
        drop(permit);
        match listed {
            Err(error) if directory == self.tour.options.root => {
                self.tour.fail(format!("cannot list {}", directory.display()), error);
            }
            Err(error) => found.skipped.push(Skipped::new(directory, &error)),
            Ok(()) => {}
        }
        let mut totals = self.tour.waits.of(self.tour.totals.lock()).await;
        totals.directories += 1;
        totals.skipped.append(&mut found.skipped);
        found.jobs
    }

    async fn read(&mut self, file: &Path) {
        let seen = self.count(file).await;
        let Tour { words, totals, waits, .. } = self.tour;
        match seen {
            Ok(Seen { bytes, text }) => {
                words.add(&mut self.tally, waits).await;
                let mut totals = waits.of(totals.lock()).await;
                totals.files += 1;
                totals.bytes += bytes;
                if !text {
                    totals.binary_files += 1;
                    totals.binary_bytes += bytes;
                }
            }
            Err(error) => {
                self.tally.clear();
                waits.of(totals.lock()).await.skipped.push(Skipped::new(file, &error));
            }
        }
    }

    /// Counts the words of a file; those of a part of it if the tour is stopped meanwhile.
    async fn count(&mut self, file: &Path) -> io::Result<Seen> {
        let permit = permit(self.tour).await;
        let mut pieces = Pieces::open(file, permit, &mut self.buffer)?;
        let mut first = true;
        while let Some(piece) = pieces.next()? {
            if first && !is_text(piece) {
                return Ok(Seen { bytes: pieces.whole_size()?, text: false });
            }
            first = false;
            self.tally.count(piece);
            if self.tour.stop.is_cancelled() {
                break;
            }
        }
        Ok(Seen { bytes: pieces.size(), text: true })
    }
}
