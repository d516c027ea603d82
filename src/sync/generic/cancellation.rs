//! Tell tasks to stop.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};

use super::event::Wait;
use crate::lock::RawLock;
use crate::wait::{Acquire, Policy, Primitive, WaitQueue, completed};

const CANCELLED: usize = 1;

/// The rules of a [`CancellationToken`]: everybody passes once it is cancelled.
#[derive(Debug)]
pub struct Cancelled;

impl Policy for Cancelled {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, (): ()) -> Option<usize> {
        (state == CANCELLED).then_some(state)
    }
}

/// A request to stop, for any number of tasks.
///
/// Use it for shutdown, for the end of a request, for the first error. It can be a `static` and
/// needs no heap. [`child_token`](Self::child_token) makes a token that is cancelled with this one
/// or alone; where children live as long as they like, use an `OwnedCancellationToken`.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::CancellationToken;
///
/// static STOP: CancellationToken = CancellationToken::new();
///
/// std::thread::scope(|s| {
///     s.spawn(|| {
///         let endless = std::future::pending::<()>();
///         assert!(block_on(STOP.run_until_cancelled(endless)).is_none());
///     });
///     STOP.cancel();
/// });
/// ```
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Cost
///
/// Three words; the future is six. The future of a child is seven more for each token above it.
pub struct CancellationToken<L> {
    queue: WaitQueue<Cancelled, L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for CancellationToken<L> {
    type Policy = Cancelled;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Cancelled, L> {
        &self.queue
    }
}

impl<L: RawLock> CancellationToken<L> {
    /// A token that is not cancelled.
    pub const fn new() -> Self {
        Self { queue: WaitQueue::new(0) }
    }

    /// Cancels: now and for ever.
    pub fn cancel(&self) {
        let _ = self.queue.update(|state| (state != CANCELLED).then_some(CANCELLED));
    }

    /// Whether the token was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.queue.state() == CANCELLED
    }

    /// Waits until the token is cancelled.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub const fn cancelled(&self) -> Wait<&Self> {
        Acquire::of(self, ())
    }

    /// A token that is cancelled with this one, or alone.
    pub const fn child_token(&self) -> ChildToken<'_, Self, L> {
        ChildToken { own: Self::new(), parent: self }
    }

    /// Runs `future` until it completes, or until the token is cancelled: then `None`, and
    /// `future` is dropped. If that is so already, `future` is not polled; if both happen later,
    /// the result counts.
    ///
    /// # Cancel safety
    ///
    /// That of `future`.
    pub async fn run_until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        if self.is_cancelled() {
            return None;
        }
        run_until(self.cancelled(), future).await
    }
}

/// Runs `future` unless `stop` completes before it does.
pub(super) async fn run_until<F: Future>(stop: impl Future, future: F) -> Option<F::Output> {
    let (mut stop, mut future) = (pin!(stop), pin!(future));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => stop.as_mut().poll(cx).map(|_| None),
    })
    .await
}

impl<L: RawLock> Default for CancellationToken<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for CancellationToken<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationToken").field("is_cancelled", &self.is_cancelled()).finish()
    }
}

/// What a [`ChildToken`] may be a child of: a token, or another child.
pub trait ParentToken {
    /// The future of [`cancelled`](Self::cancelled).
    type Cancelled<'a>: Future<Output = ()>
    where
        Self: 'a;

    /// Whether the token was cancelled.
    fn is_cancelled(&self) -> bool;

    /// Waits until the token is cancelled.
    fn cancelled(&self) -> Self::Cancelled<'_>;
}

impl<L: RawLock> ParentToken for CancellationToken<L> {
    type Cancelled<'a>
        = Wait<&'a Self>
    where
        L: 'a;

    fn is_cancelled(&self) -> bool {
        self.is_cancelled()
    }

    fn cancelled(&self) -> Wait<&Self> {
        self.cancelled()
    }
}

/// A token that is cancelled with its parent, or alone: see [`CancellationToken::child_token`].
///
/// It borrows its parent and needs no heap: who waits for it waits for every token above it, too.
pub struct ChildToken<'p, P, L> {
    own: CancellationToken<L>,
    parent: &'p P,
}

impl<P: ParentToken, L: RawLock> ChildToken<'_, P, L> {
    /// Cancels this token and its children.
    pub fn cancel(&self) {
        self.own.cancel();
    }

    /// Whether this token, or one above it, was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.own.is_cancelled() || self.parent.is_cancelled()
    }

    /// Waits until this token, or one above it, is cancelled.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn cancelled(&self) -> ChildCancelled<'_, P, L> {
        ChildCancelled {
            own: self.own.cancelled(),
            parent: self.parent.cancelled(),
            completed: false,
        }
    }

    /// A token that is cancelled with this one, or alone.
    pub const fn child_token(&self) -> ChildToken<'_, Self, L> {
        ChildToken { own: CancellationToken::new(), parent: self }
    }

    /// Runs `future` until it completes, or until this token or one above it is cancelled: then
    /// `None`, and `future` is dropped. If that is so already, `future` is not polled; if both
    /// happen later, the result counts.
    ///
    /// # Cancel safety
    ///
    /// That of `future`.
    pub async fn run_until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        if self.is_cancelled() {
            return None;
        }
        run_until(self.cancelled(), future).await
    }
}

impl<P: ParentToken, L: RawLock> ParentToken for ChildToken<'_, P, L> {
    type Cancelled<'a>
        = ChildCancelled<'a, P, L>
    where
        Self: 'a;

    fn is_cancelled(&self) -> bool {
        self.is_cancelled()
    }

    fn cancelled(&self) -> ChildCancelled<'_, P, L> {
        self.cancelled()
    }
}

impl<P, L: RawLock> fmt::Debug for ChildToken<'_, P, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildToken").field("own", &self.own).finish_non_exhaustive()
    }
}

/// The future of [`ChildToken::cancelled`].
#[must_use = "futures do nothing unless polled"]
pub struct ChildCancelled<'a, P: ParentToken + 'a, L: RawLock> {
    own: Wait<&'a CancellationToken<L>>,
    parent: P::Cancelled<'a>,
    completed: bool,
}

impl<P: ParentToken, L: RawLock> ChildCancelled<'_, P, L> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<P: ParentToken, L: RawLock> Future for ChildCancelled<'_, P, L> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: both fields are pinned again and not moved.
        let this = unsafe { self.get_unchecked_mut() };
        if this.completed {
            completed();
        }
        // SAFETY: a field of a pinned future.
        let own = unsafe { Pin::new_unchecked(&mut this.own) };
        // SAFETY: a field of a pinned future.
        let parent = unsafe { Pin::new_unchecked(&mut this.parent) };
        this.completed = own.poll(cx).is_ready() || parent.poll(cx).is_ready();
        if this.completed { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl<P: ParentToken, L: RawLock> fmt::Debug for ChildCancelled<'_, P, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildCancelled").finish_non_exhaustive()
    }
}
