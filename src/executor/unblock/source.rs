//! An iterator that runs ahead of who takes its items, as far as a buffer goes.

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::mem;
use core::task::{Context, Poll};
use std::io;

use super::threads::Threads;
use super::work::{End, Failure, Job};
use crate::future::panics::{catch, lose, quietly};
use crate::lock::{Locked, StdLock};
use crate::wait::WakerCell;

/// An iterator `I` and its items.
///
/// | the iterator | is | goes on |
/// |---|---|---|
/// | `Rests` | in here, and no thread has to do with it | when the buffer is half empty, or nobody takes any more |
/// | `Called` | in here, and a job of the pool | when a thread takes the job |
/// | `Runs` | on the stack of a thread | until the buffer is full, or nobody takes any more, or it ends |
/// | `Gone` | dropped, on a thread | |
pub(super) struct Source<I: Iterator> {
    flow: Locked<Flow<I>, StdLock>,
    taker: WakerCell<StdLock>,
    threads: Arc<Threads>,
}

struct Flow<I: Iterator> {
    stage: Stage<I>,
    items: VecDeque<I::Item>,
    /// How many items there may be.
    room: usize,
    /// Why there are no more, if not for the end of the iterator.
    failure: Option<Failure>,
    /// Nobody takes any more.
    left: bool,
}

enum Stage<I> {
    Rests(I),
    Called(I),
    Runs,
    Gone,
}

impl<I: Iterator> Flow<I> {
    /// From `Rests` to `Called`, if there is reason to: then the caller gives the job to the pool.
    fn call(&mut self) -> bool {
        if !self.left && self.items.len() > self.room / 2 {
            return false;
        }
        match mem::replace(&mut self.stage, Stage::Gone) {
            Stage::Rests(iterator) => {
                self.stage = Stage::Called(iterator);
                true
            }
            other => {
                self.stage = other;
                false
            }
        }
    }

    /// From `Called` to `Runs`.
    fn begin(&mut self) -> Option<I> {
        match mem::replace(&mut self.stage, Stage::Runs) {
            Stage::Called(iterator) => Some(iterator),
            other => {
                self.stage = other;
                None
            }
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Gone) && self.items.is_empty()
    }
}

impl<I> Source<I>
where
    I: Iterator<Item: Send> + Send + 'static,
{
    pub(super) fn new(threads: &Arc<Threads>, iterator: I, room: usize) -> Self {
        let (stage, items) = (Stage::Rests(iterator), VecDeque::new());
        let flow = Flow { stage, items, room, failure: None, left: false };
        Self { flow: Locked::new(flow), taker: WakerCell::new(), threads: threads.clone() }
    }

    /// Puts `item` into the buffer, if anybody takes it; and `iterator`, which runs, back in here if that is full.
    fn put(&self, item: I::Item, iterator: &mut Option<I>) -> Put<I::Item> {
        let put = self.flow.with(|flow| {
            if flow.left {
                return Put::Left(item);
            }
            flow.items.push_back(item);
            if flow.items.len() < flow.room {
                return Put::GoesOn;
            }
            if let Some(iterator) = iterator.take() {
                flow.stage = Stage::Rests(iterator);
            }
            Put::Full
        });
        if !matches!(put, Put::Left(_)) {
            quietly(|| self.taker.wake());
        }
        put
    }

    /// The iterator is gone.
    fn end(&self, failure: Option<Failure>) {
        let unheard = self.flow.with(|flow| {
            flow.stage = Stage::Gone;
            if flow.left { failure } else { mem::replace(&mut flow.failure, failure) }
        });
        quietly(|| self.taker.wake());
        drop(unheard);
    }

    fn take(self: &Arc<Self>) -> Option<End<Option<I::Item>>> {
        let (taken, call) = self.flow.with(|flow| {
            let item = flow.items.pop_front();
            let taken = match (item, flow.is_over()) {
                (Some(item), _) => Some(Ok(Some(item))),
                (None, false) => None,
                (None, true) => Some(flow.failure.take().map_or(Ok(None), Err)),
            };
            (taken, flow.call())
        });
        if call {
            self.threads.add(self.clone());
        }
        taken
    }
}

enum Put<T> {
    GoesOn,
    Full,
    /// Nobody takes it.
    Left(T),
}

impl<I> Job for Source<I>
where
    I: Iterator<Item: Send> + Send + 'static,
{
    fn run(self: Arc<Self>) {
        let (mut iterator, left) = self.flow.with(|flow| (flow.begin(), flow.left));
        if left {
            return lose(iterator);
        }
        while let Some(running) = &mut iterator {
            let item = match catch(|| running.next()) {
                Ok(Some(item)) => item,
                ended => {
                    lose(iterator);
                    return self.end(ended.err().map(Failure::Panicked));
                }
            };
            match self.put(item, &mut iterator) {
                Put::GoesOn => {}
                Put::Full => return,
                Put::Left(item) => {
                    lose(item);
                    return lose(iterator);
                }
            }
        }
    }

    fn refuse(self: Arc<Self>, error: io::ErrorKind) {
        let iterator = self.flow.with(Flow::begin);
        self.end(Some(Failure::Refused(error)));
        drop(iterator);
    }
}

/// What the stream sees of a [`Source`].
pub(super) trait Items<T>: Send + Sync {
    fn poll_next(self: Arc<Self>, cx: &mut Context<'_>) -> Poll<End<Option<T>>>;
    /// How many items are there.
    fn ready(&self) -> usize;
    fn set_room(&self, room: usize);
    /// Nobody takes any more.
    fn leave(self: Arc<Self>);
}

impl<I> Items<I::Item> for Source<I>
where
    I: Iterator<Item: Send> + Send + 'static,
{
    fn poll_next(self: Arc<Self>, cx: &mut Context<'_>) -> Poll<End<Option<I::Item>>> {
        if let Some(taken) = self.take() {
            return Poll::Ready(taken);
        }
        self.taker.register(cx.waker());
        self.take().map_or(Poll::Pending, Poll::Ready)
    }

    fn ready(&self) -> usize {
        self.flow.with(|flow| flow.items.len())
    }

    fn set_room(&self, room: usize) {
        self.flow.with(|flow| flow.room = room);
    }

    fn leave(self: Arc<Self>) {
        let (items, failure, call) = self.flow.with(|flow| {
            flow.left = true;
            (mem::take(&mut flow.items), flow.failure.take(), flow.call())
        });
        if call {
            self.threads.add(self.clone());
        }
        drop((self.taker.take(), failure, items));
    }
}
