//! Sleep until there is an interrupt.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use wakeful::executor::Park;

/// Sleeps by `wfi`, and counts how often.
#[derive(Debug)]
pub struct Wfi {
    token: AtomicBool,
    naps: AtomicUsize,
}

impl Wfi {
    /// Without a token.
    pub const fn new() -> Self {
        Self { token: AtomicBool::new(false), naps: AtomicUsize::new(0) }
    }

    /// How often it slept.
    pub fn naps(&self) -> usize {
        self.naps.load(Ordering::Relaxed)
    }
}

impl Default for Wfi {
    fn default() -> Self {
        Self::new()
    }
}

impl Park for Wfi {
    fn park(&self) {
        // With interrupts off, none comes between the look and the sleep; `wfi` returns for one that is
        // pending.
        critical_section::with(|_| {
            if !self.token.load(Ordering::Acquire) {
                self.naps.store(self.naps() + 1, Ordering::Relaxed);
                cortex_m::asm::dsb();
                cortex_m::asm::wfi();
            }
            self.token.store(false, Ordering::Relaxed);
        });
    }

    fn unpark(&self) {
        self.token.store(true, Ordering::Release);
    }
}
