//! Linux: one `epoll_wait` a turn.
//!
//! Devices are registered once, edge-triggered, for all there is to know. The sleep is ended by an eventfd that
//! is never read, since each write to it is an edge; and by a timerfd, which is set only if the deadline is
//! nearer than what it is set to.

use core::mem::MaybeUninit;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::vec::Vec;

use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};

use super::super::key::Key;
use super::super::pollable::Borrowed;
use super::{Event, Happened};

/// What the eventfd and the timerfd are registered by: no device's.
const OWN: u64 = u64::MAX;
/// At most so many events in a turn.
const EVENTS: usize = 256;

const ALL: EventFlags = EventFlags::IN
    .union(EventFlags::OUT)
    .union(EventFlags::RDHUP)
    .union(EventFlags::PRI)
    .union(EventFlags::ET);
const GONE: EventFlags = EventFlags::HUP.union(EventFlags::ERR);
const READABLE: EventFlags = EventFlags::IN.union(EventFlags::RDHUP).union(GONE);
const WRITABLE: EventFlags = EventFlags::OUT.union(GONE);
const PRIORITY: EventFlags = EventFlags::PRI.union(GONE);
const SPECIAL: EventFlags = EventFlags::RDHUP.union(PRIORITY);
/// Of sleeps without a timer.
const LONGEST: Duration = Duration::from_secs(3600);
const ZERO: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };

#[derive(Debug)]
pub(in super::super) struct Poller {
    epoll: OwnedFd,
    event: OwnedFd,
    /// Made when there is a deadline for the first time.
    timer: OnceLock<OwnedFd>,
}

/// What one who sleeps by a [`Poller`] needs; one for all.
#[derive(Debug)]
pub(in super::super) struct Events {
    list: Vec<Event>,
    /// What the timer is set to.
    armed: Option<Instant>,
}

impl Events {
    pub(in super::super) const fn new() -> Self {
        Self { list: Vec::new(), armed: None }
    }

    pub(in super::super) fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        self.list.iter().copied()
    }
}

/// What a device is told, if it is one.
fn event(event: &epoll::Event) -> Option<Event> {
    let (key, flags) = (event.data.u64(), event.flags);
    (key != OWN).then(|| Event {
        key: Key::from_usize(key as usize),
        what: Happened {
            readable: flags.intersects(READABLE),
            writable: flags.intersects(WRITABLE),
            priority: flags.intersects(PRIORITY),
            special: flags.intersects(SPECIAL),
        },
    })
}

impl Poller {
    pub(in super::super) fn new() -> io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let event = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        epoll::add(&epoll, &event, EventData::new_u64(OWN), EventFlags::IN | EventFlags::ET)?;
        Ok(Self { epoll, event, timer: OnceLock::new() })
    }

    /// Registers a device. `io::ErrorKind::AlreadyExists` if it is registered already.
    pub(in super::super) fn add(&self, device: Borrowed<'_>, key: Key) -> io::Result<()> {
        Ok(epoll::add(&self.epoll, device, EventData::new_u64(key.as_usize() as u64), ALL)?)
    }

    /// Gives a device that is registered already another key.
    pub(in super::super) fn rename(&self, device: Borrowed<'_>, key: Key) -> io::Result<()> {
        Ok(epoll::modify(&self.epoll, device, EventData::new_u64(key.as_usize() as u64), ALL)?)
    }

    pub(in super::super) fn remove(&self, device: Borrowed<'_>) -> io::Result<()> {
        Ok(epoll::delete(&self.epoll, device)?)
    }

    /// Whether a device is watched only after a call of [`arm`](Self::arm), and until the next event.
    pub(in super::super) const fn is_armed_by_hand(&self) -> bool {
        false
    }

    /// Watches the device for what is told.
    pub(in super::super) fn arm(
        &self,
        _: Borrowed<'_>,
        _: Key,
        _: bool,
        _: bool,
    ) -> io::Result<()> {
        Ok(())
    }

    /// Sleeps until something happens, or `until`; or only looks. An interrupted sleep is one without events.
    pub(in super::super) fn wait(
        &self,
        events: &mut Events,
        sleep: bool,
        until: Option<Instant>,
    ) -> io::Result<()> {
        events.list.clear();
        let limit = match until {
            _ if !sleep => Some(ZERO),
            None => None,
            Some(until) => self.limit(events, until),
        };
        let mut list = [const { MaybeUninit::uninit() }; EVENTS];
        match epoll::wait(&self.epoll, &mut list, limit.as_ref()) {
            Ok((found, _)) => events.list.extend(found.iter().filter_map(event)),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// How long the call may last: for ever, if the timer is set.
    fn limit(&self, events: &mut Events, until: Instant) -> Option<Timespec> {
        let now = Instant::now();
        if until <= now {
            return Some(ZERO);
        }
        // It rings early enough.
        if events.armed.is_some_and(|armed| now < armed && armed <= until) {
            return None;
        }
        let left = until - now;
        let timer = Itimerspec { it_interval: ZERO, it_value: timespec(left) };
        let set = self.timer().and_then(|fd| {
            timerfd_settime(fd, TimerfdTimerFlags::empty(), &timer).map_err(io::Error::from)
        });
        if set.is_ok() {
            events.armed = Some(until);
            return None;
        }
        // There is none, as when the table of descriptors is full: to the next millisecond, then.
        let left = left.min(LONGEST).as_nanos().div_ceil(1_000_000);
        Some(timespec(Duration::from_millis(left as u64)))
    }

    fn timer(&self) -> io::Result<&OwnedFd> {
        if let Some(timer) = self.timer.get() {
            return Ok(timer);
        }
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
        epoll::add(&self.epoll, &timer, EventData::new_u64(OWN), EventFlags::IN | EventFlags::ET)?;
        Ok(self.timer.get_or_init(|| timer))
    }

    /// Ends the sleep, or the next one.
    pub(in super::super) fn notify(&self) {
        // It fails when the count is full, which takes 2^64 calls; and what could be done about it?
        let _ = rustix::io::write(&self.event, &1_u64.to_ne_bytes());
    }
}

fn timespec(time: Duration) -> Timespec {
    let tv_sec = time.as_secs().try_into().unwrap_or(i64::MAX);
    Timespec { tv_sec, tv_nsec: time.subsec_nanos().into() }
}
