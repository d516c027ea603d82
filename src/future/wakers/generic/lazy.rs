//! The wakers of the first round: they lie on the stack, and a clone of one is the real thing.
//!
//! # The Lazy Rule
//!
//! *The waker of a [`Child`] is never dropped and handed out by reference only, so nobody has it after the
//! poll; its clones are wakers of the block, or of the task.*

use core::cell::UnsafeCell;
use core::mem::ManuallyDrop;
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

use super::Place;
use super::block::{Block, Source};
use crate::lock::{State, ThreadSafe};

/// Nobody has cloned a waker, or woken one.
const FRESH: usize = 0;
/// Somebody is writing down the block: a few instructions.
const BUSY: usize = 1;
/// There is a block.
const MADE: usize = 2;
/// There is none to be had: children get the waker of the task.
const NONE: usize = 3;

/// What the wakers of a round have in common. Several threads may clone them at once, during a poll.
///
/// Who finds it `FRESH` makes a block and writes it down, unless another was quicker: then its own goes
/// again, and it waits for the few instructions that the other may need still. So no user code, which the
/// clone and the drop of the task's waker are, runs while somebody waits.
///
/// The *Slot Rule*: `block` is written by the one whose exchange set `BUSY`; when it is `MADE`, it is read,
/// and taken when the round is over, by its owner.
pub(super) struct Lazy<'a, L: ThreadSafe + 'static> {
    task: &'a Waker,
    children: usize,
    source: Source<L>,
    /// Where the block goes in the end.
    place: &'a mut Place<L>,
    state: State<L>,
    block: UnsafeCell<Option<Block<L>>>,
}

// SAFETY: by the Slot Rule the block is shared only when it is complete, and sharing moves it, too.
unsafe impl<L: ThreadSafe> Sync for Lazy<'_, L> {}

impl<'a, L: ThreadSafe> Lazy<'a, L> {
    pub(super) fn new(
        place: &'a mut Place<L>,
        source: Source<L>,
        children: usize,
        task: &'a Waker,
    ) -> Self {
        let (state, block) = (State::new(FRESH), UnsafeCell::new(None));
        state.appear();
        Self { task, children, source, place, state, block }
    }

    /// The block, made if need be, if one is to be had.
    fn block(&self) -> Option<&Block<L>> {
        let mut turn = 0;
        loop {
            match self.state.load() {
                FRESH => self.make(),
                BUSY => L::pause(turn),
                // SAFETY: the Slot Rule.
                MADE => return unsafe { &*self.block.get() }.as_ref(),
                _ => return None,
            }
            turn += 1;
        }
    }

    #[cold]
    fn make(&self) {
        match Block::new(&self.source, self.children, self.task.clone()) {
            Ok(block) => {
                if self.state.exchange(FRESH, BUSY).is_ok() {
                    // SAFETY: the Slot Rule.
                    unsafe { *self.block.get() = Some(block) };
                    let _ = self.state.exchange(BUSY, MADE);
                }
            }
            // Somebody may have got the last one, for all of us.
            Err(_) => drop(self.state.exchange(FRESH, NONE)),
        }
    }
}

/// Also when a poll has panicked: wakers of the block may be around.
impl<L: ThreadSafe> Drop for Lazy<'_, L> {
    fn drop(&mut self) {
        *self.place = match self.state.load() {
            FRESH => return,
            MADE => match self.block.get_mut().take() {
                Some(block) => Place::Made(block),
                None => return,
            },
            _ => Place::All,
        };
    }
}

/// One child during its poll.
pub(super) struct Child<'a, 'b, L: ThreadSafe + 'static> {
    lazy: &'a Lazy<'b, L>,
    index: usize,
}

impl<'a, 'b, L: ThreadSafe> Child<'a, 'b, L> {
    pub(super) const fn new(lazy: &'a Lazy<'b, L>, index: usize) -> Self {
        Self { lazy, index }
    }

    #[inline(always)]
    pub(super) fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> R) -> R
    where
        Self: Sync,
    {
        let raw = RawWaker::new((&raw const *self).cast(), Self::TABLE);
        // SAFETY: the Lazy Rule. `Self: Sync`, so any thread may use the reference.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        poll(&mut Context::from_waker(&waker))
    }

    const TABLE: &'static RawWakerVTable =
        &RawWakerVTable::new(clone::<L>, wake::<L>, wake::<L>, |_| {});
}

fn clone<L: ThreadSafe + 'static>(data: *const ()) -> RawWaker {
    // SAFETY: the Lazy Rule: called during `Child::poll`.
    let child = unsafe { &*data.cast::<Child<'_, '_, L>>() };
    match child.lazy.block() {
        Some(block) => block.clone_raw(child.index),
        None => {
            let waker = ManuallyDrop::new(child.lazy.task.clone());
            RawWaker::new(waker.data(), waker.vtable())
        }
    }
}

fn wake<L: ThreadSafe + 'static>(data: *const ()) {
    // SAFETY: the Lazy Rule: called during `Child::poll`.
    let child = unsafe { &*data.cast::<Child<'_, '_, L>>() };
    match child.lazy.block() {
        Some(block) => block.wake(child.index),
        None => child.lazy.task.wake_by_ref(),
    }
}
