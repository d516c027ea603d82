//! Slots that are kept for values yet to come.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::Channel;
use super::sender::Reach;
use super::waiting::{Place, Want};
use crate::channel::line::Line;
use crate::channel::store::{Refusal, Store, Turn};
use crate::channel::{SendError, Side, TrySendError};
use crate::lock::RawLock;
use crate::wait::{Node, completed};

/// What is sent through an end.
type Item<A> = <<A as Reach>::Store as Store>::Item;

/// The future of [`Sender::reserve`](super::Sender::reserve) and
/// [`reserve_many`](super::Sender::reserve_many).
///
/// # Cancel safety
///
/// Strict: a future that is dropped keeps no slot, and passes on the one it was woken for.
#[must_use = "futures do nothing unless polled"]
pub struct Reserve<'a, A: Reach, O> {
    anchor: Option<&'a A>,
    node: Node<u32>,
    outcome: PhantomData<fn() -> O>,
}

// SAFETY: the node's cells are touched under the lock of the channel (the Link Invariant), so moving the
// future asks of the channel to be shared.
unsafe impl<A: Reach, O> Send for Reserve<'_, A, O> where A::Channel: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Reserve`, and these touch no cell.
unsafe impl<A: Reach, O> Sync for Reserve<'_, A, O> where A::Channel: Sync {}

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

impl<S: Store, R: Line, L: RawLock> Want<S> for Slotted<'_, S, R, L> {
    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.reserve(self.n, turn) }?;
        self.got = true;
        Ok(false)
    }
}

impl<'a, A: Reach, O> Reserve<'a, A, O> {
    pub(super) const fn new(anchor: &'a A, n: u32) -> Self {
        Self { anchor: Some(anchor), node: Node::new(n), outcome: PhantomData }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.anchor.is_none()
    }
}

impl<'a, A: Reach, O: From<Slots<'a, A>>> Future for Reserve<'a, A, O> {
    type Output = Result<O, SendError<()>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(anchor) = this.anchor else { completed() };
        let channel = anchor.channel();
        let n = this.node.request() as usize;
        let tried = if this.node.is_shared() { Err(Refusal::Wait) } else { channel.try_reserve(n) };
        let done = match tried {
            Err(Refusal::Wait) => {
                // SAFETY: a field of a pinned future; its drop leaves before the memory goes.
                let node = unsafe { Pin::new_unchecked(&this.node) };
                let mut slotted = Slotted { channel, n, got: false };
                let Some(done) = channel.wait(node, Place::SENDERS, &mut slotted, cx.waker())
                else {
                    return Poll::Pending;
                };
                slotted.got = false;
                done
            }
            done => done,
        };
        this.anchor = None;
        let slots = done.map(|()| O::from(Slots { anchor, left: n }));
        Poll::Ready(slots.map_err(|_| SendError(())))
    }
}

impl<A: Reach, O> Drop for Reserve<'_, A, O> {
    fn drop(&mut self) {
        if let Some(anchor) = self.anchor {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                let node = unsafe { Pin::new_unchecked(&self.node) };
                anchor.channel().cancel(node, Place::SENDERS);
            }
        }
    }
}

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    fn try_reserve(&self, n: usize) -> Result<(), Refusal> {
        if n == 0 {
            // Nothing need be free for that.
            return if self.is_closed() { Err(Refusal::Closed) } else { Ok(()) };
        }
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
        let mut entry = Some(entry);
        let filled = if S::LOCK_FREE {
            // SAFETY: the Store Rule, `LOCK_FREE`.
            let filled = unsafe { self.store.fill(&mut entry) };
            if filled == Ok(true) {
                self.serve(Side::Receivers);
            }
            filled
        } else {
            self.locked(|lines, batch| {
                // SAFETY: the Store Rule, inside `with`.
                let filled = unsafe { self.store.fill(&mut entry) };
                (filled, self.called(Side::Receivers, filled == Ok(true), lines, batch))
            })
        };
        match (filled, entry) {
            (Err(_), Some(entry)) => Err(SendError(S::leave(entry))),
            _ => Ok(()),
        }
    }
}

/// Slots that were kept; dropped, they are free again.
///
/// An iterator of single [`Slot`]s.
pub struct Slots<'a, A: Reach> {
    anchor: &'a A,
    left: usize,
}

/// A slot that was kept for one value; dropped, it is free again.
pub struct Slot<'a, A: Reach>(Slots<'a, A>);

impl<'a, A: Reach> Slots<'a, A> {
    pub(super) fn try_new(anchor: &'a A, n: usize) -> Result<Self, TrySendError<()>> {
        match anchor.channel().try_reserve(n) {
            Ok(()) => Ok(Self { anchor, left: n }),
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
    pub fn send(&mut self, value: Item<A>) -> Result<(), SendError<Item<A>>> {
        assert!(self.left > 0, "every slot that was reserved has been used");
        // First what may panic: then the slot is still kept.
        let entry = A::Store::enter(value);
        self.left -= 1;
        self.anchor.channel().fill(entry)
    }
}

impl<'a, A: Reach> From<Slots<'a, A>> for Slot<'a, A> {
    fn from(slots: Slots<'a, A>) -> Self {
        debug_assert_eq!(slots.left, 1);
        Self(slots)
    }
}

impl<A: Reach> Slot<'_, A> {
    /// Sends a value.
    ///
    /// # Errors
    ///
    /// The value, if the channel was closed meanwhile.
    pub fn send(mut self, value: Item<A>) -> Result<(), SendError<Item<A>>> {
        self.0.send(value)
    }
}

impl<'a, A: Reach> Iterator for Slots<'a, A> {
    type Item = Slot<'a, A>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(Slot(Slots { anchor: self.anchor, left: 1 }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<A: Reach> ExactSizeIterator for Slots<'_, A> {}

impl<A: Reach> Drop for Slots<'_, A> {
    fn drop(&mut self) {
        if self.left > 0 {
            self.anchor.channel().unreserve(self.left);
        }
    }
}

impl<A: Reach, O> fmt::Debug for Reserve<'_, A, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").field("completed", &self.is_terminated()).finish()
    }
}

impl<A: Reach> fmt::Debug for Slots<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slots").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<A: Reach> fmt::Debug for Slot<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}
