//! The wakers of the children of one combinator: who was woken is polled, and nobody else.

use core::ops::ControlFlow;
use core::task::Context;

/// The wakers of the children of one combinator.
#[derive(Debug)]
pub(crate) struct Wakers(());

#[allow(dead_code, reason = "used by the combinators")]
impl Wakers {
    pub(crate) const fn new() -> Self {
        Self(())
    }

    /// Polls the children of the numbers `which`, each with a waker of its own; ends early if `poll` breaks.
    /// `children` is how many there are at most, the same in every call.
    pub(crate) fn these<B>(
        &mut self,
        children: usize,
        which: impl Iterator<Item = usize>,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(usize, &mut Context<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let _ = children;
        for index in which {
            poll(index, cx)?;
        }
        ControlFlow::Continue(())
    }

    /// Polls the children that were woken since they were polled last, each once; starts at number
    /// `from`. Ends early if `poll` breaks: those who were not polled come first the next time.
    pub(crate) fn woken<B>(
        &mut self,
        children: usize,
        from: usize,
        cx: &mut Context<'_>,
        poll: impl FnMut(usize, &mut Context<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.these(children, (from..children).chain(0..from), cx, poll)
    }
}
