//! The items of an iterator that runs on other threads.

use alloc::sync::Arc;
use core::fmt;
use core::task::{Context, Poll};

use super::NextItem;
use super::source::{Items, Source};
use super::threads::Threads;

/// How many items there may be in advance.
const ROOM: usize = 16;

/// The items of an iterator that runs on threads where it may block: see
/// [`unblock_iter`](super::unblock_iter).
///
/// # Threads
///
/// The first poll sends the iterator to a thread, where it runs ahead until 16 items wait to be taken (see
/// [`buffered`](Self::buffered)). Then it leaves the thread to others, and comes to one again when half of the
/// items have been taken. So whoever takes them slowly holds up no thread.
///
/// # Cancel safety
///
/// Strict: an item that was not taken is the next one. When this is dropped, so are the items that were not
/// taken; and the iterator is, on a thread of the pool (if none can be started, on this one), after it has returned from a `next` that is under way.
///
/// # Panics
///
/// A panic of the iterator goes on where its next item is awaited, after all items that came before; then the
/// stream has ended. If the system gives no thread and there is none yet, likewise.
///
/// # Cost
///
/// One allocation, and the buffer as it grows. For an item the lock of the buffer twice; for every 8 items, that of
/// the pool twice, if the buffer had been full.
pub struct UnblockIter<T> {
    /// `None` when all has been taken.
    items: Option<Arc<dyn Items<T>>>,
}

impl<T> UnblockIter<T> {
    pub(super) fn new<I>(threads: &Arc<Threads>, iterator: I) -> Self
    where
        I: Iterator<Item = T> + Send + 'static,
        T: Send,
    {
        Self { items: Some(Arc::new(Source::new(threads, iterator, ROOM))) }
    }

    /// The same, with so many items in advance at most; 0 is taken for 1.
    #[must_use = "this is the stream"]
    pub fn buffered(self, items: usize) -> Self {
        if let Some(source) = &self.items {
            source.set_room(items.max(1));
        }
        self
    }

    /// Waits for the next item; `None` after the last.
    ///
    /// # Cancel safety
    ///
    /// Strict: an item that was not taken is the next one.
    pub const fn next(&mut self) -> NextItem<'_, T> {
        NextItem::new(self)
    }

    /// The poll of [`next`](Self::next).
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Some(items) = &self.items else { return Poll::Ready(None) };
        let Poll::Ready(end) = items.clone().poll_next(cx) else { return Poll::Pending };
        if !matches!(end, Ok(Some(_))) {
            self.items = None;
        }
        Poll::Ready(end.unwrap_or_else(|failure| failure.resume()))
    }

    /// Whether all has been taken.
    pub const fn is_terminated(&self) -> bool {
        self.items.is_none()
    }

    /// How many items are there to be taken without waiting.
    pub fn ready(&self) -> usize {
        self.items.as_ref().map_or(0, |items| items.ready())
    }
}

impl<T> Drop for UnblockIter<T> {
    fn drop(&mut self) {
        if let Some(items) = self.items.take() {
            items.leave();
        }
    }
}

impl<T> fmt::Debug for UnblockIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnblockIter").field("completed", &self.is_terminated()).finish()
    }
}
