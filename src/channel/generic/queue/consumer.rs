//! The receiving end where one receives.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::batch::RecvMany;
use super::hall::{Again, Channel};
use super::sender::{Reach, leave};
use crate::channel::line::One;
use crate::channel::store::{Refusal, Store};
use crate::channel::{Anchor, RecvError, Side, TryRecvError};
use crate::lock::RawLock;
use crate::wait::completed;

/// The one end that receives.
///
/// When it is dropped, the channel closes, and what was not received is dropped.
pub struct Consumer<A: Reach<Line = One>> {
    pub(super) anchor: A,
}

impl<A, S, L> Consumer<A>
where
    A: Anchor<Channel = Channel<S, One, L>>,
    S: Store,
    L: RawLock,
{
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Receives the next message; waits while there is none.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    ///
    /// # Cancel safety
    ///
    /// Strict: a dropped `recv` has taken no message.
    #[inline(always)]
    pub fn recv(&mut self) -> Next<'_, S, L> {
        Next { channel: Some(self.anchor.channel()), registered: false }
    }

    /// Receives the next message if there is one now.
    ///
    /// # Errors
    ///
    /// If there is none, or the channel is closed and empty.
    #[inline]
    pub fn try_recv(&mut self) -> Result<S::Item, TryRecvError> {
        self.anchor.channel().try_recv()
    }

    /// Receives the next message, or sees to it that the task of `cx` is woken when there is one.
    ///
    /// # Errors
    ///
    /// If the channel is closed, and every message has been received.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<S::Item, RecvError>> {
        // A waker of an earlier call may be there.
        self.anchor.channel().poll_next(cx.waker(), true)
    }

    /// Receives at least one message and at most `limit`, and adds them to `buffer`; waits while there is
    /// none. Resolves to how many: 0 if the channel is closed and empty, or `limit` is 0.
    ///
    /// # Cancel safety
    ///
    /// Strict: it takes messages in the poll that completes it. The buffer has to take what it is given: the
    /// first message is lost with a buffer that refuses it.
    pub fn recv_many<'a, B: Extend<S::Item>>(
        &'a mut self,
        buffer: &'a mut B,
        limit: usize,
    ) -> RecvMany<'a, Next<'a, S, L>, B, Channel<S, One, L>> {
        let channel = self.anchor.channel();
        RecvMany::new(Next { channel: Some(channel), registered: false }, channel, buffer, limit)
    }

    /// Closes the channel: nothing can be sent any more; what was sent before can be received.
    ///
    /// Returns whether it was open.
    pub fn close(&mut self) -> bool {
        self.anchor.channel().close()
    }

    /// Whether the channel is closed; there may be messages yet.
    pub fn is_closed(&self) -> bool {
        self.anchor.channel().is_closed()
    }

    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.anchor.channel().len()
    }

    /// How many have room.
    pub fn capacity(&self) -> usize {
        self.anchor.channel().capacity()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room: every slot holds a message, or is reserved.
    pub fn is_full(&self) -> bool {
        self.anchor.channel().is_full()
    }

    /// How many senders there are.
    pub fn sender_count(&self) -> usize {
        self.anchor.channel().ends.count(Side::Senders)
    }
}

/// Whether the channel has the waker now.
enum Kept {
    Yes,
    No,
    NeedsWaker,
}

impl<S: Store, L: RawLock> Channel<S, One, L> {
    #[inline]
    fn poll_next(&self, waker: &Waker, waits: bool) -> Poll<Result<S::Item, RecvError>> {
        let mut entry = None;
        match self.pop(&mut entry) {
            Err(Refusal::Wait) => self.wait_next(waker, waits),
            // Closed and empty, if nothing came out.
            _ => Poll::Ready(entry.map(S::leave).ok_or(RecvError)),
        }
    }

    /// Keeps the waker, unless there is a message after all. Who `waits` already is asked to clone it only if
    /// it is another.
    #[cold]
    #[inline(never)]
    fn wait_next(&self, waker: &Waker, waits: bool) -> Poll<Result<S::Item, RecvError>> {
        let mut tried = false;
        let mut fresh = (!waits).then(|| waker.clone());
        loop {
            let (kept, stale) = self.locked(|lines, batch| {
                let held = &mut lines.receivers.0;
                if held.as_ref().is_some_and(|held| held.will_wake(waker)) {
                    return ((Kept::Yes, None), Again::NO);
                }
                if fresh.is_none() {
                    return ((Kept::NeedsWaker, None), Again::NO);
                }
                // Nothing is taken with a waker in hand: if its drop panicked, the message would be lost.
                // SAFETY: the Store Rule, inside `with`.
                let ready = !tried && unsafe { self.store.judge(Side::Receivers) }.ready > 0;
                let stale =
                    if ready { held.take() } else { core::mem::replace(held, fresh.take()) };
                let kept = if ready { Kept::No } else { Kept::Yes };
                ((kept, stale), self.settle(Side::Receivers, lines, batch))
            });
            drop(stale);
            match kept {
                Kept::Yes => return Poll::Pending,
                // Cloned outside of the lock; then everything is asked again.
                Kept::NeedsWaker => fresh = Some(waker.clone()),
                Kept::No => {
                    drop(fresh.take());
                    tried = true;
                    let mut entry = None;
                    if self.pop(&mut entry) != Err(Refusal::Wait) {
                        return Poll::Ready(entry.map(S::leave).ok_or(RecvError));
                    }
                    fresh = Some(waker.clone());
                }
            }
        }
    }

    /// Takes the waker back.
    #[cold]
    #[inline(never)]
    fn forget_next(&self) {
        let stale = self.locked(|lines, batch| {
            let stale = lines.receivers.0.take();
            (stale, self.settle(Side::Receivers, lines, batch))
        });
        drop(stale);
    }
}

/// The future of [`Consumer::recv`].
///
/// # Cancel safety
///
/// Strict: a future that is dropped has taken no message.
#[must_use = "futures do nothing unless polled"]
pub struct Next<'a, S: Store, L: RawLock> {
    channel: Option<&'a Channel<S, One, L>>,
    /// Whether the channel may hold a waker of this future.
    registered: bool,
}

impl<S: Store, L: RawLock> Next<'_, S, L> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }
}

impl<S: Store, L: RawLock> Future for Next<'_, S, L> {
    type Output = Result<S::Item, RecvError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(channel) = self.channel else { completed() };
        let polled = channel.poll_next(cx.waker(), self.registered);
        match polled {
            Poll::Pending => self.registered = true,
            Poll::Ready(_) => self.channel = None,
        }
        polled
    }
}

impl<S: Store, L: RawLock> Drop for Next<'_, S, L> {
    #[inline]
    fn drop(&mut self) {
        if let (Some(channel), true) = (self.channel, self.registered) {
            channel.forget_next();
        }
    }
}

impl<S: Store, L: RawLock> fmt::Debug for Next<'_, S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("completed", &self.is_terminated()).finish()
    }
}

impl<A: Reach<Line = One>> Drop for Consumer<A> {
    fn drop(&mut self) {
        // Or closing would wake the task that drops it.
        self.anchor.channel().forget_next();
        leave(self.anchor, Side::Receivers);
    }
}

impl<A: Reach<Line = One>> fmt::Debug for Consumer<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let len = self.anchor.channel().len();
        f.debug_struct("Consumer").field("len", &len).finish_non_exhaustive()
    }
}
