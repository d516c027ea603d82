//! A device as the reactor sees it.

use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::edge::Edge;
use super::key::Key;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
}

/// What is known of a device, for those who wait and for the one who is told by the system.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) key: Key,
    read: Edge,
    write: Edge,
    /// Its descriptor was closed behind its back: nothing happens to it any more.
    dead: AtomicBool,
    /// Which directions are watched, where devices are armed by hand; used under the lock of the registry.
    armed: AtomicU8,
}

impl Source {
    pub(super) const fn new(key: Key) -> Self {
        let (dead, armed) = (AtomicBool::new(false), AtomicU8::new(0));
        Self { key, read: Edge::new(), write: Edge::new(), dead, armed }
    }

    #[inline]
    pub(super) const fn edge(&self, direction: Direction) -> &Edge {
        match direction {
            Direction::Read => &self.read,
            Direction::Write => &self.write,
        }
    }

    pub(super) const fn edges(&self) -> [&Edge; 2] {
        [&self.read, &self.write]
    }

    /// Nothing happens to it from now on; whoever waits is to try, and to ask.
    pub(super) fn bury(&self) {
        self.dead.store(true, Ordering::Release);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Acquire)
    }

    /// One direction more is to be watched. Returns whether to watch for reading and for writing.
    pub(super) fn arm(&self, write: bool) -> (bool, bool) {
        let now = self.armed.load(Ordering::Relaxed) | if write { 2 } else { 1 };
        self.armed.store(now, Ordering::Relaxed);
        (now & 1 != 0, now & 2 != 0)
    }

    /// It is watched no more.
    pub(super) fn disarm(&self) {
        self.armed.store(0, Ordering::Relaxed);
    }
}
