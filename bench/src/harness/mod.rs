//! What every workload is made of, the same for everybody.

mod bells;
mod clock;
mod countdown;
mod deadlines;
mod poll;
mod spread;
mod subscribers;
mod tasks;
mod threads;
mod wakers;

pub(crate) use self::bells::{Bell, Listener};
pub(crate) use self::clock::{Hot, timed};
pub(crate) use self::countdown::Countdown;
pub(crate) use self::deadlines::{Deadlines, crowd};
pub(crate) use self::poll::{Slots, expect_ready, poll_ready};
pub(crate) use self::spread::{Sides, spread};
pub(crate) use self::subscribers::Subscribers;
pub(crate) use self::tasks::{Tasks, yield_now};
pub(crate) use self::threads::{
    all_for, beside, both_for, on_the_other_core, spin_until, together, unpinned, wake_latency,
};
pub(crate) use self::wakers::Wakes;
