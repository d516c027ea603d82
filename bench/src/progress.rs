//! How far the measuring is, on standard error.

use std::io::{self, IsTerminal, Write};

const WIDTH: usize = 32;

/// A bar that is redrawn in place; where standard error is a file, a line for each row instead.
pub(crate) struct Progress {
    steps: usize,
    done: usize,
    label: String,
    drawn: bool,
}

impl Progress {
    pub(crate) fn new(steps: usize) -> Self {
        let drawn = io::stderr().is_terminal();
        Self { steps, done: 0, label: String::new(), drawn }
    }

    /// Says what the next steps are about.
    pub(crate) fn begin(&mut self, label: String) {
        self.label = label;
        if self.drawn {
            self.draw();
        } else {
            eprintln!("{:3} %  {}", self.percent(), self.label);
        }
    }

    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.drawn {
            self.draw();
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(self) {
        if self.drawn {
            eprint!("\r\x1b[2K");
        }
    }

    fn percent(&self) -> usize {
        self.done * 100 / self.steps.max(1)
    }

    fn draw(&self) {
        let full = self.done * WIDTH / self.steps.max(1);
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(WIDTH - full));
        eprint!("\r\x1b[2K{bar} {:3} %  {}", self.percent(), self.label);
        // A bar that cannot be drawn is no reason to stop.
        io::stderr().flush().ok();
    }
}
