//! The reactor of the process.

use core::mem;
use core::sync::atomic::{AtomicI32, AtomicU32, AtomicUsize, Ordering};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;
use std::vec::Vec;

use super::pollable::Borrowed;
use super::registry::Registry;
use super::seat::{Sat, Seat};
use super::source::Source;
use super::sys::{Event, Events, Happened, Kind, Poller, Raw, raw};
use crate::executor::{Devices, RETRY, Sleeper, Slept, devices_changed, serve_devices};

/// All devices of the process, and what tells of them.
#[derive(Debug)]
pub(super) struct Reactor {
    poller: Poller,
    registry: Mutex<Registry>,
    /// Whoever is in the poller.
    seat: Seat<Events>,
    /// How many are registered.
    devices: AtomicUsize,
    /// How many wait.
    waiting: AtomicUsize,
    /// For the next list of those to whom something happened.
    spare: Mutex<Vec<(Arc<Source>, Happened)>>,
    /// The error of the last turn; 0, if there was none.
    fault: AtomicI32,
    /// When that was.
    failed: Mutex<Option<Instant>>,
}

static MADE: OnceLock<Reactor> = OnceLock::new();
/// Set when those in charge know of it: before, nobody may wait.
static REACTOR: OnceLock<&Reactor> = OnceLock::new();
static MAKING: Mutex<()> = Mutex::new(());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The reactor, if there is one.
pub(super) fn reactor() -> Option<&'static Reactor> {
    REACTOR.get().copied()
}

/// The reactor; made if there is none. What fails is tried again by the next one who asks.
pub(super) fn make_reactor() -> io::Result<&'static Reactor> {
    if let Some(reactor) = reactor() {
        return Ok(reactor);
    }
    let _making = lock(&MAKING);
    if let Some(reactor) = reactor() {
        return Ok(reactor);
    }
    let reactor = Reactor::new()?;
    let reactor = MADE.get_or_init(|| reactor);
    serve_devices(reactor);
    Ok(REACTOR.get_or_init(|| reactor))
}

