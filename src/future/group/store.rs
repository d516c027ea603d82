//! Where the children of a group lie: chunks of slots, each twice as long as the one before.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::Future;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Key;
use super::slot::{Head, NONE, place};

/// How many chunks there can be: the slots of all of them have numbers below `u32::MAX`, and the first chunk
/// has two at least.
pub(super) const CHUNKS: usize = 31;

/// The slots, and two lists through them: of those that are vacant, and of the children that were never
/// polled, in the order of their serials.
pub(super) struct Store<F> {
    heads: Vec<Head>,
    /// Chunks stay where they are, and so do the children.
    chunks: Vec<Pin<Box<[Option<F>]>>>,
    /// The first chunk has `1 << first` slots.
    first: u32,
    vacant: u32,
    oldest_fresh: u32,
    newest_fresh: u32,
    /// The serial of the child that came last.
    inserted: u64,
    /// The serial of the child that was last to be polled for the first time: those above are fresh.
    begun: u64,
    len: usize,
}

impl<F> Store<F> {
    /// A store whose first chunk has `1 << first` slots, and two at least.
    pub(super) const fn new(first: u32) -> Self {
        Self {
            heads: Vec::new(),
            chunks: Vec::new(),
            first,
            vacant: NONE,
            oldest_fresh: NONE,
            newest_fresh: NONE,
            inserted: 0,
            begun: 0,
            len: 0,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// For how many children there are slots.
    pub(super) fn capacity(&self) -> usize {
        self.heads.len()
    }

    /// How many slots a chunk has.
    pub(super) const fn chunk_len(&self, chunk: usize) -> usize {
        1 << (self.first as usize + chunk)
    }

    /// In which chunk a slot lies, and where in it.
    pub(super) const fn locate(&self, index: u32) -> (usize, usize) {
        let units = (index >> self.first) as usize + 1;
        let chunk = units.ilog2();
        (chunk as usize, index as usize - (((1 << chunk) - 1) << self.first))
    }

    /// The opposite of [`locate`](Self::locate).
    pub(super) const fn index(&self, chunk: usize, slot: usize) -> u32 {
        ((((1 << chunk) - 1) << self.first) + slot) as u32
    }

    pub(super) const fn is_full(&self) -> bool {
        self.vacant == NONE
    }

    /// Adds a chunk; no slot is vacant.
    ///
    /// # Panics
    ///
    /// If there would be more slots than a `u32` can number.
    pub(super) fn grow(&mut self) {
        let (chunk, first) = (self.chunks.len(), self.capacity());
        assert!(self.first as usize + chunk <= CHUNKS, "a group of more than 4 billion futures");
        let len = self.chunk_len(chunk);
        self.heads.reserve_exact(len);
        self.chunks.reserve(1);
        self.chunks.push(Box::into_pin((0..len).map(|_| None).collect::<Box<[_]>>()));
        let (begin, end) = (first as u32, (first + len) as u32);
        self.heads.extend((begin + 1..end).chain([NONE]).map(Head::vacant));
        self.vacant = begin;
    }

    /// Puts a child into a vacant slot, of which there is one.
    pub(super) fn insert(&mut self, child: F) -> Key {
        let (index, prev) = (self.vacant, self.newest_fresh);
        self.place(index).set(Some(child));
        self.inserted += 1;
        let serial = self.inserted;
        let fresh = Head { serial, next: NONE, prev };
        let next_vacant = core::mem::replace(self.head(index), fresh).next;
        self.vacant = next_vacant;
        self.newest_fresh = index;
        match prev {
            NONE => self.oldest_fresh = index,
            prev => self.head(prev).next = index,
        }
        self.len += 1;
        Key { serial, index }
    }

    /// The slot of the child of that name.
    pub(super) fn find(&self, key: Key) -> Option<u32> {
        let head = self.heads.get(key.index as usize)?;
        (head.serial == key.serial).then_some(key.index)
    }

    /// The oldest of those that were never polled, which does not count as such from now on.
    pub(super) fn begin(&mut self) -> Option<u32> {
        let index = self.oldest_fresh;
        if index == NONE {
            return None;
        }
        let head = *self.head(index);
        self.unlink(head);
        self.begun = head.serial;
        Some(index)
    }

    /// Drops the child of that slot.
    pub(super) fn remove(&mut self, index: u32) {
        let vacant = self.vacant;
        let old = core::mem::replace(self.head(index), Head::vacant(vacant));
        if old.serial > self.begun {
            self.unlink(old);
        }
        self.vacant = index;
        self.len -= 1;
        // Last: a destructor may panic. The place is empty even then.
        self.place(index).set(None);
    }

    /// Drops all children.
    pub(super) fn clear(&mut self) {
        for index in 0..self.capacity() as u32 {
            if self.len > 0 && self.head(index).serial != 0 {
                self.remove(index);
            }
        }
    }

    /// Takes a fresh child out of the list.
    fn unlink(&mut self, Head { next, prev, .. }: Head) {
        match prev {
            NONE => self.oldest_fresh = next,
            prev => self.head(prev).next = next,
        }
        match next {
            NONE => self.newest_fresh = prev,
            next => self.head(next).prev = prev,
        }
    }

    fn head(&mut self, index: u32) -> &mut Head {
        &mut self.heads[index as usize]
    }

    fn place(&mut self, index: u32) -> Pin<&mut Option<F>> {
        let (chunk, slot) = self.locate(index);
        place(self.chunks[chunk].as_mut(), slot)
    }
}

impl<F: Future> Store<F> {
    /// Polls the child of that slot, if there is one that is not fresh. One that is ready, or panics, is
    /// dropped; then `ready` is given its key and its output.
    pub(super) fn poll<B>(
        &mut self,
        index: u32,
        cx: &mut Context<'_>,
        ready: impl FnOnce((Key, F::Output)) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let serial = self.head(index).serial;
        if serial == 0 || serial > self.begun {
            return ControlFlow::Continue(());
        }
        let leaving = Leaving { store: self, index };
        let child = leaving.store.place(index).as_pin_mut();
        match child.map_or(Poll::Pending, |child| child.poll(cx)) {
            Poll::Ready(output) => {
                drop(leaving);
                ready((Key { serial, index }, output))
            }
            Poll::Pending => {
                core::mem::forget(leaving);
                ControlFlow::Continue(())
            }
        }
    }
}

/// Drops a child, also if its poll panics.
struct Leaving<'a, F> {
    store: &'a mut Store<F>,
    index: u32,
}

impl<F> Drop for Leaving<'_, F> {
    fn drop(&mut self) {
        self.store.remove(self.index);
    }
}
