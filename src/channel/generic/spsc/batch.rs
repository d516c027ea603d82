//! Many values at once, from an iterator and into a collection: the ring is told once a batch.

use core::error::Error;
use core::fmt;
use core::future::Future;
use core::iter::{Empty, FusedIterator};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::future::Turn;
use super::ring::Refusal;
use super::{Channel, Link, Position, Receiver, RecvMany, Ring, Sender};
use crate::channel::TryRecvError;
use crate::lock::RawLock;

/// A batch on its way into the ring. Also if the iterator panics, what it gave is sent.
struct Fill<'a, S: Ring, L: RawLock> {
    channel: &'a Channel<S, L>,
    from: Position,
    at: Position,
}

impl<S: Ring, L: RawLock> Fill<'_, S, L> {
    /// Sends what was written; `false` if the channel was closed before.
    fn publish(&mut self) -> bool {
        let (from, to) = (self.from, self.at);
        self.from = to;
        if from == to || self.channel.publish(to) {
            return true;
        }
        self.channel.tx.late.set((from, to));
        false
    }
}

impl<S: Ring, L: RawLock> Drop for Fill<'_, S, L> {
    fn drop(&mut self) {
        self.publish();
    }
}

/// Why a batch has ended.
enum Stop {
    /// The iterator has no more.
    Done,
    Full,
    Closed,
}

impl<A: Link> Sender<A> {
    /// Sends as many of `values` as there is room for.
    #[inline]
    fn fill(&mut self, values: &mut impl Iterator<Item = A::Value>) -> (usize, Stop) {
        let channel = self.channel();
        if channel.is_closed() {
            return (0, Stop::Closed);
        }
        let capacity = channel.capacity();
        let start = channel.tx.at();
        let mut fill = Fill { channel, from: start, at: start };
        let mut limit = channel.tx.limit.get();
        let mut sent = 0;
        let stop = loop {
            if fill.at == limit {
                match channel.make_room(limit) {
                    Ok(()) => limit = channel.tx.limit.get(),
                    Err(_) if values.size_hint().1 == Some(0) => break Stop::Done,
                    Err(Refusal::Full) => break Stop::Full,
                    Err(Refusal::Closed) => break Stop::Closed,
                }
            }
            let Some(value) = values.next() else { break Stop::Done };
            // SAFETY: the Slot Rule: free, as it is before the limit.
            unsafe { channel.slot(fill.at).write(value) };
            fill.at = fill.at.next(capacity);
            sent += 1;
        };
        if fill.publish() { (sent, stop) } else { (0, Stop::Closed) }
    }

    /// Sends all of `values`; waits for room as often as needed, and publishes once for each run that fits.
    ///
    /// No value is asked for before there is room for it. To keep the rest when the future is dropped, pass
    /// the iterator by `&mut`.
    ///
    /// # Errors
    ///
    /// [`SendManyError`] if the channel is closed, with the values that were not sent.
    ///
    /// # Cancel safety
    ///
    /// Weak: a future that is dropped may have sent some of the values; it drops the iterator with the rest.
    pub fn send_many<I>(&mut self, values: I) -> SendMany<'_, A, I::IntoIter>
    where
        I: IntoIterator<Item = A::Value>,
    {
        SendMany { turn: Turn::new(self), values: Some(values.into_iter()) }
    }

    /// Sends as many of `values` as there is room for, published together; how many.
    ///
    /// No value is asked for without room for it. If the receiver closes while the iterator runs, what it gave
    /// is in [`unsent`](Self::unsent).
    pub fn try_send_many(&mut self, values: &mut impl Iterator<Item = A::Value>) -> usize {
        self.fill(values).0
    }

    /// The values that [`try_send_many`](Self::try_send_many) had taken from its iterator when the receiver
    /// closed.
    pub fn unsent(&mut self) -> Unsent<'_, A, Empty<A::Value>> {
        Unsent { sender: self, rest: core::iter::empty() }
    }
}

/// The future of [`Sender::send_many`].
#[must_use = "futures do nothing unless polled"]
pub struct SendMany<'a, A: Link, I> {
    turn: Turn<'a, Sender<A>>,
    values: Option<I>,
}

impl<A: Link, I> SendMany<'_, A, I> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.turn.is_over()
    }
}

// The iterator is never pinned.
impl<A: Link, I> Unpin for SendMany<'_, A, I> {}

impl<'a, A: Link, I: Iterator<Item = A::Value>> Future for SendMany<'a, A, I> {
    type Output = Result<(), SendManyError<'a, A, I>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let sender = this.turn.end();
        while let Some(values) = &mut this.values {
            match sender.fill(values).1 {
                Stop::Done => break,
                Stop::Full => {
                    if sender.channel().park_sender(cx.waker()) {
                        return this.turn.settle(Poll::Pending);
                    }
                }
                Stop::Closed => {
                    let Some(rest) = this.values.take() else { break };
                    let sender = this.turn.finish();
                    return Poll::Ready(Err(SendManyError(Unsent { sender, rest })));
                }
            }
        }
        this.turn.settle(Poll::Ready(Ok(())))
    }
}

impl<A: Link, I> fmt::Debug for SendMany<'_, A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendMany").field("completed", &self.is_terminated()).finish()
    }
}

/// What was not sent, in order: what a batch held when the receiver closed, then the rest of its iterator.
pub struct Unsent<'a, A: Link, I> {
    sender: &'a mut Sender<A>,
    rest: I,
}

