//! The collector: hears what was seen, adds it up, tells how far the tour is.

use std::sync::Arc;

use wakeful::channel::{mpsc, watch};

use crate::files::Skipped;
use crate::job::{Given, Seen};
use crate::tour::{Progress, Totals, Tour};
use crate::walker::Step;

pub(crate) struct Collector {
    pub(crate) steps: mpsc::Receiver<Step>,
    pub(crate) progress: watch::Sender<Progress>,
    pub(crate) tour: Arc<Tour>,
}

impl Collector {
    /// Adds up until the walker and the counters have nothing more to say.
    pub(crate) async fn run(mut self) -> Totals {
        let mut totals = Totals::default();
        while let Ok(step) = self.tour.waits.of(self.steps.recv()).await {
            match step {
                Step::Listed(mut skipped) => {
                    totals.directories += 1;
                    totals.skipped.append(&mut skipped);
                }
                Step::Refused(refused) => {
                    totals.refused += 1;
                    totals.skipped.push(refused);
                }
                Step::File(given) => self.add(given, &mut totals).await,
            }
        }
        totals
    }

    async fn add(&self, Given { file, answer }: Given, totals: &mut Totals) {
        match self.tour.waits.of(answer).await {
            Ok(Ok(Seen { bytes, text })) => {
                totals.files += 1;
                totals.bytes += bytes;
                if !text {
                    totals.binary_files += 1;
                    totals.binary_bytes += bytes;
                }
                let Totals { files, bytes, .. } = *totals;
                // Whoever shows it sees the latest; without anybody there is nothing to tell.
                let _ = self.progress.send(Progress { files, bytes });
            }
            Ok(Err(error)) => totals.skipped.push(Skipped::new(&file, &error)),
            // Stopped before somebody took it.
            Err(_) => {}
        }
    }
}
