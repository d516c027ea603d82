//! A counter: takes a file, counts its words, answers.

use std::io;
use std::path::Path;

use wakeful::channel::mpmc;
use wakeful::executor::block_on;
use wakeful::future::yield_now;
use wakeful::time::timeout;

use crate::allocations::warm_up;
use crate::files::{Pieces, is_text};
use crate::job::{Job, Seen};
use crate::stop::Stopped;
use crate::tour::Tour;
use crate::words::Tally;

pub(crate) struct Worker<'a> {
    tour: &'a Tour,
    jobs: mpmc::Receiver<Job>,
    stopped: Stopped,
    tally: Tally,
    buffer: Vec<u8>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(tour: &'a Tour, jobs: mpmc::Receiver<Job>, stopped: Stopped) -> Self {
        Self { tour, jobs, stopped, tally: Tally::default(), buffer: Vec::new() }
    }

    /// Works on this thread until there are no more jobs, or the tour is stopped.
    pub(crate) fn work(mut self) {
        warm_up();
        block_on(async {
            while let Ok(job) = self.tour.waits.of(self.jobs.recv()).await {
                if self.stopped.now() {
                    // The jobs that are left are dropped with the channel.
                    return;
                }
                let answer = self.count_in_time(&job.file).await;
                match answer {
                    Ok(_) => self.tour.words.add(&mut self.tally, &self.tour.waits).await,
                    Err(_) => self.tally.clear(),
                }
                // Without a collector the tour is over.
                let _ = job.answer.send(answer);
            }
        });
    }

    /// Counts the words of a file, or gives it up if that takes too long.
    async fn count_in_time(&mut self, file: &Path) -> io::Result<Seen> {
        let most = self.tour.options.timeout;
        match timeout(most, self.count(file)).await {
            Ok(counted) => counted,
            Err(_) => {
                let reason = format!("not read within {} ms", most.as_millis());
                Err(io::Error::new(io::ErrorKind::TimedOut, reason))
            }
        }
    }

    /// Counts the words of a file; those of a part of it if the tour is stopped meanwhile.
    async fn count(&mut self, file: &Path) -> io::Result<Seen> {
        let permit = self.tour.permit().await;
        let mut pieces = Pieces::open(file, permit, &mut self.buffer)?;
        let mut first = true;
        while let Some(piece) = pieces.next()? {
            if first && !is_text(piece) {
                return Ok(Seen { bytes: pieces.whole_size()?, text: false });
            }
            first = false;
            self.tally.count(piece);
            if self.stopped.now() {
                break;
            }
            // Here it can be given up.
            yield_now().await;
        }
        Ok(Seen { bytes: pieces.size(), text: true })
    }
}
