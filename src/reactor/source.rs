//! A device as the reactor sees it.

use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::edge::{Edge, Seen};
use super::key::Key;
use super::sys::Happened;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Read,
    Write,
    /// What comes out of turn.
    Priority,
}

/// What is known of a device, for those who wait and for the one who is told by the system.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) key: Key,
    read: Edge,
    write: Edge,
    priority: Edge,
    /// Whether a read that returns less than there is room for has taken all there was.
    is_drained_by_less: AtomicBool,
    /// Its descriptor was closed behind its back: nothing happens to it any more.
    dead: AtomicBool,
    /// Which directions are watched, where devices are armed by hand; used under the lock of the registry.
    armed: AtomicU8,
}

impl Source {
    pub(super) const fn new(key: Key, is_stream: bool) -> Self {
        Self {
            key,
            read: Edge::new(),
            write: Edge::new(),
            priority: Edge::new(),
            is_drained_by_less: AtomicBool::new(is_stream),
            dead: AtomicBool::new(false),
            armed: AtomicU8::new(0),
        }
    }

    #[inline]
    pub(super) const fn edge(&self, direction: Direction) -> &Edge {
        match direction {
            Direction::Read => &self.read,
            Direction::Write => &self.write,
            Direction::Priority => &self.priority,
        }
    }

    pub(super) const fn edges(&self) -> [&Edge; 3] {
        [&self.read, &self.write, &self.priority]
    }

    /// Wakes those who wait for it. Returns how many of them waited by a cell. Never panics.
    pub(super) fn happened(&self, what: Happened) -> usize {
        if what.special {
            // ORDERING: Relaxed: whoever sees the edge below sees this.
            self.is_drained_by_less.store(false, Ordering::Relaxed);
        }
        let which = [what.readable, what.writable, what.priority];
        let edges = self.edges().into_iter().zip(which).filter(|(_, happened)| *happened);
        edges.filter(|(edge, _)| edge.happened()).count()
    }

    /// What was tried after `seen` has passed less than there was room for.
    pub(super) fn drained(&self, direction: Direction, seen: Seen) {
        // An end that came since `seen` was an edge, and then nothing is forgotten.
        if direction == Direction::Read && self.is_drained_by_less.load(Ordering::Relaxed) {
            let _ = self.read.forget(seen);
        }
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
