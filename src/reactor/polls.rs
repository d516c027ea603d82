//! What a device offers to futures and streams of one's own.

use core::task::{Context, Poll};
use std::io;

use super::attempt::{Bytes, Exclusive, Look, Shared};
use super::device::{Device, inner_mut};
use super::pollable::Pollable;
use super::source::Direction;
use super::sys::Wanted;

/// The `poll_` forms: each has a place for one task in its direction, the newest.
impl<T: Pollable> Device<T> {
    /// Whether there is something to read; if not, the task of `cx` is woken when that may have changed. One
    /// task at a time: the one who asked last.
    pub fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut look = Look { io: self.get_ref(), wanted: Wanted::Read };
        self.registration.poll(Direction::Read, cx, &mut look)
    }

    /// As [`poll_readable`](Self::poll_readable), for room to write.
    pub fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut look = Look { io: self.get_ref(), wanted: Wanted::Write };
        self.registration.poll(Direction::Write, cx, &mut look)
    }

    /// Tries `op`; if it would block, the task of `cx` is woken when there may be something to read. One task
    /// at a time: the one who tried last.
    pub fn poll_read_with<R>(
        &self,
        cx: &mut Context<'_>,
        op: impl FnMut(&T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        let mut attempt = Shared { io: self.get_ref(), ask: self.ask(Wanted::Read), op };
        self.registration.poll(Direction::Read, cx, &mut attempt)
    }

    /// As [`poll_read_with`](Self::poll_read_with), for room to write.
    pub fn poll_write_with<R>(
        &self,
        cx: &mut Context<'_>,
        op: impl FnMut(&T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        let mut attempt = Shared { io: self.get_ref(), ask: self.ask(Wanted::Write), op };
        self.registration.poll(Direction::Write, cx, &mut attempt)
    }

    /// As [`read`](Self::read): if there is nothing, the task of `cx` is woken when there may be. One task at a
    /// time: the one who tried last.
    pub fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>>
    where
        for<'t> &'t T: io::Read,
    {
        let room = buffer.len();
        let op = |mut io: &T| io::Read::read(&mut io, buffer);
        let tried = Shared { io: self.get_ref(), ask: self.ask(Wanted::Read), op };
        self.registration.poll(Direction::Read, cx, &mut Bytes::of::<T>(tried, room))
    }

    /// As [`poll_read`](Self::poll_read), where `&mut T` is needed.
    pub fn poll_read_mut(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>>
    where
        T: io::Read,
    {
        let (room, ask) = (buffer.len(), self.ask(Wanted::Read));
        let tried =
            Exclusive { io: inner_mut(&mut self.io), ask, op: |io: &mut T| io.read(buffer) };
        self.registration.poll(Direction::Read, cx, &mut Bytes::of::<T>(tried, room))
    }

    /// As [`poll_read_with`](Self::poll_read_with), for operations that need `&mut T`.
    pub fn poll_read_with_mut<R>(
        &mut self,
        cx: &mut Context<'_>,
        op: impl FnMut(&mut T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        let ask = self.ask(Wanted::Read);
        let mut attempt = Exclusive { io: inner_mut(&mut self.io), ask, op };
        self.registration.poll(Direction::Read, cx, &mut attempt)
    }

    /// As [`poll_write_with`](Self::poll_write_with), for operations that need `&mut T`.
    pub fn poll_write_with_mut<R>(
        &mut self,
        cx: &mut Context<'_>,
        op: impl FnMut(&mut T) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        let ask = self.ask(Wanted::Write);
        let mut attempt = Exclusive { io: inner_mut(&mut self.io), ask, op };
        self.registration.poll(Direction::Write, cx, &mut attempt)
    }
}
