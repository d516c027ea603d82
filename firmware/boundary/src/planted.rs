//! Faults that must be found where they are, and nowhere else.

use core::arch::global_asm;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[Scenario::planted("planted/torn_counter", torn_counter)];

// A counter that is read, and written later: whoever counts in between is lost.
global_asm!(
    ".section .text.planted_count, \"ax\"",
    ".global planted_count",
    ".type planted_count, %function",
    ".thumb_func",
    "planted_count:",
    "  movs r2, #1",
    ".global planted_load",
    "planted_load:",
    "  ldr r1, [r0]",
    "  adds r1, r1, r2",
    "  nop",
    ".global planted_store",
    "planted_store:",
    "  str r1, [r0]",
    "  bx lr",
);

unsafe extern "C" {
    fn planted_count(counter: *mut u32);
    static planted_load: u8;
    static planted_store: u8;
}

/// The instruction that reads: right behind it, an interrupt is lost.
pub(crate) fn load() -> u32 {
    (&raw const planted_load).addr() as u32
}

/// The instruction that writes: right before it, an interrupt is lost still.
pub(crate) fn store() -> u32 {
    (&raw const planted_store).addr() as u32
}

fn torn_counter(step: &mut Step) -> Verdict {
    let counter = AtomicU32::new(0);
    step.run(
        || {
            // SAFETY: it counts by a load and a store, as the handler does.
            unsafe { planted_count(counter.as_ptr()) }
        },
        || counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed),
    );
    check(counter.load(Ordering::Relaxed) == 2, "an update was lost")
}
