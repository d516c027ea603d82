//! Operations: a pass under the lock, then wakers and values, without it.

use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::task::{Poll, Waker};

use super::book::{Book, Parked, Queue};
use super::error::{RecvError, TryRecvError};
use super::ring::{Cursor, Next, slot_at};
use super::slot::{Slot, Unpinned};
use super::{Channel, END, SPLIT};
use crate::channel::{SendError, Storage, TrySendError};
use crate::lock::RawLock;
use crate::wait::{Batch, Node, Stage, wake_each};

/// How a pass ended that may have to wait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Ready,
    Pending,
    NeedsWaker,
}

// What a pass finds goes straight to where its caller wants it: to return it by value would copy it a
// few times under the lock.

/// What a receiver found. It outlives the pass, also if a waker panics.
struct Found<'c, T, S: Storage<Cell = Slot<T, L>>, L: RawLock> {
    value: Option<T>,
    reading: Option<Reading<'c, T, S, L>>,
    missed: u64,
}

impl Book {
    #[inline(always)]
    fn wait(
        &mut self,
        queue: Queue,
        node: Pin<&Node<u32>>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
        stale: &mut Option<Waker>,
    ) -> Step {
        match self.park(queue, node, waker, fresh) {
            Parked::Waits(old) => {
                *stale = old;
                Step::Pending
            }
            Parked::NeedsWaker => Step::NeedsWaker,
        }
    }
}

