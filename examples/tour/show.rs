//! Tells how far the tour is, and looks whether it is to stop.

use std::io::{self, IsTerminal, Write};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::channel::watch;
use wakeful::executor::block_on;

use crate::allocations::warm_up;
use crate::interrupt;
use crate::stop::Reason;
use crate::tour::{Progress, Tour};

/// How often it looks for Ctrl-C: a signal handler cannot wake it.
const TICK: Duration = Duration::from_millis(50);

/// Runs on a thread of its own until the tour is over; whoever knows that first unparks it. It sleeps
/// by the clock, and so by `park_timeout`: the primitives here know no time.
pub(crate) fn show(tour: &Tour, seen: watch::Receiver<Progress>) {
    warm_up();
    let mut shown = Shown::new(seen);
    while !tour.is_over() {
        if interrupt::requested() {
            tour.stop.say(Reason::Interrupted);
        }
        thread::park_timeout(TICK);
        if !tour.is_over() && shown.is_due() {
            shown.show(tour);
        }
    }
    if !tour.has_failed() {
        shown.finish(tour);
    }
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

    fn is_due(&self) -> bool {
        let period = if self.terminal { TICK } else { Duration::from_secs(1) };
        self.last.is_none_or(|last| last.elapsed() >= period)
    }

    fn show(&mut self, tour: &Tour) {
        self.last = Some(Instant::now());
        let line = block_on(tour.line(*self.seen.borrow()));
        // Nobody to tell is no reason to stop.
        let _ = match self.terminal {
            true => write!(io::stderr(), "\r{line}\x1b[K"),
            false => writeln!(io::stderr(), "{line}"),
        };
    }

    fn finish(&mut self, tour: &Tour) {
        self.show(tour);
        if self.terminal {
            let _ = writeln!(io::stderr());
        }
    }
}
