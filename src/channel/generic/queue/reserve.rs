//! Slots that are kept for values yet to come.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::{Channel, Lines};
use super::waiting::Want;
use crate::channel::line::{Line, Many};
use crate::channel::store::{Refusal, Store, Turn};
use crate::channel::{SendError, Side, TrySendError};
use crate::lock::RawLock;
use crate::wait::{Node, completed};

/// The future of [`Sender::reserve`](super::Sender::reserve) and
/// [`reserve_many`](super::Sender::reserve_many).
///
/// # Cancel safety
///
/// Strict: a future that is dropped keeps no slot, and passes on the one it was woken for.
#[must_use = "futures do nothing unless polled"]
pub struct Reserve<'a, S: Store, R: Line, L: RawLock, O> {
    channel: Option<&'a Channel<S, R, L>>,
    node: Node<usize>,
    outcome: PhantomData<fn() -> O>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future asks of the channel to be shared.
unsafe impl<S: Store, R: Line, L: RawLock, O> Send for Reserve<'_, S, R, L, O> where
    Channel<S, R, L>: Sync
{
}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Reserve`, and these touch no cell.
unsafe impl<S: Store, R: Line, L: RawLock, O> Sync for Reserve<'_, S, R, L, O> where
    Channel<S, R, L>: Sync
{
}

/// So many slots to be promised. They are given back if the poll that got them does not return: a waker
/// panicked.
struct Slotted<'a, S: Store, R: Line, L: RawLock> {
    channel: &'a Channel<S, R, L>,
    n: usize,
    got: bool,
}

impl<S: Store, R: Line, L: RawLock> Drop for Slotted<'_, S, R, L> {
    fn drop(&mut self) {
        if self.got {
            self.channel.unreserve(self.n);
        }
    }
}

impl<S: Store, R: Line, L: RawLock> Want<S, R> for Slotted<'_, S, R, L> {
    const SIDE: Side = Side::Senders;

    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.reserve(self.n, turn) }?;
        self.got = true;
        Ok(false)
    }

    fn line(lines: &mut Lines<R>) -> &mut Many {
        &mut lines.senders
    }
}

impl<'a, S: Store, R: Line, L: RawLock, O> Reserve<'a, S, R, L, O> {
    pub(super) const fn new(channel: &'a Channel<S, R, L>, n: usize) -> Self {
        Self { channel: Some(channel), node: Node::new(n), outcome: PhantomData }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }
}

impl<'a, S, R, L, O> Future for Reserve<'a, S, R, L, O>
where
    S: Store,
    R: Line,
    L: RawLock,
    O: From<Slots<'a, S, R, L>>,
{
    type Output = Result<O, SendError<()>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(channel) = this.channel else { completed() };
        let n = this.node.request();
        let tried = if this.node.is_shared() { Err(Refusal::Wait) } else { channel.try_reserve(n) };
        let done = match tried {
            Err(Refusal::Wait) => {
                // SAFETY: a field of a pinned future; its drop leaves before the memory goes.
                let node = unsafe { Pin::new_unchecked(&this.node) };
                let mut slotted = Slotted { channel, n, got: false };
                let Some(done) = channel.wait(node, &mut slotted, cx.waker()) else {
                    return Poll::Pending;
                };
                slotted.got = false;
                done
            }
            done => done,
        };
        this.channel = None;
        let slots = done.map(|()| O::from(Slots { channel, left: n }));
        Poll::Ready(slots.map_err(|_| SendError(())))
    }
}

impl<S: Store, R: Line, L: RawLock, O> Drop for Reserve<'_, S, R, L, O> {
    fn drop(&mut self) {
        if let Some(channel) = self.channel {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                let node = unsafe { Pin::new_unchecked(&self.node) };
                channel.cancel::<Slotted<'_, S, R, L>>(node);
            }
        }
    }
}

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    fn try_reserve(&self, n: usize) -> Result<(), Refusal> {
        // SAFETY: the Store Rule, by `ask`.
        self.ask(|store| unsafe { store.reserve(n, Turn::Newcomer) })
    }

    /// Gives slots back, and serves those who wait for them.
    fn unreserve(&self, n: usize) {
        self.locked(|lines, batch| {
            // SAFETY: the Store Rule, inside `with`.
            unsafe { self.store.unreserve(n) };
            ((), self.called(Side::Senders, true, lines, batch))
        });
    }

    fn fill(&self, entry: S::Entry) -> Result<(), SendError<S::Item>> {
        let filled = if S::LOCK_FREE {
            // SAFETY: the Store Rule, `LOCK_FREE`.
            let filled = unsafe { self.store.fill(entry) };
            if matches!(filled, Ok(true)) {
                self.serve(Side::Receivers);
            }
            filled
        } else {
            self.locked(|lines, batch| {
                // SAFETY: the Store Rule, inside `with`.
                let filled = unsafe { self.store.fill(entry) };
                let call = matches!(filled, Ok(true));
                (filled, self.called(Side::Receivers, call, lines, batch))
            })
        };
        filled.map(|_| ()).map_err(|entry| SendError(S::leave(entry)))
    }
}

/// Slots that were kept; dropped, they are free again.
///
/// An iterator of single [`Slot`]s.
pub struct Slots<'a, S: Store, R: Line, L: RawLock> {
    channel: &'a Channel<S, R, L>,
    left: usize,
}

/// A slot that was kept for one value; dropped, it is free again.
pub struct Slot<'a, S: Store, R: Line, L: RawLock>(Slots<'a, S, R, L>);

impl<'a, S: Store, R: Line, L: RawLock> Slots<'a, S, R, L> {
    pub(super) fn try_new(
        channel: &'a Channel<S, R, L>,
        n: usize,
    ) -> Result<Self, TrySendError<()>> {
        match channel.try_reserve(n) {
            Ok(()) => Ok(Self { channel, left: n }),
            Err(Refusal::Wait) => Err(TrySendError::Full(())),
            Err(Refusal::Closed) => Err(TrySendError::Closed(())),
        }
    }

    /// Sends a value into one of the slots.
    ///
    /// # Errors
    ///
    /// The value, if the channel was closed meanwhile.
    ///
    /// # Panics
    ///
    /// If no slot is left.
    pub fn send(&mut self, value: S::Item) -> Result<(), SendError<S::Item>> {
        assert!(self.left > 0, "every slot that was reserved has been used");
        // First what may panic: then the slot is still kept.
        let entry = S::enter(value);
        self.left -= 1;
        self.channel.fill(entry)
    }
}

impl<'a, S: Store, R: Line, L: RawLock> From<Slots<'a, S, R, L>> for Slot<'a, S, R, L> {
    fn from(slots: Slots<'a, S, R, L>) -> Self {
        debug_assert_eq!(slots.left, 1);
        Self(slots)
    }
}

impl<S: Store, R: Line, L: RawLock> Slot<'_, S, R, L> {
    /// Sends a value.
    ///
    /// # Errors
    ///
    /// The value, if the channel was closed meanwhile.
    pub fn send(mut self, value: S::Item) -> Result<(), SendError<S::Item>> {
        self.0.send(value)
    }
}

impl<'a, S: Store, R: Line, L: RawLock> Iterator for Slots<'a, S, R, L> {
    type Item = Slot<'a, S, R, L>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(Slot(Slots { channel: self.channel, left: 1 }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<S: Store, R: Line, L: RawLock> ExactSizeIterator for Slots<'_, S, R, L> {}

impl<S: Store, R: Line, L: RawLock> Drop for Slots<'_, S, R, L> {
    fn drop(&mut self) {
        if self.left > 0 {
            self.channel.unreserve(self.left);
        }
    }
}

impl<S: Store, R: Line, L: RawLock, O> fmt::Debug for Reserve<'_, S, R, L, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").field("completed", &self.is_terminated()).finish()
    }
}

impl<S: Store, R: Line, L: RawLock> fmt::Debug for Slots<'_, S, R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slots").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<S: Store, R: Line, L: RawLock> fmt::Debug for Slot<'_, S, R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}
