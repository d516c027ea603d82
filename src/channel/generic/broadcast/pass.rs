//! Operations: a pass under the lock, then wakers and values, without it.

use core::pin::Pin;
use core::task::{Poll, Waker};

use super::book::{Book, Queue, Step};
use super::error::{RecvError, TryRecvError};
use super::reading::{Found, Reading};
use super::ring::{Cursor, Next};
use super::slot::Slot;
use super::{Channel, END, SPLIT};
use crate::channel::{SendError, Storage, TrySendError, drain};
use crate::lock::{RawLock, State};
use crate::wait::{Batch, Node, Stage, wake_each};

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Channel<T, S, L> {
    /// Runs `f` with the lock held, and serves those who wait. What `f` returns outlives the pass, also if
    /// a waker panics.
    #[inline(always)]
    pub(super) fn locked<'c, R>(&'c self, f: impl FnOnce(&mut Book, &'c S) -> R) -> R {
        let mut batch: Batch = Batch::new();
        let (result, again) = self.book.with(|book| {
            let result = f(book, &self.storage);
            (result, book.serve(&self.storage, &mut batch))
        });
        if !batch.is_empty() {
            self.wake(&mut batch, again);
        }
        result
    }

    /// What `f` sees in the book, which it does not change.
    pub(super) fn look<R>(&self, f: impl FnOnce(&Book) -> R) -> R {
        self.book.with(|book| f(book))
    }

    #[inline(never)]
    fn wake(&self, batch: &mut Batch, mut again: bool) {
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                if !again {
                    return None;
                }
                again = self.book.with(|book| book.serve(&self.storage, batch));
            }
        });
    }

    /// One poll: looks, under the lock, whether `node` may go on; if not, it waits in `queue`.
    ///
    /// Nothing is sent or taken with a waker in hand: if its drop panicked, what was taken would be lost, and
    /// what was sent would look as if it had not been. So if it `can` go on, wakers are dropped first, once.
    #[inline(always)]
    fn poll<'c>(
        &'c self,
        queue: Queue,
        node: Pin<&Node<u32>>,
        waker: &Waker,
        mut can: impl FnMut(&mut Book, &'c S) -> bool,
        mut is_ready: impl FnMut(&mut Book, &'c S) -> bool,
    ) -> Poll<()> {
        let (mut fresh, mut tried) = (None, false);
        loop {
            let mut stale = None;
            let step = self.locked(|book, storage| {
                let holds = book.stage(queue, node) == Stage::Waiting;
                if (holds || fresh.is_some()) && !tried && can(book, storage) {
                    stale = holds.then(|| book.prefer(queue, node)).flatten();
                    return Step::HasWaker;
                }
                if is_ready(book, storage) {
                    stale = book.leave(queue, node);
                    return Step::Ready;
                }
                book.park(queue, node, waker, &mut fresh, &mut stale)
            });
            drop(stale);
            match step {
                Step::Ready => break,
                Step::Pending => return Poll::Pending,
                Step::NeedsWaker => fresh = Some(waker.clone()),
                Step::HasWaker => {
                    drop(fresh.take());
                    tried = true;
                }
            }
        }
        if node.is_shared() {
            // SAFETY: the pass left it in no list.
            unsafe { node.reset() };
        }
        Poll::Ready(())
    }

    // Sending.

    #[inline]
    pub(super) fn try_send(&self, value: T) -> Result<usize, TrySendError<T>> {
        let (mut value, mut old) = (Some(value), None);
        let receivers = self.locked(|book, storage| {
            if book.is_gone() {
                return 0;
            }
            if book.is_fair() {
                let claims = book.receivers;
                book.slots(storage).put(&mut value, &mut old, claims);
            }
            book.receivers
        });
        match value {
            None => Ok(receivers),
            Some(value) if receivers == 0 => Err(TrySendError::Closed(value)),
            Some(value) => Err(TrySendError::Full(value)),
        }
    }

    /// One poll of a send; `value` is there until it is ready.
    pub(super) fn poll_send(
        &self,
        value: &mut Option<T>,
        node: Pin<&Node<u32>>,
        waker: &Waker,
    ) -> Poll<Result<usize, SendError<T>>> {
        let (mut old, mut receivers) = (None, 0);
        let can = |book: &mut Book, storage: &S| {
            book.may_send(storage, node) && book.slots(storage).room() > 0
        };
        let polled = self.poll(Queue::Sending, node, waker, can, |book, storage| {
            let stage = book.stage(Queue::Sending, node);
            if stage == Stage::Passed || book.is_gone() {
                return true;
            }
            if book.may_send(storage, node) {
                receivers = book.receivers;
                book.slots(storage).put(value, &mut old, receivers);
            }
            value.is_none()
        });
        polled.map(|()| match value.take() {
            None => Ok(receivers),
            Some(value) => Err(SendError(value)),
        })
    }

    /// One poll of who waits until nobody listens.
    pub(super) fn poll_closed(&self, node: Pin<&Node<u32>>, waker: &Waker) -> Poll<()> {
        self.poll(
            Queue::Closing,
            node,
            waker,
            |_, _| false,
            |book, _| book.stage(Queue::Closing, node) == Stage::Passed || book.is_gone(),
        )
    }

    /// The exit of a node whose future is dropped. A node that was offered something passes it on.
    #[cold]
    #[inline(never)]
    pub(super) fn cancel(&self, queue: Queue, node: Pin<&Node<u32>>) {
        if L::PEEK && node.stage() == Stage::Passed {
            return;
        }
        drop(self.locked(|book, _| book.leave(queue, node)));
    }

    // Receiving.

    /// Finds the next message, or that it is too late for it; returns whether there was something.
    #[inline(always)]
    fn find<'c>(
        &'c self,
        book: &mut Book,
        storage: &'c S,
        cursor: &mut Cursor,
        found: &mut Found<'c, T, S, L>,
    ) -> bool {
        match book.slots(storage).next(cursor, &mut found.value) {
            Next::Last => {}
            Next::Pinned(slot) => found.reading = Some(Reading::new(self, slot)),
            Next::Lagged(missed) => found.missed = missed,
            Next::Nothing => return book.closed,
        }
        true
    }

    #[inline]
    pub(super) fn try_recv(&self, cursor: &mut Cursor) -> Result<T, TryRecvError>
    where
        T: Clone,
    {
        let mut found = Found::new();
        if self.locked(|book, storage| self.find(book, storage, cursor, &mut found)) {
            found.get(cursor).map_err(TryRecvError::from)
        } else {
            Err(TryRecvError::Empty)
        }
    }

    /// One poll of a receive.
    #[inline]
    pub(super) fn poll_recv(
        &self,
        cursor: &mut Cursor,
        node: Pin<&Node<u32>>,
        waker: &Waker,
    ) -> Poll<Result<T, RecvError>>
    where
        T: Clone,
    {
        let (mut found, start) = (Found::new(), *cursor);
        let can = |book: &mut Book, _: &S| book.ring.unseen(start) > 0;
        let polled = self.poll(Queue::Hearing, node, waker, can, |book, storage| {
            self.find(book, storage, cursor, &mut found)
        });
        polled.map(|()| found.get(cursor))
    }

    /// Takes a pin away, and the claim if the message was `seen`; drops a value that is done with.
    #[inline]
    pub(super) fn unpin(&self, slot: &Slot<T>, seen: bool) {
        drop(self.locked(|book, storage| book.slots(storage).unpin(slot, seen)));
    }

    // Ends come and go.

    // To enter lets nobody go on, so there is nobody to serve, and no waker that could panic halfway.

    /// One end more; `enter` counts it in the book, unless there are too many.
    pub(super) fn enter<R>(&self, enter: impl FnOnce(&mut Book) -> Option<R>) -> R {
        let Some(entered) = self.book.with(enter) else { too_many() };
        self.ends.add(END);
        entered
    }

    /// One receiver more, which goes on at `cursor`, where another receiver is and stays meanwhile.
    pub(super) fn enter_receiver_at(&self, cursor: Cursor) {
        let end = self.enter(Book::enter_receiver).number;
        let mut next = cursor;
        let mut claim =
            || self.book.with(|book| book.slots(&self.storage).claim_some(&mut next, end));
        while !claim() {}
    }

    /// The receiver at `cursor` leaves: its claims are given up, and what is done with is dropped.
    pub(super) fn leave_receiver(&self, mut cursor: Cursor) {
        let mut end = None;
        drain(|| {
            self.locked(|book, storage| match end {
                None => {
                    book.leave_receiver();
                    end = Some(book.ring.tail());
                    Some(None)
                }
                Some(end) => book.slots(storage).unclaim_some(&mut cursor, end),
            })
        });
    }

    /// Drops what is left. Nobody else is there.
    pub(super) fn drain(&mut self) {
        let this = &*self;
        drain(|| this.book.with(|book| book.slots(&this.storage).pop()));
    }
}

impl<T, S: Storage<Cell = Slot<T>>, L: RawLock> Drop for Channel<T, S, L> {
    fn drop(&mut self) {
        self.drain();
    }
}

/// One end less; whether it was the last. Not of the channel: its last step may be the last of all.
pub(super) fn left<L: RawLock>(ends: &State<L>) -> bool {
    ends.add(END.wrapping_neg()) == SPLIT | END
}

#[cold]
#[inline(never)]
fn too_many() -> ! {
    panic!("a broadcast channel has too many ends: clones of an end are forgotten somewhere")
}
