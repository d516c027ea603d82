//! Everywhere else: the crate `polling`, edge-triggered where that is possible.

use std::io;
use std::time::{Duration, Instant};

use polling::{Event as Raw, PollMode, Poller as Inner};

use super::super::key::Key;
use super::super::pollable::Borrowed;
use super::{Event, Happened};

#[derive(Debug)]
pub(in super::super) struct Poller {
    inner: Inner,
    mode: PollMode,
}

/// What one who sleeps by a [`Poller`] needs; one for all.
#[derive(Debug)]
pub(in super::super) struct Events(polling::Events);

impl Events {
    pub(in super::super) fn new() -> Self {
        Self(polling::Events::new())
    }

    pub(in super::super) fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        self.0.iter().map(|event| {
            let gone = event.is_interrupt() || event.is_err().unwrap_or(false);
            let readable = event.readable || gone;
            // An end is told as something to read.
            let what = Happened {
                readable,
                writable: event.writable || gone,
                priority: readable,
                special: true,
            };
            Event { key: Key::from_usize(event.key), what }
        })
    }
}

impl Poller {
    pub(in super::super) fn new() -> io::Result<Self> {
        let inner = Inner::new()?;
        let mode = if inner.supports_edge() { PollMode::Edge } else { PollMode::Oneshot };
        Ok(Self { inner, mode })
    }

    /// Registers a device. `io::ErrorKind::AlreadyExists` if it is registered already, if that can be told.
    pub(in super::super) fn add(&self, device: Borrowed<'_>, key: Key) -> io::Result<()> {
        let event = match self.mode {
            PollMode::Edge => Raw::all(key.as_usize()),
            _ => Raw::none(key.as_usize()),
        };
        // SAFETY: the Number Rule.
        unsafe { self.inner.add_with_mode(&device, event, self.mode) }
    }

    /// Gives a device that is registered already another key.
    pub(in super::super) fn rename(&self, device: Borrowed<'_>, key: Key) -> io::Result<()> {
        self.inner.modify_with_mode(device, Raw::all(key.as_usize()), self.mode)
    }

    pub(in super::super) fn remove(&self, device: Borrowed<'_>) -> io::Result<()> {
        self.inner.delete(device)
    }

    /// Whether a device is watched only after a call of [`arm`](Self::arm), and until the next event.
    pub(in super::super) fn is_armed_by_hand(&self) -> bool {
        self.mode == PollMode::Oneshot
    }

    /// Watches the device for what is told.
    pub(in super::super) fn arm(
        &self,
        device: Borrowed<'_>,
        key: Key,
        read: bool,
        write: bool,
    ) -> io::Result<()> {
        self.inner.modify_with_mode(device, Raw::new(key.as_usize(), read, write), self.mode)
    }

    /// Sleeps until something happens, or `until`; or only looks. An interrupted sleep is one without events.
    pub(in super::super) fn wait(
        &self,
        events: &mut Events,
        sleep: bool,
        until: Option<Instant>,
    ) -> io::Result<()> {
        events.0.clear();
        let result = match until {
            _ if !sleep => self.inner.wait(&mut events.0, Some(Duration::ZERO)),
            None => self.inner.wait(&mut events.0, None),
            Some(until) => self.inner.wait_deadline(&mut events.0, until),
        };
        match result {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            _ => Ok(()),
        }
    }

    /// Ends the sleep, or the next one.
    pub(in super::super) fn notify(&self) {
        // What could be done about it?
        let _ = self.inner.notify();
    }
}
