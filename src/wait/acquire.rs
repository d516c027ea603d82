//! One future for all who wait.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Grant, Handle, MayPass, Node, Outcome, Permit, Policy, Primitive, Request, WaitQueue};
use crate::lock::RawLock;

/// The future of every primitive that waits in a [`WaitQueue`].
///
/// It resolves to what `O` makes of the [`Permit`]: by default the permit, or `None` if the grant took nothing.
///
/// # Cancel safety
///
/// Strict. A future that is dropped gives back or passes on what it was offered, and loses its
/// place in the queue.
///
/// # Deadlocks
///
/// A future that was offered something and is neither polled nor dropped (it is forgotten, or held
/// by a task that waits for something else) holds nothing that a newcomer could not take. But those
/// behind it in the queue sleep on until it is polled or dropped; and where the queue is strict (see
/// [`WaitQueue::fair`]), what it was granted is its own.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct Acquire<H: Handle, O = MayPass> {
    handle: Option<H>,
    node: Node<Request<H>>,
    outcome: PhantomData<fn() -> O>,
}

// SAFETY: the node's cells are touched under the primitive's lock (the Link Invariant), so moving
// the future to another thread asks of the primitive to be shared (`H::Target: Sync`) and moves
// the handle and the request.
unsafe impl<H: Handle + Send, O> Send for Acquire<H, O>
where
    H::Target: Sync,
    Request<H>: Send,
{
}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Acquire`, and these touch no cell.
unsafe impl<H: Handle + Sync, O> Sync for Acquire<H, O> {}

impl<P: Policy, L: RawLock, H: Handle<Target = WaitQueue<P, L>>, O> Acquire<H, O> {
    /// Waits until `request` is granted by the queue of `handle`.
    #[inline(always)]
    pub const fn new(handle: H, request: P::Request) -> Self {
        Self { handle: Some(handle), node: Node::new(request), outcome: PhantomData }
    }
}

impl<H: Handle, O> Acquire<H, O> {
    /// Waits until `request`, one for an `O`, is granted by the primitive of `handle`.
    #[inline(always)]
    pub(crate) const fn of(handle: H, request: Request<H>) -> Self {
        Self { handle: Some(handle), node: Node::new(request), outcome: PhantomData }
    }

    /// Whether the future has completed, and must not be polled again.
    #[inline]
    pub const fn is_terminated(&self) -> bool {
        self.handle.is_none()
    }

    /// The handle, until the future has completed.
    pub(crate) const fn handle(&self) -> Option<&H> {
        self.handle.as_ref()
    }

    /// The node, for a queue that is to hand it over to the one of the primitive.
    pub(crate) fn node(self: Pin<&Self>) -> Pin<&Node<Request<H>>> {
        // SAFETY: the node is pinned when the future is.
        unsafe { self.map_unchecked(|this| &this.node) }
    }

    /// What is asked for.
    pub(crate) fn request(&self) -> Request<H> {
        self.node.request()
    }

    /// Changes what is asked for, before the first poll.
    pub(crate) fn set_request(&self, request: Request<H>) {
        debug_assert!(!self.node.is_shared());
        self.node.set_request(request);
    }

    /// Leaves the queue, and gives back or passes on what was offered. Done by `drop`, too.
    pub(crate) fn cancel(&self) {
        if let Some(handle) = &self.handle {
            if self.node.is_shared() {
                // SAFETY: the memory was pinned when the node was linked, and still is.
                handle.target().queue().cancel(unsafe { Pin::new_unchecked(&self.node) });
            }
        }
    }

    // The contended case. It finishes by itself, so that the fast path need not come by here.

    #[cold]
    #[inline(never)]
    fn poll_contended(&mut self, cx: &mut Context<'_>) -> Poll<O::Output>
    where
        O: Outcome<H>,
    {
        let Some(handle) = &self.handle else { completed() };
        // SAFETY: a field of a pinned future (see `poll`); its drop cancels before the memory goes.
        let node = unsafe { Pin::new_unchecked(&self.node) };
        match handle.target().queue().wait(node, cx.waker()) {
            Some(grant) => self.finish(grant),
            None => Poll::Pending,
        }
    }

    #[inline(always)]
    fn finish(&mut self, grant: Grant) -> Poll<O::Output>
    where
        O: Outcome<H>,
    {
        match self.handle.take() {
            Some(handle) => {
                Poll::Ready(O::from_grant(Permit::of(handle, self.node.request()), grant))
            }
            None => completed(),
        }
    }
}

#[cold]
#[inline(never)]
pub(crate) fn completed() -> ! {
    panic!("a wakeful future was polled after it completed: fuse it, or drop it when it is ready")
}

impl<H: Handle, O: Outcome<H>> Future for Acquire<H, O> {
    type Output = O::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: nothing is moved out of the node, the one field that is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(handle) = &this.handle else { completed() };
        let tries = true;
        if tries && !this.node.is_shared() {
            if let Some(grant) = handle.target().queue().try_acquire(this.node.request()) {
                return this.finish(grant);
            }
        }
        this.poll_contended(cx)
    }
}

impl<H: Handle, O> Drop for Acquire<H, O> {
    #[inline]
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<H: Handle, O> fmt::Debug for Acquire<H, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquire").field("completed", &self.is_terminated()).finish()
    }
}
