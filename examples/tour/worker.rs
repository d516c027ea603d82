//! A counter: takes a file, counts its words, answers.

use std::io;
use std::mem;
use std::path::PathBuf;
use std::sync::Arc;

use wakeful::channel::mpmc;
use wakeful::future::yield_now;
use wakeful::time::timeout;

use crate::files::{Pieces, is_text};
use crate::job::{Job, Seen};
use crate::stop::Stopped;
use crate::tour::Tour;
use crate::words::Tally;

pub(crate) struct Worker {
    tour: Arc<Tour>,
    jobs: mpmc::Receiver<Job>,
    stopped: Stopped,
    tally: Tally,
    buffer: Vec<u8>,
}

impl Worker {
    pub(crate) fn new(tour: Arc<Tour>, jobs: mpmc::Receiver<Job>, stopped: Stopped) -> Self {
        Self { tour, jobs, stopped, tally: Tally::default(), buffer: Vec::new() }
    }

    /// Works until there are no more jobs, or the tour is stopped.
    pub(crate) async fn work(mut self) {
        while let Ok(Job { file, answer }) = self.tour.waits.of(self.jobs.recv()).await {
            if self.stopped.now() {
                // The jobs that are left are dropped with the channel.
                return;
            }
            let counted = self.count_in_time(file).await;
            match counted {
                Ok(_) => self.tour.words.add(&mut self.tally, &self.tour.waits).await,
                Err(_) => self.tally.clear(),
            }
            // Without a collector the tour is over.
            let _ = answer.send(counted);
        }
    }

    /// Counts the words of a file, or gives it up if that takes too long.
    async fn count_in_time(&mut self, file: PathBuf) -> io::Result<Seen> {
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
    async fn count(&mut self, file: PathBuf) -> io::Result<Seen> {
        let tour = &*self.tour;
        let permit = tour.permit().await;
        // If this is given up halfway, so is the buffer: who reads has it.
        let buffer = mem::take(&mut self.buffer);
        let mut pieces = tour.block(move || Pieces::open(&file, permit, buffer)).await?;
        if !is_text(pieces.piece()) {
            return Ok(Seen { bytes: pieces.whole_size()?, text: false });
        }
        loop {
            self.tally.count(pieces.piece());
            if pieces.is_last() || self.stopped.now() {
                break;
            }
            // Here others run, and it can be given up.
            yield_now().await;
            pieces = tour.block(move || pieces.next()).await?;
        }
        let bytes = pieces.size();
        self.buffer = pieces.into_buffer();
        Ok(Seen { bytes, text: true })
    }
}
