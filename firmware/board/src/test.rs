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

/// What runs now.
#[derive(Clone, Copy)]
struct Now {
    name: &'static str,
    passed: usize,
}

static NOW: Mutex<Cell<Option<Now>>> = Mutex::new(Cell::new(None));

fn now(now: Now) {
    critical_section::with(|section| NOW.borrow(section).set(Some(now)));
}

/// Runs all these tests, says how they went, and ends qemu. The first that fails ends it too: nothing unwinds
/// here.
pub fn run<'a>(tests: impl IntoIterator<Item = &'a Test>) -> ! {
    let mut passed = 0;
    for test in tests {
        now(Now { name: test.name, passed });
        (test.check)();
        println!("test {} ... ok", test.name);
        passed += 1;
    }
    println!("test result: ok. {passed} passed; 0 failed; ");
    exit(passed > 0)
}

/// Says that the test that runs now has failed.
pub(crate) fn failed() {
    if let Some(now) = critical_section::with(|section| NOW.borrow(section).take()) {
        println!("test {} ... FAILED", now.name);
        println!("test result: FAILED. {} passed; 1 failed; ", now.passed);
    }
}
