//! What a device has of the reactor.

use core::task::{Context, Poll};
use std::io;
use std::sync::Arc;

use super::edge::{Edge, Seen};
use super::pollable::Borrowed;
use super::process::{make_reactor, reactor};
use super::source::{Direction, Source};
use super::sys::{Kind, Raw, raw};
use super::waiting::{Attempt, TRIES, Tried};
use crate::executor::waits_for_device;

#[derive(Debug)]
pub(super) struct Registration {
    source: Arc<Source>,
    /// By which the device was registered.
    number: Raw,
}

impl Registration {
    pub(super) fn new(device: Borrowed<'_>, kind: Kind) -> io::Result<Self> {
        let source = make_reactor()?.register(device, kind)?;
        Ok(Self { source, number: raw(device) })
    }

    /// Returns whether this is what was registered, as far as can be told.
    pub(super) fn end(&self, device: Borrowed<'_>) -> bool {
        reactor().is_some_and(|reactor| reactor.deregister(&self.source, self.number, device))
    }

    pub(super) fn edge(&self, direction: Direction) -> &Edge {
        self.source.edge(direction)
    }

    pub(super) fn attempt<R>(
        &self,
        direction: Direction,
        attempt: &mut impl Attempt<R>,
    ) -> Tried<R> {
        let edge = self.edge(direction);
        let seen = edge.see();
        if attempt.trusts_edges() && !seen.is_ready() {
            return self.wait(direction, seen, attempt.device());
        }
        match attempt.attempt() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Tried::Again,
            result => {
                if result.as_ref().is_ok_and(|result| attempt.has_drained(result)) {
                    self.source.drained(direction, seen);
                }
                return Tried::Done(result);
            }
        }
        match edge.forget(seen) {
            Some(since) => self.wait(direction, since, attempt.device()),
            None => Tried::Again,
        }
    }

    fn wait<R>(&self, direction: Direction, since: Seen, device: Borrowed<'_>) -> Tried<R> {
        let Some(reactor) = reactor() else { return Tried::Again };
        let write = direction == Direction::Write;
        match reactor.prepare(&self.source, self.number, device, write) {
            Ok(()) => Tried::Wait(since),
            Err(error) => Tried::Done(Err(error)),
        }
    }

    /// Tries; and when that would block, sees to it that the task of `cx` is woken by an edge, instead of the
    /// one that was to be.
    pub(super) fn poll<R>(
        &self,
        direction: Direction,
        cx: &mut Context<'_>,
        attempt: &mut impl Attempt<R>,
    ) -> Poll<io::Result<R>> {
        for _ in 0..TRIES {
            let since = match self.attempt(direction, attempt) {
                Tried::Done(result) => return Poll::Ready(result),
                Tried::Again => continue,
                Tried::Wait(since) => since,
            };
            let Some(is_first) = self.edge(direction).register(since, cx.waker()) else { continue };
            if let Some(reactor) = reactor().filter(|_| is_first) {
                reactor.start_waiting();
            }
            waits_for_device(cx.waker());
            return Poll::Pending;
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
