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
    /// The run of free slots that it writes to, and how many of them it has written.
    at: Position,
    slots: *mut S::Value,
    written: usize,
}

impl<S: Ring, L: RawLock> Fill<'_, S, L> {
    /// Goes to the free slots after those that are written: how many lie side by side.
    #[inline(always)]
    fn next_run(&mut self) -> Result<usize, Refusal> {
        let tx = &self.channel.tx;
        let capacity = self.channel.capacity();
        let at = self.at.ahead(self.written, capacity);
        if at == tx.limit.get() {
            self.channel.make_room(at)?;
        }
        let [(slots, n), _] = self.channel.runs(at, at.distance(tx.limit.get(), capacity));
        (self.at, self.slots, self.written) = (at, slots, 0);
        Ok(n)
    }

    /// Sends what was written; `false` if the channel was closed before.
    #[inline(always)]
    fn publish(&mut self) -> bool {
        let to = self.at.ahead(self.written, self.channel.capacity());
        let from = core::mem::replace(&mut self.from, to);
        if from == to || self.channel.publish(to) {
            return true;
        }
        self.channel.tx.late.set((from, to));
        false
    }
}

impl<S: Ring, L: RawLock> Drop for Fill<'_, S, L> {
    #[inline(always)]
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
        let at = channel.tx.at();
        let slots = channel.slot(at);
        let mut fill = Fill { channel, from: at, at, slots, written: 0 };
        let mut sent = 0;
        let stop = 'filled: loop {
            let room = match fill.next_run() {
                Ok(room) => room,
                Err(_) if values.size_hint().1 == Some(0) => break Stop::Done,
                Err(Refusal::Full) => break Stop::Full,
                Err(Refusal::Closed) => break Stop::Closed,
            };
            while fill.written < room {
                let Some(value) = values.next() else { break 'filled Stop::Done };
                // SAFETY: the run is longer.
                let slot = unsafe { fill.slots.add(fill.written) };
                // SAFETY: the Slot Rule: free, as it is before the limit.
                unsafe { slot.write(value) };
                fill.written += 1;
                sent += 1;
            }
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
        let mut taken = Taken::first(self.channel(), n);
        buffer.extend(&mut taken);
        Ok(n - taken.len())
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
    fn fold<B, F: FnMut(B, A::Value) -> B>(self, init: B, f: F) -> B {
        Taken::first(self.receiver.channel(), self.len()).fold(init, f)
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

/// The first values, on their way out of the ring; those not taken stay. Lent out by `&mut` alone, so it is
/// not forgotten.
struct Taken<'a, S: Ring, L: RawLock> {
    channel: &'a Channel<S, L>,
    at: Position,
    /// Two runs of slots that lie side by side; of the first so many have been taken.
    runs: [(*mut S::Value, usize); 2],
    taken: usize,
}

impl<'a, S: Ring, L: RawLock> Taken<'a, S, L> {
    /// The first `n` values, which are there.
    #[inline(always)]
    fn first(channel: &'a Channel<S, L>, n: usize) -> Self {
        let at = channel.rx.at.get();
        Self { channel, at, runs: channel.runs(at, n), taken: 0 }
    }

    /// Where the first run goes on.
    #[inline(always)]
    fn here(&self) -> Position {
        self.at.ahead(self.taken, self.channel.capacity())
    }
}

impl<S: Ring, L: RawLock> Iterator for Taken<'_, S, L> {
    type Item = S::Value;

    #[inline(always)]
    fn next(&mut self) -> Option<S::Value> {
        if self.taken == self.runs[0].1 {
            if self.runs[1].1 == 0 {
                return None;
            }
            (self.at, self.taken) = (self.here(), 0);
            self.runs = [self.runs[1], (self.runs[1].0, 0)];
        }
        // SAFETY: the run is longer.
        let slot = unsafe { self.runs[0].0.add(self.taken) };
        self.taken += 1;
        // SAFETY: the Slot Rule: it was sent, and is out of the ring before the receiver is used again.
        Some(unsafe { slot.read() })
    }

    #[inline(always)]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let n = self.runs[0].1 - self.taken + self.runs[1].1;
        (n, Some(n))
    }
}

impl<S: Ring, L: RawLock> ExactSizeIterator for Taken<'_, S, L> {}

impl<S: Ring, L: RawLock> Drop for Taken<'_, S, L> {
    #[inline(always)]
    fn drop(&mut self) {
        self.channel.rx.at.set(self.here());
        self.channel.settle();
    }
}
