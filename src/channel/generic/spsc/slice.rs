//! Many values at once, copied from and to slices.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::future::Turn;
use super::ring::Refusal;
use super::{Link, Receiver, Sender};
use crate::channel::{SendError, TryRecvError};

impl<A: Link<Value: Copy>> Sender<A> {
    /// Copies the first of `values` into the ring, as many as there is room for.
    #[inline]
    fn copy_in(&mut self, values: &[A::Value]) -> Result<usize, Refusal> {
        let channel = self.channel();
        if channel.is_closed() {
            return Err(Refusal::Closed);
        }
        let (at, capacity) = (channel.tx.at(), channel.capacity());
        if at.distance(channel.tx.limit.get(), capacity) < values.len() {
            channel.make_room(at)?;
        }
        let n = values.len().min(at.distance(channel.tx.limit.get(), capacity));
        let mut rest = values.as_ptr();
        for (slots, n) in channel.runs(at, n) {
            // SAFETY: the Slot Rule: free, as they are before the limit; a slice is not in the ring.
            unsafe { slots.copy_from_nonoverlapping(rest, n) };
            // SAFETY: the runs are as long as the part of the slice that is copied.
            rest = unsafe { rest.add(n) };
        }
        if n == 0 || channel.publish(at.ahead(n, capacity)) { Ok(n) } else { Err(Refusal::Closed) }
    }

    /// Sends the first of `values`, as many as there is room for, published together; how many.
    pub fn try_send_slice(&mut self, values: &[A::Value]) -> usize {
        self.copy_in(values).unwrap_or(0)
    }

    /// Sends all of `values`; waits for room as often as needed, and publishes once for each run that fits.
    ///
    /// # Errors
    ///
    /// What was not sent, if the channel is closed.
    ///
    /// # Cancel safety
    ///
    /// Weak: a future that is dropped may have sent the first of the values;
    /// [`remaining`](SendSlice::remaining) tells.
    pub const fn send_slice<'a>(&'a mut self, values: &'a [A::Value]) -> SendSlice<'a, A> {
        SendSlice { turn: Turn::new(self), rest: values }
    }
}

/// The future of [`Sender::send_slice`].
#[must_use = "futures do nothing unless polled"]
pub struct SendSlice<'a, A: Link> {
    turn: Turn<'a, Sender<A>>,
    rest: &'a [A::Value],
}

impl<'a, A: Link> SendSlice<'a, A> {
    /// What has not been sent so far.
    pub const fn remaining(&self) -> &'a [A::Value] {
        self.rest
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.turn.is_over()
    }
}

impl<'a, A: Link<Value: Copy>> Future for SendSlice<'a, A> {
    type Output = Result<(), SendError<&'a [A::Value]>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let sender = this.turn.end();
        while !this.rest.is_empty() {
            match sender.copy_in(this.rest) {
                Ok(n) => this.rest = &this.rest[n..],
                Err(Refusal::Closed) => {
                    let rest = this.rest;
                    return this.turn.settle(Poll::Ready(Err(SendError(rest))));
                }
                Err(Refusal::Full) => {
                    if sender.channel().park_sender(cx.waker()) {
                        return this.turn.settle(Poll::Pending);
                    }
                }
            }
        }
        this.turn.settle(Poll::Ready(Ok(())))
    }
}

impl<A: Link> fmt::Debug for SendSlice<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendSlice").field("remaining", &self.rest.len()).finish()
    }
}

impl<A: Link<Value: Copy>> Receiver<A> {
    /// Copies the oldest values to the front of `buffer`, as many as there are.
    #[inline]
    fn copy_out(&mut self, buffer: &mut [A::Value]) -> Result<usize, TryRecvError> {
        let channel = self.channel();
        let (at, capacity) = (channel.rx.at.get(), channel.capacity());
        let known = at.distance(channel.rx.seen.get(), capacity);
        let there = if known < buffer.len() { channel.waiting_values()? } else { known };
        let n = buffer.len().min(there);
        let mut rest = buffer.as_mut_ptr();
        for (slots, n) in channel.runs(at, n) {
            // SAFETY: the Slot Rule: they were sent; a buffer is not in the ring.
            unsafe { rest.copy_from_nonoverlapping(slots, n) };
            // SAFETY: the runs are as long as the part of the buffer that is filled.
            rest = unsafe { rest.add(n) };
        }
        if n > 0 {
            let next = at.ahead(n, capacity);
            channel.rx.at.set(next);
            channel.free(next);
        }
        Ok(n)
    }

    /// Receives into the front of `buffer`, as many values as there are; how many.
    pub fn try_recv_slice(&mut self, buffer: &mut [A::Value]) -> usize {
        self.copy_out(buffer).unwrap_or(0)
    }

    /// Receives into the front of `buffer`, as many values as there are; waits for the first. How many: 0 if
    /// the channel is closed and empty (or `buffer` is empty).
    ///
    /// # Cancel safety
    ///
    /// Strict: a future that is dropped has received nothing.
    pub const fn recv_slice<'a>(&'a mut self, buffer: &'a mut [A::Value]) -> RecvSlice<'a, A> {
        RecvSlice { turn: Turn::new(self), buffer }
    }
}

/// The future of [`Receiver::recv_slice`].
#[must_use = "futures do nothing unless polled"]
pub struct RecvSlice<'a, A: Link> {
    turn: Turn<'a, Receiver<A>>,
    buffer: &'a mut [A::Value],
}

impl<A: Link> RecvSlice<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.turn.is_over()
    }
}

impl<A: Link<Value: Copy>> Future for RecvSlice<'_, A> {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let this = &mut *self;
        let receiver = this.turn.end();
        let polled = if this.buffer.is_empty() {
            Poll::Ready(0)
        } else {
            receiver.poll_batch(cx, |receiver| receiver.copy_out(this.buffer))
        };
        this.turn.settle(polled)
    }
}

impl<A: Link> fmt::Debug for RecvSlice<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvSlice").field("completed", &self.is_terminated()).finish()
    }
}
