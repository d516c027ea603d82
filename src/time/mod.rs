//! Who wakes on time: clocks, timers, timeouts.
