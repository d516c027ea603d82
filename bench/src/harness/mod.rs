//! What every workload is made of, the same for everybody.

mod clock;
mod poll;
mod tasks;
mod threads;
mod wakers;

pub(crate) use self::clock::{Hot, timed};
pub(crate) use self::poll::{Slots, expect_ready, poll_ready};
pub(crate) use self::tasks::{Tasks, yield_now};
pub(crate) use self::threads::{beside, both_for, spin_until, wake_latency};
pub(crate) use self::wakers::Wakes;
