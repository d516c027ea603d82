//! An operation that waits until it does not block.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use super::attempt::{Exclusive, Shared};
use super::pollable::Pollable;
use super::sys::Wanted;
use super::waiting::Waiting;
use crate::wait::completed;

/// The future of [`Device::read_with`](super::Device::read_with).
pub type ReadWith<'a, T, F> = With<'a, &'a T, F>;
/// The future of [`Device::write_with`](super::Device::write_with).
pub type WriteWith<'a, T, F> = With<'a, &'a T, F>;
/// The future of [`Device::read_with_mut`](super::Device::read_with_mut).
pub type ReadWithMut<'a, T, F> = With<'a, &'a mut T, F>;
/// The future of [`Device::write_with_mut`](super::Device::write_with_mut).
pub type WriteWithMut<'a, T, F> = With<'a, &'a mut T, F>;

/// Tries an operation until it does not fail with [`WouldBlock`](io::ErrorKind::WouldBlock): the future of
/// [`Device::read_with`](super::Device::read_with) and the like, where `A` is `&T` or `&mut T`.
#[must_use = "futures do nothing unless polled"]
pub struct With<'a, A, F> {
    io: A,
    ask: Option<Wanted>,
    op: F,
    completed: bool,
    /// Pinned with the whole; the rest is not.
    waiting: Waiting<'a>,
}

impl<'a, A, F> With<'a, A, F> {
    pub(super) const fn new(io: A, ask: Option<Wanted>, op: F, waiting: Waiting<'a>) -> Self {
        Self { io, ask, op, completed: false, waiting }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<T: Pollable, R, F: FnMut(&T) -> io::Result<R>> Future for With<'_, &T, F> {
    type Output = io::Result<R>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        // SAFETY: `waiting` is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        // SAFETY: pinned with the whole.
        let waiting = unsafe { Pin::new_unchecked(&mut this.waiting) };
        let polled = waiting.poll(cx, &mut Shared { io: this.io, ask: this.ask, op: &mut this.op });
        this.completed = polled.is_ready();
        polled
    }
}

impl<T: Pollable, R, F: FnMut(&mut T) -> io::Result<R>> Future for With<'_, &mut T, F> {
    type Output = io::Result<R>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        // SAFETY: `waiting` is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        // SAFETY: pinned with the whole.
        let waiting = unsafe { Pin::new_unchecked(&mut this.waiting) };
        let polled =
            waiting.poll(cx, &mut Exclusive { io: this.io, ask: this.ask, op: &mut this.op });
        this.completed = polled.is_ready();
        polled
    }
}

impl<A, F> fmt::Debug for With<'_, A, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("With").field("completed", &self.completed).finish_non_exhaustive()
    }
}
