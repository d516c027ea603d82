//! Receiving several at a time.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::hall::Channel;
use crate::channel::RecvError;
use crate::channel::line::Line;
use crate::channel::store::Store;
use crate::lock::RawLock;

/// Where more comes from when the first message is there.
pub trait Source {
    /// What comes.
    type Item;

    /// The next one, if it is there.
    fn next(&self) -> Option<Self::Item>;
}

impl<S: Store, R: Line, L: RawLock> Source for Channel<S, R, L> {
    type Item = S::Item;

    #[inline]
    fn next(&self) -> Option<S::Item> {
        self.pop().ok().map(S::leave)
    }
}

/// The future of `recv_many`.
///
/// # Cancel safety
///
/// Strict: it takes messages in the poll that completes it.
#[must_use = "futures do nothing unless polled"]
pub struct RecvMany<'a, F, B, C> {
    first: F,
    channel: &'a C,
    buffer: &'a mut B,
    limit: usize,
}

impl<'a, F, B, C> RecvMany<'a, F, B, C> {
    pub(super) const fn new(first: F, channel: &'a C, buffer: &'a mut B, limit: usize) -> Self {
        Self { first, channel, buffer, limit }
    }
}

impl<F, B, C> Future for RecvMany<'_, F, B, C>
where
    F: Future<Output = Result<C::Item, RecvError>>,
    B: Extend<C::Item>,
    C: Source,
{
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        // SAFETY: `first` stays where it is, and the other fields are not pinned.
        let this = unsafe { self.get_unchecked_mut() };
        if this.limit == 0 {
            return Poll::Ready(0);
        }
        // SAFETY: a field of a pinned future.
        let first = unsafe { Pin::new_unchecked(&mut this.first) };
        let first = match first.poll(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(RecvError)) => return Poll::Ready(0),
            Poll::Ready(Ok(first)) => first,
        };
        let mut taken = 1;
        let rest = core::iter::from_fn(|| {
            let next = (taken < this.limit).then(|| this.channel.next()).flatten()?;
            taken += 1;
            Some(next)
        });
        this.buffer.extend(core::iter::once(first).chain(rest));
        Poll::Ready(taken)
    }
}

impl<F, B, C> fmt::Debug for RecvMany<'_, F, B, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvMany").field("limit", &self.limit).finish_non_exhaustive()
    }
}