impl Reactor {
    fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Poller::new()?,
            registry: Mutex::default(),
            seat: Seat::of(AtomicU32::new(0), Mutex::new(Events::new())),
            devices: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            spare: Mutex::default(),
            fault: AtomicI32::new(0),
            failed: Mutex::new(None),
        })
    }

    pub(super) fn register(&self, device: Borrowed<'_>, kind: Kind) -> io::Result<Arc<Source>> {
        let number = raw(device);
        let mut registry = lock(&self.registry);
        let Some(key) = registry.reserve() else {
            return Err(io::Error::other("there are too many devices"));
        };
        let mut added = self.poller.add(device, key);
        if added.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
            // What is registered was left behind by a device that lost it.
            if registry.owner(number).is_none() {
                added = self.poller.rename(device, key);
            }
        }
        if let Err(error) = added {
            registry.unreserve(key);
            return Err(explained(error));
        }
        let source = Arc::new(Source::new(key, kind.is_stream));
        let robbed = registry.insert(number, source.clone());
        let is_first = self.devices.fetch_add(1, Ordering::AcqRel) == 0;
        drop(registry);
        if is_first {
            devices_changed();
        }
        if let Some(robbed) = robbed {
            robbed.bury();
            self.tell(&robbed, Happened::ALL);
        }
        Ok(source)
    }

    /// `device` is the one that was registered by `number`, if nobody has exchanged it. Returns whether it is, as
    /// far as its number tells.
    pub(super) fn deregister(&self, source: &Source, number: Raw, device: Borrowed<'_>) -> bool {
        let is_same = raw(device) == number;
        let mut registry = lock(&self.registry);
        let (removed, owns) = registry.remove(number, source.key);
        if owns && is_same {
            // It fails if the number belongs to something else by now.
            let _ = self.poller.remove(device);
        }
        let was_last = self.devices.fetch_sub(1, Ordering::AcqRel) == 1;
        drop(registry);
        if was_last {
            devices_changed();
        }
        drop(removed);
        let left = source.edges().map(|edge| edge.leave_cell());
        self.stop_waiting(left.iter().filter(|left| **left).count());
        owns && is_same
    }

    /// One more waits.
    pub(super) fn start_waiting(&self) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn stop_waiting(&self, count: usize) {
        if count > 0 {
            self.waiting.fetch_sub(count, Ordering::AcqRel);
        }
    }

    /// What is to be done before somebody waits for `source`.
    pub(super) fn prepare(
        &self,
        source: &Source,
        number: Raw,
        device: Borrowed<'_>,
        write: bool,
    ) -> io::Result<()> {
        if source.is_dead() || raw(device) != number {
            return Err(io::Error::other(
                "the descriptor of the device was closed or exchanged: take it out by `into_inner`, \
                 and make a new device",
            ));
        }
        match self.fault.load(Ordering::Relaxed) {
            0 => {}
            // Later on, it may go well.
            fault if lock(&self.failed).is_some_and(|failed| failed.elapsed() < RETRY) => {
                return Err(io::Error::from_raw_os_error(fault));
            }
            _ => {}
        }
        if self.poller.is_armed_by_hand() {
            let _registry = lock(&self.registry);
            let (read, write) = source.arm(write);
            self.poller.arm(device, source.key, read, write)?;
        }
        Ok(())
    }

    /// Something happened to the device. Never panics.
    fn tell(&self, source: &Source, what: Happened) {
        self.stop_waiting(source.happened(what));
    }

    /// Asks the system, and finds out who is told what.
    fn ask(&self, events: &mut Events, sleep: bool, until: Option<Instant>) -> Told {
        let result = self.poller.wait(events, sleep, until);
        let mut list = mem::take(&mut *lock(&self.spare));
        let registry = lock(&self.registry);
        let known = |event: Event| Some((registry.get(event.key)?.clone(), event.what));
        list.extend(events.iter().filter_map(known));
        let told = Told { list, result };
        if self.poller.is_armed_by_hand() {
            told.list.iter().for_each(|(source, _)| source.disarm());
        }
        told
    }

    /// Wakes those to whom something happened. Never panics.
    fn spread(&self, mut told: Told) -> Slept {
        // Where events disarm, those who wait for the other direction are to arm again.
        let all = self.poller.is_armed_by_hand();
        for (source, what) in told.list.drain(..) {
            self.tell(&source, if all { Happened::ALL } else { what });
        }
        *lock(&self.spare) = told.list;
        self.judge(told.result)
    }

    /// What became of a sleep: an error is that of all who wait.
    fn judge(&self, result: io::Result<()>) -> Slept {
        let fault = result.err().map_or(0, |error| error.raw_os_error().unwrap_or(-1));
        if fault == 0 && self.fault.load(Ordering::Relaxed) == 0 {
            return Slept::Done;
        }
        *lock(&self.failed) = (fault != 0).then(Instant::now);
        self.fault.store(fault, Ordering::Relaxed);
        if fault == 0 {
            return Slept::Done;
        }
        let all: Vec<_> = lock(&self.registry).all().cloned().collect();
        all.iter().for_each(|source| self.tell(source, Happened::ALL));
        Slept::Failed
    }
}

/// What the system has told.
struct Told {
    list: Vec<(Arc<Source>, Happened)>,
    result: io::Result<()>,
}

impl Devices for Reactor {
    fn is_idle(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    fn is_empty(&self) -> bool {
        self.devices.load(Ordering::Acquire) == 0
    }

    fn sleep(&self, until: Option<Instant>, sleeper: &dyn Sleeper) -> Slept {
        let slept = self.seat.sleep(|| sleeper.may_sleep(), |events| self.ask(events, true, until));
        sleeper.is_awake();
        match slept {
            Sat::Slept(told) => self.spread(told),
            Sat::Stayed => Slept::Done,
            Sat::Taken => Slept::Busy,
        }
    }

    fn look(&self) {
        // Whoever sits there does so, too.
        if let Some(mut events) = self.seat.take() {
            let told = self.ask(&mut events, false, None);
            drop(events);
            self.spread(told);
        }
    }

    fn oust(&self) {
        if self.seat.ring() {
            self.poller.notify();
        }
    }
}

/// With a message that says what to do.
pub(super) fn explained(error: io::Error) -> io::Error {
    use io::ErrorKind::{AlreadyExists, PermissionDenied, Unsupported};
    let message = match error.kind() {
        AlreadyExists => {
            "this descriptor is a device already: make another one of a duplicate of it"
        }
        PermissionDenied | Unsupported => {
            "this kind of file cannot be waited for, as it is always ready: read and write it in \
             `executor::unblock`"
        }
        _ => return error,
    };
    let kind = if error.kind() == AlreadyExists { AlreadyExists } else { Unsupported };
    io::Error::new(kind, message)
}
