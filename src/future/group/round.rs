//! One poll of a group: each child that was woken, once.

use core::future::Future;
use core::iter::once;
use core::ops::ControlFlow;
use core::task::Context;

use super::store::{CHUNKS, Store};
use super::{Group, Key};
use crate::future::wakers::Wakers;

/// Chunks whose visit ended before all of their children that were woken had been polled: a bit for each.
pub(super) struct Unfinished(u32);

impl Unfinished {
    pub(super) const NONE: Self = Self(0);

    /// Polls the children of a chunk that were woken.
    fn visit<F: Future, B>(
        &mut self,
        chunk: usize,
        store: &mut Store<F>,
        wakers: &mut Wakers,
        cx: &mut Context<'_>,
        ready: &mut impl FnMut((Key, F::Output)) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        // It stays so if the visit breaks, or a child panics.
        self.0 |= 1 << chunk;
        let len = store.chunk_len(chunk);
        wakers
            .woken(len, 0, cx, |slot, cx| store.poll(store.index(chunk, slot), cx, &mut *ready))?;
        self.0 &= !(1 << chunk);
        ControlFlow::Continue(())
    }
}

impl<F: Future> Group<F> {
    /// Polls, until `ready` breaks, which is given the key and the output of each that is: the children that were woken in chunks that were woken; those in chunks
    /// that were not finished the last time; and those that are new. A chunk is visited once, so a child that
    /// wakes itself is left for the next time.
    ///
    /// No part starves another one: there are no more outputs in the first two than children that have
    /// been polled before, and a child gets there only by the third.
    pub(super) fn round<B>(
        &mut self,
        cx: &mut Context<'_>,
        mut ready: impl FnMut((Key, F::Output)) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let Self { store, wakers, root, unfinished } = self;
        let mut visited = 0_u32;
        root.woken(CHUNKS, 0, cx, |chunk, cx| {
            let Some(wakers) = wakers.get_mut(chunk) else { return ControlFlow::Continue(()) };
            visited |= 1 << chunk;
            unfinished.visit(chunk, store, wakers, cx, &mut ready)
        })?;
        let left = unfinished.0 & !visited;
        let left = (0..CHUNKS).filter(|chunk| left >> chunk & 1 != 0);
        root.these(CHUNKS, left, cx, |chunk, cx| {
            unfinished.visit(chunk, store, &mut wakers[chunk], cx, &mut ready)
        })?;
        while let Some(index) = store.begin() {
            let (chunk, slot) = store.locate(index);
            let (wakers, len) = (&mut wakers[chunk], store.chunk_len(chunk));
            root.these(CHUNKS, once(chunk), cx, |_, cx| {
                wakers.these(len, once(slot), cx, |_, cx| store.poll(index, cx, &mut ready))
            })?;
        }
        ControlFlow::Continue(())
    }
}
