//! What is known of one direction of a device: one word.

use core::task::Waker;

use crate::future::panics::quietly;
use crate::lock::StdLock;
use crate::wait::{Acquire, Change, Policy, WaitQueue, WakerCell};

/// An operation may succeed: nobody has seen the opposite since the last edge.
const READY: usize = 1;
/// Somebody waits by the cell, and counts as one who waits.
const CELL: usize = 2;
/// One edge: the rest of the word counts them.
const TICK: usize = 4;

/// The rules of an [`Edge`].
///
/// | | ready, tick n | not ready, tick n |
/// |---|---|---|
/// | an event | ready, tick n + 1 | ready, tick n + 1; wakes all |
/// | an operation that saw tick n would block | not ready, tick n | |
/// | one that saw an older tick would block | tries again | tries again |
/// | a wait since tick n | is over | waits |
/// | a wait since an older tick | is over | is over |
#[derive(Debug)]
pub(super) struct Ticks;

impl Policy for Ticks {
    /// The state when nothing was ready.
    type Request = u32;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, since: u32) -> Option<usize> {
        // Compared in 32 bits: 2^30 edges may pass before one is taken for another.
        (state & READY != 0 || (state & !CELL) as u32 != since).then_some(state)
    }
}

pub(super) type Edges = WaitQueue<Ticks, StdLock>;
/// Waits for the next edge.
pub(super) type NextEdge<'a> = Acquire<&'a Edges, ()>;

/// What somebody knew of a direction before he tried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen(usize);

impl Seen {
    /// Whether it may be ready.
    pub(super) const fn is_ready(self) -> bool {
        self.0 & READY != 0
    }
}

/// One direction of a device.
#[derive(Debug)]
pub(super) struct Edge {
    edges: Edges,
    cell: WakerCell<StdLock>,
}

impl Edge {
    /// Nothing is known: so it may be ready.
    pub(super) const fn new() -> Self {
        Self { edges: WaitQueue::new(READY), cell: WakerCell::new() }
    }

    /// To be called before an operation is tried.
    #[inline]
    pub(super) fn see(&self) -> Seen {
        Seen(self.edges.state() & !CELL)
    }

    /// An operation that was tried after `seen` would block. Returns what to wait for, unless there was
    /// an edge since then: then it is to be tried again.
    pub(super) fn forget(&self, seen: Seen) -> Option<Seen> {
        let since = seen.0 & !READY;
        if seen.0 == since {
            return Some(seen);
        }
        let forget = |state| (state & !CELL == seen.0).then_some(state & !READY);
        match self.edges.change(Change::Nobody, forget) {
            Err(now) if now & !CELL != since => None,
            _ => Some(Seen(since)),
        }
    }

    /// Waits for an edge that is newer than `since`.
    pub(super) const fn next(&self, since: Seen) -> NextEdge<'_> {
        Acquire::new(&self.edges, since.0 as u32)
    }

    /// `waker` is woken by an edge that is newer than `since`, instead of the one who was to be. `None` if there
    /// is one already; else whether nobody was to be.
    pub(super) fn register(&self, since: Seen, waker: &Waker) -> Option<bool> {
        self.cell.register(waker);
        let join = |state| (state & !CELL == since.0).then_some(state | CELL);
        self.edges.change(Change::Nobody, join).ok().map(|old| old & CELL == 0)
    }

    /// Something has happened: wakes all. Returns whether one of them waited by the cell. Never panics.
    pub(super) fn happened(&self) -> bool {
        let mut by_cell = false;
        let next = |state: usize| {
            by_cell = state & CELL != 0;
            Some(((state | READY) & !CELL).wrapping_add(TICK))
        };
        // A waker that panics: all have been woken, and the panic hook has told of it.
        quietly(|| {
            let _ = self.edges.update(next);
        });
        if by_cell {
            quietly(|| self.cell.wake());
        }
        by_cell
    }

    /// Whoever waits by the cell does so no more. Returns whether there was somebody. Never panics.
    pub(super) fn leave_cell(&self) -> bool {
        let leave = |state| (state & CELL != 0).then_some(state & !CELL);
        let was_there = self.edges.change(Change::Nobody, leave).is_ok();
        quietly(|| drop(self.cell.take()));
        was_there
    }
}