impl<T, S: Storage<Cell = Slot<T, L>>, L: RawLock> Channel<T, S, L> {
    /// Runs `f` with the lock held, and serves those who wait. What `f` returns outlives the pass, also if
    /// a waker panics.
    #[inline(always)]
    pub(super) fn locked<'c, R>(&'c self, f: impl FnOnce(&mut Book, &'c S) -> R) -> R {
        let mut batch = Batch::new();
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

    // Sending.

    #[inline]
    pub(super) fn try_send(&self, value: T) -> Result<usize, TrySendError<T>> {
        let (mut value, mut old) = (Some(value), None);
        let receivers = self.locked(|book, storage| {
            if book.is_gone() {
                return 0;
            }
            let receivers = book.receivers;
            if book.is_fair() {
                book.slots(storage).put(&mut value, &mut old, receivers);
            }
            receivers
        });
        drop(old);
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
        let mut fresh = None;
        let mut receivers = 0;
        loop {
            let (mut old, mut stale) = (None, None);
            let step = self.locked(|book, storage| {
                let stage = book.stage(Queue::Sending, node);
                if stage == Stage::Passed || book.is_gone() {
                    stale = book.leave(Queue::Sending, node);
                    return Step::Ready;
                }
                if matches!(stage, Stage::Waiting | Stage::Offered) || book.is_fair() {
                    receivers = book.receivers;
                    book.slots(storage).put(value, &mut old, receivers);
                    if value.is_none() {
                        stale = book.leave(Queue::Sending, node);
                        return Step::Ready;
                    }
                }
                book.wait(Queue::Sending, node, waker, &mut fresh, &mut stale)
            });
            match step {
                Step::Ready => break,
                Step::Pending => return Poll::Pending,
                Step::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
        if node.is_shared() {
            // SAFETY: the pass left it in no list.
            unsafe { node.reset() };
        }
        Poll::Ready(match value.take() {
            None => Ok(receivers),
            Some(value) => Err(SendError(value)),
        })
    }

    /// One poll of who waits until nobody listens.
    pub(super) fn poll_closed(&self, node: Pin<&Node<u32>>, waker: &Waker) -> Poll<()> {
        let mut fresh = None;
        loop {
            let mut stale = None;
            let step = self.locked(|book, _| {
                if book.stage(Queue::Closing, node) == Stage::Passed || book.is_gone() {
                    stale = book.leave(Queue::Closing, node);
                    return Step::Ready;
                }
                book.wait(Queue::Closing, node, waker, &mut fresh, &mut stale)
            });
            match step {
                Step::Ready => break,
                Step::Pending => return Poll::Pending,
                Step::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
        if node.is_shared() {
            // SAFETY: the pass left it in no list.
            unsafe { node.reset() };
        }
        Poll::Ready(())
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

    /// The next message, if it can be cloned without the lock.
    #[inline(always)]
    fn read(&self, cursor: Cursor) -> Option<Reading<'_, T, S, L>> {
        if !Slot::<T, L>::LOCK_FREE {
            return None;
        }
        let slot = slot_at(&self.storage, cursor.at);
        match slot.try_pin(cursor.number, self.hold)? {
            Ok(()) => Some(Reading { channel: self, slot }),
            Err(unpinned) => {
                self.settle_if(unpinned, slot);
                None
            }
        }
    }

    /// After a pin was taken away without the lock.
    #[inline(always)]
    fn settle_if(&self, unpinned: Unpinned, slot: &Slot<T, L>) {
        if unpinned == Unpinned::Settle {
            self.settle(slot);
        }
    }

    #[inline(always)]
    fn unpin(&self, slot: &Slot<T, L>, seen: bool) {
        if Slot::<T, L>::LOCK_FREE {
            self.settle_if(slot.unpin(seen, self.hold), slot);
        } else {
            self.unpin_locked(slot, seen);
        }
    }

    /// Takes a pin away, with the lock.
    fn unpin_locked(&self, slot: &Slot<T, L>, seen: bool) {
        let (value, more) = self.locked(|book, storage| match slot.unpin(seen, self.hold) {
            Unpinned::Nothing => (None, false),
            Unpinned::Settle => book.slots(storage).settle(slot),
        });
        debug_assert!(!more, "who takes the last claim away under the lock leaves nothing behind");
        drop(value);
    }

    /// Removes what is done with, after the last pin or claim of `slot` was taken away.
    #[cold]
    #[inline(never)]
    fn settle(&self, slot: &Slot<T, L>) {
        let mut more = true;
        drop_each(|| {
            if !more {
                return None;
            }
            self.locked(|book, storage| {
                let value;
                (value, more) = book.slots(storage).settle(slot);
                Some(value)
            })
        });
    }

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
            Next::Pinned(slot) => found.reading = Some(Reading { channel: self, slot }),
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
        if let Some(reading) = self.read(*cursor) {
            return Ok(reading.clone_value(cursor));
        }
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
        let shared = node.is_shared();
        if !shared {
            if let Some(reading) = self.read(*cursor) {
                return Poll::Ready(Ok(reading.clone_value(cursor)));
            }
        }
        let mut fresh = None;
        let mut found = Found::new();
        loop {
            let mut stale = None;
            let step = self.locked(|book, storage| {
                if !self.find(book, storage, cursor, &mut found) {
                    return book.wait(Queue::Hearing, node, waker, &mut fresh, &mut stale);
                }
                if shared {
                    stale = book.leave(Queue::Hearing, node);
                }
                Step::Ready
            });
            match step {
                Step::Ready => break,
                Step::Pending => return Poll::Pending,
                Step::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
        if shared {
            // SAFETY: the pass left it in no list.
            unsafe { node.reset() };
        }
        Poll::Ready(found.get(cursor))
    }

    // Ends come and go.

    // To enter lets nobody go on, so there is nobody to serve, and no waker that could panic halfway.

    /// One end more; `enter` counts it in the book, unless there are too many.
    pub(super) fn enter<R>(&self, enter: impl FnOnce(&mut Book) -> Option<R>) -> R {
        let Some(entered) = self.book.with(enter) else { too_many() };
        self.ends.add(END);
        entered
    }

    /// One end less; whether it was the last.
    pub(super) fn leave(&self) -> bool {
        self.ends.add(END.wrapping_neg()) == SPLIT | END
    }

    /// One receiver more, which goes on at `cursor`, where another receiver is and stays meanwhile.
    pub(super) fn enter_receiver_at(&self, cursor: Cursor) {
        let end = self.enter(|book| book.enter_receiver().then(|| book.ring.tail()));
        let mut next = cursor;
        let mut claim =
            || self.book.with(|book| book.slots(&self.storage).claim_some(&mut next, end));
        while !claim() {}
    }

    /// The receiver at `cursor` leaves: its claims are given up, and what is done with is dropped.
    pub(super) fn leave_receiver(&self, mut cursor: Cursor) {
        let mut end = None;
        drop_each(|| {
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
        drop_each(|| this.book.with(|book| book.slots(&this.storage).pop()));
    }
}

impl<T, S: Storage<Cell = Slot<T, L>>, L: RawLock> Drop for Channel<T, S, L> {
    fn drop(&mut self) {
        self.drain();
    }
}

impl<T, S: Storage<Cell = Slot<T, L>>, L: RawLock> Found<'_, T, S, L> {
    #[inline(always)]
    const fn new() -> Self {
        Self { value: None, reading: None, missed: 0 }
    }

    #[inline(always)]
    fn get(self, cursor: &mut Cursor) -> Result<T, RecvError>
    where
        T: Clone,
    {
        if let Some(value) = self.value {
            return Ok(value);
        }
        if let Some(reading) = self.reading {
            return Ok(reading.clone_value(cursor));
        }
        Err(if self.missed > 0 { RecvError::Lagged(self.missed) } else { RecvError::Closed })
    }
}

/// A pin on a slot. Dropped, as when a clone panics, it leaves the message unseen.
struct Reading<'c, T, S: Storage<Cell = Slot<T, L>>, L: RawLock> {
    channel: &'c Channel<T, S, L>,
    slot: &'c Slot<T, L>,
}

impl<T, S: Storage<Cell = Slot<T, L>>, L: RawLock> Reading<'_, T, S, L> {
    #[inline(always)]
    fn clone_value(self, cursor: &mut Cursor) -> T
    where
        T: Clone,
    {
        // SAFETY: this is the pin.
        let value = unsafe { self.slot.pinned() }.clone();
        cursor.advance(&self.channel.storage);
        let this = ManuallyDrop::new(self);
        this.channel.unpin(this.slot, true);
        value
    }
}

impl<T, S: Storage<Cell = Slot<T, L>>, L: RawLock> Drop for Reading<'_, T, S, L> {
    #[cold]
    fn drop(&mut self) {
        self.channel.unpin(self.slot, false);
    }
}

/// Drops what `next` yields; if a destructor panics, the rest is dropped while that unwinds.
fn drop_each<T>(next: impl FnMut() -> Option<T>) {
    struct Rest<T, F: FnMut() -> Option<T>>(F);

    impl<T, F: FnMut() -> Option<T>> Drop for Rest<T, F> {
        fn drop(&mut self) {
            while let Some(value) = (self.0)() {
                drop(value);
            }
        }
    }

    let mut rest = Rest(next);
    while let Some(value) = (rest.0)() {
        drop(value);
    }
    mem::forget(rest);
}

#[cold]
#[inline(never)]
fn too_many() -> ! {
    panic!("a broadcast channel has too many ends: clones of an end are forgotten somewhere")
}
