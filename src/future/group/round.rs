//! One poll of a group: each child that was woken, once.

use core::future::Future;
use core::iter::once;
use core::ops::ControlFlow;
use core::task::Context;

use super::store::{CHUNKS, Store};
use super::{Group, Key};
use crate::future::wakers::Wakers;

/// Where the polls of a group stand.
pub(super) struct Turn {
    /// Chunks whose visit ended before all of their children that were woken had been polled.
    unfinished: u32,
    /// The slot behind the one that finished last.
    from: u32,
}

impl Turn {
    pub(super) const fn new() -> Self {
        Self { unfinished: 0, from: 0 }
    }

    /// Polls the children of a chunk that were woken.
    fn visit<F: Future>(
        &mut self,
        chunk: usize,
        store: &mut Store<F>,
        wakers: &mut Wakers,
        cx: &mut Context<'_>,
    ) -> ControlFlow<(Key, F::Output)> {
        let (len, (last, slot)) = (store.chunk_len(chunk), store.locate(self.from));
        let from = if chunk == last { slot } else { 0 };
        // It stays so if the visit breaks, or a child panics.
        self.unfinished |= 1 << chunk;
        wakers.woken(len, from, cx, |slot, cx| store.poll(store.index(chunk, slot), cx))?;
        self.unfinished &= !(1 << chunk);
        ControlFlow::Continue(())
    }
}

impl<F: Future> Group<F> {
    /// Polls, until one is ready: the children that were woken in chunks that were woken; those in chunks
    /// that were not finished the last time; and those that are new. A chunk is visited once, so a child that
    /// wakes itself is left for the next time.
    ///
    /// No part starves another one: there are no more outputs in the first two than children that have
    /// been polled before, and a child gets there only by the third.
    pub(super) fn round(&mut self, cx: &mut Context<'_>) -> ControlFlow<(Key, F::Output)> {
        let found = self.parts(cx);
        if let ControlFlow::Break((key, _)) = &found {
            self.turn.from = key.index + 1;
        }
        found
    }

    fn parts(&mut self, cx: &mut Context<'_>) -> ControlFlow<(Key, F::Output)> {
        let Self { store, wakers, root, turn } = self;
        let mut visited = 0_u32;
        let (from, _) = store.locate(turn.from);
        root.woken(CHUNKS, from, cx, |chunk, cx| {
            let Some(wakers) = wakers.get_mut(chunk) else { return ControlFlow::Continue(()) };
            visited |= 1 << chunk;
            turn.visit(chunk, store, wakers, cx)
        })?;
        let left = turn.unfinished & !visited;
        let left = (0..CHUNKS).filter(|chunk| left >> chunk & 1 != 0);
        root.these(CHUNKS, left, cx, |chunk, cx| turn.visit(chunk, store, &mut wakers[chunk], cx))?;
        while let Some(index) = store.begin() {
            let (chunk, slot) = store.locate(index);
            root.these(CHUNKS, once(chunk), cx, |chunk, cx| {
                let len = store.chunk_len(chunk);
                wakers[chunk].these(len, once(slot), cx, |_, cx| store.poll(index, cx))
            })?;
        }
        ControlFlow::Continue(())
    }
}
