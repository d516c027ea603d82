//! A timer of the system, as a device.
//!
//! `wakeful::time::interval` needs no descriptor. But there are many descriptors that tick or count, and one
//! reads them all alike: a number comes out, and it says how much has happened since the last time.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use wakeful::reactor::Device;

/// A `timerfd` that ticks with a period. It does so whether somebody listens or not, so who comes late gets
/// one tick that says how many were missed.
///
/// ```
/// use std::time::Duration;
/// use devices::ticks::Ticks;
///
/// let mut ticks = Ticks::every(Duration::from_millis(1))?;
/// wakeful::executor::block_on(async {
///     let first = ticks.tick().await?;
///     let second = ticks.tick().await?;
///     assert_eq!(second.number, first.number + 1 + second.missed);
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Ticks {
    timer: Device<OwnedFd>,
    /// How many ticks were told or missed.
    gone: u64,
}

/// One that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its number, from 1: so many periods have gone since the beginning.
    pub number: u64,
    /// How many were not told since the one before.
    pub missed: u64,
}

impl Ticks {
    /// Ticks after each `period` from now on.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if the period is zero or too long for the system, and its
    /// errors.
    pub fn every(period: Duration) -> io::Result<Self> {
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC)?;
        let period = timespec(period)?;
        let times = Itimerspec { it_interval: period, it_value: period };
        timerfd_settime(&timer, TimerfdTimerFlags::empty(), &times)?;
        Ok(Self { timer: Device::new(timer)?, gone: 0 })
    }

    /// Waits for the next tick; returns at once if one has been missed.
    ///
    /// # Cancel safety
    ///
    /// Strict: a tick is told, or counted as missed by the one after it.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub async fn tick(&mut self) -> io::Result<Tick> {
        let fresh = self.timer.read_with(|timer| {
            let mut count = [0; 8];
            rustix::io::read(timer, &mut count)?;
            Ok(u64::from_ne_bytes(count))
        });
        let fresh = fresh.await?;
        self.gone += fresh;
        Ok(Tick { number: self.gone, missed: fresh - 1 })
    }
}

fn timespec(period: Duration) -> io::Result<Timespec> {
    match i64::try_from(period.as_secs()) {
        // Zero would stop the timer.
        Ok(seconds) if !period.is_zero() => {
            Ok(Timespec { tv_sec: seconds, tv_nsec: period.subsec_nanos().into() })
        }
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a timer cannot tick every {period:?}"),
        )),
    }
}