impl<A: Link, I: Iterator<Item = A::Value>> Iterator for Unsent<'_, A, I> {
    type Item = A::Value;

    fn next(&mut self) -> Option<A::Value> {
        let channel = self.sender.channel();
        let (from, to) = channel.tx.late.get();
        if from == to {
            return self.rest.next();
        }
        channel.tx.late.set((from.next(channel.capacity()), to));
        // SAFETY: the Slot Rule: the sender's value, out of the ring since the line above.
        Some(unsafe { channel.slot(from).read() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let channel = self.sender.channel();
        let (from, to) = channel.tx.late.get();
        let late = from.distance(to, channel.capacity());
        let (low, high) = self.rest.size_hint();
        (low.saturating_add(late), high.and_then(|high| high.checked_add(late)))
    }
}

impl<A: Link, I> Drop for Unsent<'_, A, I> {
    fn drop(&mut self) {
        self.sender.channel().drop_late();
    }
}

impl<A: Link, I> fmt::Debug for Unsent<'_, A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsent(..)")
    }
}

/// The channel is closed; here is what was not sent.
pub struct SendManyError<'a, A: Link, I>(pub Unsent<'a, A, I>);

impl<A: Link, I> fmt::Debug for SendManyError<'_, A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendManyError(..)")
    }
}

impl<A: Link, I> fmt::Display for SendManyError<'_, A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel is closed")
    }
}

impl<A: Link, I> Error for SendManyError<'_, A, I> {}

impl<A: Link> Receiver<A> {
    /// Takes the oldest values out, as many as there are now.
    ///
    /// Their slots are free when the iterator has come to its end or is dropped, together. What was not taken
    /// by then stays in the channel.
    ///
    /// # Examples
    ///
    /// ```
    /// let (mut tx, mut rx) = wakeful::channel::spsc::channel(8);
    /// assert_eq!(tx.try_send_many(&mut (1..=5)), 5);
    /// assert_eq!(rx.drain().sum::<i32>(), 15);
    /// assert!(rx.is_empty());
    /// ```
    pub fn drain(&mut self) -> Drain<'_, A> {
        let n = self.channel().waiting_values().unwrap_or(0);
        self.drain_first(n)
    }

    /// The first `n` values, which are there.
    fn drain_first(&mut self, n: usize) -> Drain<'_, A> {
        let channel = self.channel();
        let end = channel.rx.at.get().ahead(n, channel.capacity());
        Drain { receiver: self, end }
    }

    #[inline]
    fn receive<B>(&mut self, buffer: &mut B, limit: usize) -> Result<usize, TryRecvError>
    where
        B: Extend<A::Value>,
    {
        let n = self.channel().waiting_values()?.min(limit);
        let mut drain = self.drain_first(n);
        buffer.extend(&mut drain);
        Ok(n - drain.len())
    }

    #[inline]
    pub(super) fn poll_recv_many<B: Extend<A::Value>>(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut B,
        limit: usize,
    ) -> Poll<usize> {
        if limit == 0 {
            return Poll::Ready(0);
        }
        self.poll_batch(cx, |receiver| receiver.receive(buffer, limit))
    }

    /// Receives up to `limit` values into `buffer`; waits for the first. How many: 0 if the channel is closed
    /// and empty (or `limit` is 0, or `buffer` takes nothing).
    ///
    /// # Cancel safety
    ///
    /// Strict: a future that is dropped has received nothing.
    pub const fn recv_many<'a, B>(
        &'a mut self,
        buffer: &'a mut B,
        limit: usize,
    ) -> RecvMany<'a, A, B>
    where
        B: Extend<A::Value>,
    {
        RecvMany { turn: Turn::new(self), buffer, limit }
    }

    /// Receives up to `limit` values into `buffer`, as many as there are; how many.
    pub fn try_recv_many<B>(&mut self, buffer: &mut B, limit: usize) -> usize
    where
        B: Extend<A::Value>,
    {
        self.receive(buffer, limit).unwrap_or(0)
    }
}

/// The iterator of [`Receiver::drain`].
pub struct Drain<'a, A: Link> {
    receiver: &'a mut Receiver<A>,
    end: Position,
}

impl<A: Link> Iterator for Drain<'_, A> {
    type Item = A::Value;

    #[inline]
    fn next(&mut self) -> Option<A::Value> {
        let channel = self.receiver.channel();
        let at = channel.rx.at.get();
        if at == self.end {
            channel.settle();
            return None;
        }
        // In the channel, not here: a `Drain` may be forgotten.
        channel.rx.at.set(at.next(channel.capacity()));
        // SAFETY: the Slot Rule: it was sent, and is out of the ring since the line above.
        Some(unsafe { channel.slot(at).read() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let channel = self.receiver.channel();
        let n = channel.rx.at.get().distance(self.end, channel.capacity());
        (n, Some(n))
    }
}

impl<A: Link> ExactSizeIterator for Drain<'_, A> {}
impl<A: Link> FusedIterator for Drain<'_, A> {}

impl<A: Link> Drop for Drain<'_, A> {
    #[inline]
    fn drop(&mut self) {
        self.receiver.channel().settle();
    }
}

impl<A: Link> fmt::Debug for Drain<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("left", &self.len()).finish()
    }
}
