//! A harness for tests, which prints what libtest does.

use core::cell::Cell;

use critical_section::Mutex;

use crate::{exit, println};

/// A test with its name.
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// Like a sentence.
    pub name: &'static str,
    /// Panics if it fails.
    pub check: fn(),
}

/// Runs all these tests, says how they went, and ends qemu. The first that fails ends it too: nothing unwinds
/// here.
pub fn run<'a>(tests: impl IntoIterator<Item = &'a Test>) -> ! {
    let mut all = Tests::new();
    for test in tests {
        all.check("", test.name, test.check);
    }
    all.finish()
}

/// Tests that run one by one: `run`, for those that lie in no list.
#[derive(Debug, Default)]
pub struct Tests {
    passed: usize,
}

/// What runs now.
#[derive(Clone, Copy)]
struct Now {
    subject: &'static str,
    name: &'static str,
    passed: usize,
}

static NOW: Mutex<Cell<Option<Now>>> = Mutex::new(Cell::new(None));

impl Tests {
    /// None so far.
    pub const fn new() -> Self {
        Self { passed: 0 }
    }

    /// Runs a test: of `subject`, if that is not empty.
    pub fn check(&mut self, subject: &'static str, name: &'static str, check: impl FnOnce()) {
        let now = Now { subject, name, passed: self.passed };
        critical_section::with(|section| NOW.borrow(section).set(Some(now)));
        check();
        println!("test {subject}{}{name} ... ok", between(subject));
        self.passed += 1;
    }

    /// Says how they went, and ends qemu.
    pub fn finish(self) -> ! {
        println!("test result: ok. {} passed; 0 failed; ", self.passed);
        exit(self.passed > 0)
    }
}

fn between(subject: &str) -> &'static str {
    if subject.is_empty() { "" } else { ": " }
}

/// Says that the test that runs now has failed.
pub(crate) fn failed() {
    if let Some(now) = critical_section::with(|section| NOW.borrow(section).take()) {
        println!("test {}{}{} ... FAILED", now.subject, between(now.subject), now.name);
        println!("test result: FAILED. {} passed; 1 failed; ", now.passed);
    }
}
