//! What is tried: an operation of the user, or a question to the system.

use std::io;

use super::pollable::{Borrowed, Pollable};
use super::sys::{Wanted, is_ready};
use super::waiting::Attempt;

/// An operation on `&T`.
pub(super) struct Shared<'a, T, F> {
    pub(super) io: &'a T,
    /// What to ask for first, where an operation would block the thread.
    pub(super) ask: Option<Wanted>,
    pub(super) op: F,
}

/// An operation on `&mut T`.
pub(super) struct Exclusive<'a, T, F> {
    pub(super) io: &'a mut T,
    pub(super) ask: Option<Wanted>,
    pub(super) op: F,
}

/// Whether there is any use in an operation.
pub(super) struct Look<'a, T> {
    pub(super) io: &'a T,
    pub(super) wanted: Wanted,
}

/// An operation that passes bytes.
pub(super) struct Bytes<A> {
    tried: A,
    /// How many there is room for; 0 if what it returns tells nothing.
    room: usize,
}

impl<A> Bytes<A> {
    /// What is larger than a descriptor may have bytes in store, of which the system knows nothing, or return less
    /// than the system did.
    pub(super) const fn of<T>(tried: A, room: usize) -> Self {
        let is_bare = size_of::<T>() < size_of::<usize>();
        Self { tried, room: if is_bare { room } else { 0 } }
    }
}

fn ask(device: Borrowed<'_>, wanted: Option<Wanted>) -> io::Result<()> {
    match wanted {
        Some(wanted) if !is_ready(device, wanted)? => Err(io::ErrorKind::WouldBlock.into()),
        _ => Ok(()),
    }
}

impl<T: Pollable, R, F: FnMut(&T) -> io::Result<R>> Attempt<R> for Shared<'_, T, F> {
    fn attempt(&mut self) -> io::Result<R> {
        ask(self.device(), self.ask)?;
        (self.op)(self.io)
    }

    fn device(&self) -> Borrowed<'_> {
        self.io.borrowed()
    }
}

impl<T: Pollable, R, F: FnMut(&mut T) -> io::Result<R>> Attempt<R> for Exclusive<'_, T, F> {
    fn attempt(&mut self) -> io::Result<R> {
        ask(self.device(), self.ask)?;
        (self.op)(self.io)
    }

    fn device(&self) -> Borrowed<'_> {
        self.io.borrowed()
    }
}

impl<A: Attempt<usize>> Attempt<usize> for Bytes<A> {
    fn trusts_edges(&self) -> bool {
        self.room > 0
    }

    fn attempt(&mut self) -> io::Result<usize> {
        self.tried.attempt()
    }

    fn has_drained(&self, passed: &usize) -> bool {
        (1..self.room).contains(passed)
    }

    fn device(&self) -> Borrowed<'_> {
        self.tried.device()
    }
}

impl<T: Pollable> Attempt<()> for Look<'_, T> {
    fn trusts_edges(&self) -> bool {
        // Not all systems tell of what comes out of turn.
        self.wanted != Wanted::Priority
    }

    fn attempt(&mut self) -> io::Result<()> {
        ask(self.device(), Some(self.wanted))
    }

    fn device(&self) -> Borrowed<'_> {
        self.io.borrowed()
    }
}
