//! Turns are counted for all.

use core::sync::atomic::{AtomicU32, Ordering};

static TURN: AtomicU32 = AtomicU32::new(0);

/// Replaces the number by `change` of it, and returns what it was.
pub(super) fn replace(change: impl FnOnce(u32) -> u32) -> u32 {
    // Two at the same time may get the same turn: it is for fairness alone, and needs no compare-exchange.
    let turn = TURN.load(Ordering::Relaxed);
    TURN.store(change(turn), Ordering::Relaxed);
    turn
}
