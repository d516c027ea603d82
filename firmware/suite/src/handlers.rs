//! What interrupts call, for a while.

use board::{Line, Tick, start_ticks, stop_ticks};

use crate::lent::Lent;

static TICKS: Lent = Lent::new();
static LINE: Lent = Lent::new();

/// Calls `handler` after each so many cycles, while `body` runs.
pub fn with_ticks(cycles: u32, handler: &(dyn Fn() + Sync), body: impl FnOnce()) {
    TICKS.during(handler, || {
        start_ticks(Tick { cycles, listener: Some(|| TICKS.call()) });
        body();
        stop_ticks();
    });
}

/// Calls `handler` for each interrupt of [`Line::A`], while `body` runs.
pub fn with_line_a(handler: &(dyn Fn() + Sync), body: impl FnOnce()) {
    LINE.during(handler, || {
        Line::A.listen(|| LINE.call());
        body();
        Line::A.ignore();
    });
}
