//! The engine, generic over the lock: so that a model checker can walk through it.

mod bits;
mod block;
mod gate;
#[cfg_attr(not(feature = "alloc"), path = "no_heap.rs")]
mod heap;
mod lazy;
mod pool;
#[cfg_attr(not(target_pointer_width = "64"), path = "width_32.rs")]
mod width;

use core::mem::ManuallyDrop;
use core::ops::ControlFlow;
use core::panic::UnwindSafe;
use core::task::{Context, RawWaker, Waker};

use self::block::{Block, Source};
use self::lazy::{Child, Lazy};
use crate::lock::ThreadSafe;

/// Blocks for the wakers of children, in a static.
#[derive(Debug)]
pub struct WakerPool<const N: usize, L: ThreadSafe>([pool::Cell<L>; N]);

impl<const N: usize, L: ThreadSafe> WakerPool<N, L> {
    /// A pool of `N` free blocks.
    pub const fn new() -> Self {
        Self([const { pool::Cell::free() }; N])
    }
}

impl<const N: usize, L: ThreadSafe> Default for WakerPool<N, L> {
    fn default() -> Self {
        Self::new()
    }
}

/// The wakers of the children of one combinator.
#[derive(Debug)]
pub struct Wakers<L: ThreadSafe + 'static> {
    place: Place<L>,
    /// Where a round goes on that ended early, or [`NOWHERE`].
    resume: usize,
}

// A child that panics, or a waker, leaves all in order for the others.
impl<L: ThreadSafe> UnwindSafe for Wakers<L> {}

#[derive(Debug)]
enum Place<L: ThreadSafe + 'static> {
    /// Nobody has a waker.
    Fresh(Source<L>),
    /// Children that wait have wakers of a block.
    Made(Block<L>),
    /// Children have the waker of the task, so each round polls all.
    All,
}

const NOWHERE: usize = usize::MAX;

impl<L: ThreadSafe + 'static> Wakers<L> {
    /// So many children take the smallest block; and that is the most in a pool.
    pub const SMALL: usize = gate::BITS;

    /// Wakers of a block that is allocated when it is needed.
    pub const fn new() -> Self {
        Self { place: Place::Fresh(Source::Heap), resume: NOWHERE }
    }

    /// Wakers of a block of `pool`, taken when it is needed, and given back with the drop of this.
    pub const fn in_pool<const N: usize>(pool: &'static WakerPool<N, L>) -> Self {
        Self { place: Place::Fresh(Source::Pool(&pool.0)), resume: NOWHERE }
    }

    /// Polls the children of the numbers `which`, each with a waker of its own; ends early if `poll` breaks.
    /// `children` is how many there are at most, the same in every call.
    ///
    /// If [`woken`](Self::woken) is called for the same poll of the task, that comes first: otherwise the
    /// task is woken once more for those who are to be polled there.
    #[inline]
    pub fn these<B>(
        &mut self,
        children: usize,
        which: impl Iterator<Item = usize>,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(usize, &mut Context<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        match &mut self.place {
            Place::Made(block) => {
                block.register(cx.waker());
                // Whoever woke the task for these has done so.
                if block.owes() {
                    cx.waker().wake_by_ref();
                }
                for index in which {
                    with_waker(block.raw(index), |cx| poll(index, cx))?;
                }
            }
            Place::All => {
                let mut which = which.peekable();
                if which.peek().is_some() {
                    // The others may have the waker of another task: they are to be polled, too.
                    cx.waker().wake_by_ref();
                }
                for index in which {
                    poll(index, &mut Context::from_waker(cx.waker()))?;
                }
            }
            place @ Place::Fresh(_) => {
                let Place::Fresh(source) = *place else { return ControlFlow::Continue(()) };
                let lazy = Lazy::new(place, source, children, cx.waker());
                for index in which {
                    Child::new(&lazy, index).poll(|cx| poll(index, cx))?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Polls the children that were woken since they were polled last, each once; starts at number
    /// `from`. Ends early if `poll` breaks: then the next round goes on with the children after that one.
    #[inline]
    pub fn woken<B>(
        &mut self,
        children: usize,
        from: usize,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(usize, &mut Context<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let from = match core::mem::replace(&mut self.resume, NOWHERE) {
            NOWHERE => from.min(children),
            resume => resume,
        };
        let mut last = NOWHERE;
        let mut poll = |index, cx: &mut Context<'_>| {
            last = index + 1;
            poll(index, cx)
        };
        let ended = match &mut self.place {
            Place::Made(block) => {
                block.register(cx.waker());
                block.take();
                let mut poll = |index, raw| with_waker(raw, |cx| poll(index, cx));
                match block.each(from..children, &mut poll) {
                    ControlFlow::Continue(()) if from > 0 => block.each(0..from, poll),
                    ended => ended,
                }
            }
            Place::All => (from..children)
                .chain(0..from)
                .try_for_each(|index| poll(index, &mut Context::from_waker(cx.waker()))),
            Place::Fresh(_) => ControlFlow::Continue(()),
        };
        if ended.is_break() {
            self.resume = last;
        }
        ended
    }

    /// Forgets where a round ended early: the next one begins where it is told to.
    pub const fn start_over(&mut self) {
        self.resume = NOWHERE;
    }
}

impl<L: ThreadSafe + 'static> Default for Wakers<L> {
    fn default() -> Self {
        Self::new()
    }
}

/// Polls with a raw waker that is borrowed from a block.
#[inline(always)]
fn with_waker<R>(raw: RawWaker, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
    // SAFETY: the owner of the block keeps it during the poll; the waker is handed out by reference, and never
    // dropped, so it counts for nothing.
    let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
    poll(&mut Context::from_waker(&waker))
}
