//! Turns are counted by each thread for itself.

use core::cell::Cell;

std::thread_local! {
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Replaces the number by `change` of it, and returns what it was.
pub(super) fn replace(change: impl FnOnce(u32) -> u32) -> u32 {
    // A thread that is ending has no count any more: then it is always the first one's turn.
    TURN.try_with(|turn| turn.replace(change(turn.get()))).unwrap_or(0)
}
