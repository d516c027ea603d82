//! Bytes in and out, without a closure.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use super::attempt::{Bytes, Shared};
use super::pollable::Pollable;
use super::sys::Wanted;
use super::waiting::Waiting;
use crate::wait::completed;

/// The future of [`Device::read`](super::Device::read).
pub type Read<'a, T> = Pass<'a, T, &'a mut [u8]>;
/// The future of [`Device::write`](super::Device::write).
pub type Write<'a, T> = Pass<'a, T, &'a [u8]>;

/// Passes bytes once, from or to a buffer: the future of [`Device::read`](super::Device::read) and
/// [`write`](super::Device::write).
#[must_use = "futures do nothing unless polled"]
pub struct Pass<'a, T, B> {
    io: &'a T,
    ask: bool,
    buffer: B,
    completed: bool,
    /// Pinned with the whole; the rest is not.
    waiting: Waiting<'a>,
}

impl<'a, T, B> Pass<'a, T, B> {
    pub(super) const fn new(io: &'a T, ask: bool, buffer: B, waiting: Waiting<'a>) -> Self {
        Self { io, ask, buffer, completed: false, waiting }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

/// A buffer, and which way bytes go.
pub(super) trait Buffer<T> {
    const WANTED: Wanted;
    fn len(&self) -> usize;
    fn pass(&mut self, io: &T) -> io::Result<usize>;
}

impl<T> Buffer<T> for &mut [u8]
where
    for<'t> &'t T: io::Read,
{
    const WANTED: Wanted = Wanted::Read;

    fn len(&self) -> usize {
        (**self).len()
    }

    fn pass(&mut self, mut io: &T) -> io::Result<usize> {
        io::Read::read(&mut io, self)
    }
}

impl<T> Buffer<T> for &[u8]
where
    for<'t> &'t T: io::Write,
{
    const WANTED: Wanted = Wanted::Write;

    fn len(&self) -> usize {
        (**self).len()
    }

    fn pass(&mut self, mut io: &T) -> io::Result<usize> {
        io::Write::write(&mut io, self)
    }
}

#[allow(private_bounds, reason = "sealed: a buffer is one of two")]
impl<T: Pollable, B: Buffer<T>> Future for Pass<'_, T, B> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        // SAFETY: `waiting` is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        // SAFETY: pinned with the whole.
        let waiting = unsafe { Pin::new_unchecked(&mut this.waiting) };
        let (ask, room) = (this.ask.then_some(B::WANTED), this.buffer.len());
        let op = |io: &T| this.buffer.pass(io);
        let tried = Shared { io: this.io, ask, op };
        let polled = waiting.poll(cx, &mut Bytes::of::<T>(tried, room));
        this.completed = polled.is_ready();
        polled
    }
}

impl<T, B> fmt::Debug for Pass<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pass").field("completed", &self.completed).finish_non_exhaustive()
    }
}
