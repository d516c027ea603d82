//! Waiting until an operation would not block.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use super::attempt::Look;
use super::interest::Interest;
use super::pollable::Pollable;
use super::registration::Registration;
use super::source::Direction;
use super::sys::Wanted;
use super::waiting::Waiting;
use crate::wait::completed;

/// Waits until a device is ready: the future of [`Device::readable`](super::Device::readable),
/// [`writable`](super::Device::writable) and [`ready`](super::Device::ready).
#[must_use = "futures do nothing unless polled"]
pub struct Ready<'a, T> {
    io: &'a T,
    interest: Interest,
    completed: bool,
    /// Pinned with the whole, as the next one is.
    read: Waiting<'a>,
    write: Waiting<'a>,
    priority: Waiting<'a>,
}

impl<'a, T> Ready<'a, T> {
    pub(super) const fn new(io: &'a T, registration: &'a Registration, interest: Interest) -> Self {
        let read = Waiting::new(registration, Direction::Read);
        let write = Waiting::new(registration, Direction::Write);
        let priority = Waiting::new(registration, Direction::Priority);
        Self { io, interest, completed: false, read, write, priority }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<T: Pollable> Future for Ready<'_, T> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // SAFETY: what waits is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        let asked = [
            (Interest::PRIORITY, Wanted::Priority),
            (Interest::READABLE, Wanted::Read),
            (Interest::WRITABLE, Wanted::Write),
        ];
        for (interest, wanted) in asked {
            if !this.interest.contains(interest) {
                continue;
            }
            let waiting = match wanted {
                Wanted::Read => &mut this.read,
                Wanted::Write => &mut this.write,
                Wanted::Priority => &mut this.priority,
            };
            // SAFETY: pinned with the whole.
            let waiting = unsafe { Pin::new_unchecked(waiting) };
            let polled = waiting.poll(cx, &mut Look { io: this.io, wanted });
            if polled.is_ready() {
                this.completed = true;
                this.read.leave();
                this.write.leave();
                this.priority.leave();
                return polled;
            }
        }
        Poll::Pending
    }
}

impl<T> fmt::Debug for Ready<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready")
            .field("interest", &self.interest)
            .field("completed", &self.completed)
            .finish_non_exhaustive()
    }
}
