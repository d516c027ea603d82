//! Elsewhere: nothing is pinned, and a condition variable stands in for the futex and for the file.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, OnceLock};
use std::thread;

static SLEEPERS: Mutex<()> = Mutex::new(());
static WOKEN: Condvar = Condvar::new();

/// The cores this process may run on, as far as std knows.
pub(crate) fn cores() -> &'static [usize] {
    static CORES: OnceLock<Vec<usize>> = OnceLock::new();
    CORES.get_or_init(|| (0..thread::available_parallelism().map_or(1, usize::from)).collect())
}

/// Leaves the thread to the scheduler.
pub(crate) fn pin_to_any(_cores: &[usize]) {}

pub(crate) fn cpu_model() -> String {
    format!("{} CPU, not pinned", std::env::consts::ARCH)
}

/// Sleeps while `word` is `value`. May return early.
pub(crate) fn futex_wait(word: &AtomicU32, value: u32) {
    let sleepers = SLEEPERS.lock().unwrap();
    if word.load(Ordering::Acquire) == value {
        drop(WOKEN.wait(sleepers).unwrap());
    }
}

/// Wakes those that sleep.
pub(crate) fn futex_wake(_word: &AtomicU32) {
    drop(SLEEPERS.lock().unwrap());
    WOKEN.notify_all();
}

/// Something that a thread sleeps at until another one rings.
pub(crate) struct Doorbell {
    rings: Mutex<u64>,
    rung: Condvar,
}

impl Doorbell {
    pub(crate) fn new() -> Self {
        Self { rings: Mutex::new(0), rung: Condvar::new() }
    }

    pub(crate) fn ring(&self) {
        *self.rings.lock().unwrap() += 1;
        self.rung.notify_one();
    }

    /// Sleeps until it rings, and forgets that it did.
    pub(crate) fn wait(&self) {
        let rings = self.rings.lock().unwrap();
        let mut rings = self.rung.wait_while(rings, |rings| *rings == 0).unwrap();
        *rings = 0;
    }
}
