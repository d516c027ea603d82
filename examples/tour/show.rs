//! Tells how far the tour is, and looks whether it is to stop.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use wakeful::channel::watch;
use wakeful::future::Race;
use wakeful::time::{MissedTickBehavior, interval};

use crate::interrupt;
use crate::stop::Reason;
use crate::tour::{Progress, Tour};

/// How often it tells, and looks for Ctrl-C: a signal handler cannot wake it.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// Goes on until all is added up.
pub(crate) async fn show(tour: &Tour, seen: watch::Receiver<Progress>) {
    let all = added_up(seen.clone());
    let mut shown = Shown::new(seen);
    (shown.tell(tour), all).race().await;
    if !tour.has_failed() {
        shown.finish(tour).await;
    }
}

/// Waits until there will be no more progress: the workers are over before the last is added up.
async fn added_up(mut seen: watch::Receiver<Progress>) {
    while seen.changed().await.is_ok() {}
}

/// Tells what is wrong, and does not end the tour.
pub(crate) fn complain(what: &str) {
    // Over the line that tells how far it is.
    let over = if io::stderr().is_terminal() { "\r\x1b[K" } else { "" };
    // Nobody to tell is no reason to stop: it is told at the end, too.
    let _ = writeln!(io::stderr(), "{over}tour: {what}");
}

/// A line on stderr: on a terminal it is written over, elsewhere lines follow each other, slower.
struct Shown {
    seen: watch::Receiver<Progress>,
    terminal: bool,
    last: Option<Instant>,
}

impl Shown {
    fn new(seen: watch::Receiver<Progress>) -> Self {
        Self { seen, terminal: io::stderr().is_terminal(), last: None }
    }

    /// Tells for ever.
    async fn tell(&mut self, tour: &Tour) {
        let mut ticks = interval(TICK);
        // After a line that took long, the next is not told sooner.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if interrupt::requested() {
                tour.stop.say(Reason::Interrupted);
            }
            if self.is_due() {
                self.show(tour).await;
            }
        }
    }

    fn is_due(&self) -> bool {
        let period = if self.terminal { TICK } else { Duration::from_secs(1) };
        self.last.is_none_or(|last| last.elapsed() >= period)
    }

    async fn show(&mut self, tour: &Tour) {
        self.last = Some(Instant::now());
        let line = tour.line(*self.seen.borrow()).await;
        // Nobody to tell is no reason to stop.
        let _ = match self.terminal {
            true => write!(io::stderr(), "\r{line}\x1b[K"),
            false => writeln!(io::stderr(), "{line}"),
        };
    }

    async fn finish(&mut self, tour: &Tour) {
        self.show(tour).await;
        if self.terminal {
            let _ = writeln!(io::stderr());
        }
    }
}
