//! Where words cannot be shared between threads: the children get the waker of the task, and each round polls
//! all of them.

use core::ops::ControlFlow;
use core::task::Context;

/// The wakers of the children of one combinator.
#[derive(Debug)]
pub(crate) struct Wakers {
    begun: bool,
    resume: usize,
}

const NOWHERE: usize = usize::MAX;

impl Wakers {
    pub(crate) const fn new() -> Self {
        Self { begun: false, resume: NOWHERE }
    }

    /// Polls the children of the numbers `which`; ends early if `poll` breaks.
    pub(crate) fn these<B>(
        &mut self,
        _: usize,
        which: impl Iterator<Item = usize>,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(usize, &mut Context<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut which = which.peekable();
        if core::mem::replace(&mut self.begun, true) && which.peek().is_some() {
            // The others may have the waker of another task: they are to be polled, too.
            cx.waker().wake_by_ref();
        }
        for index in which {
            poll(index, &mut Context::from_waker(cx.waker()))?;
        }
        ControlFlow::Continue(())
    }

    /// Polls all children, each once; starts at number `from`. Ends early if `poll` breaks: then the next
    /// round goes on with the children after that one.
    pub(crate) fn woken<B>(
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
        for index in (from..children).chain(0..from) {
            if let ended @ ControlFlow::Break(_) = poll(index, &mut Context::from_waker(cx.waker()))
            {
                self.resume = index + 1;
                return ended;
            }
        }
        ControlFlow::Continue(())
    }

    /// Forgets where a round ended early: the next one begins where it is told to.
    pub(crate) const fn start_over(&mut self) {
        self.resume = NOWHERE;
    }
}

/// Room for the wakers of `N` combinators, where the target allows it. This one does not, without the feature
/// `critical-section`: each poll of a combinator polls all its children.
#[derive(Debug, Default)]
pub struct WakerPool<const N: usize>(());

impl<const N: usize> WakerPool<N> {
    /// A pool with room for `N` combinators.
    pub const fn new() -> Self {
        Self(())
    }

    /// The wakers of a combinator in this pool.
    pub(crate) const fn wakers(&'static self) -> Wakers {
        Wakers::new()
    }
}
