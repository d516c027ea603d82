//! A queue without bound, in blocks that are used again.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use super::RingBuf;

/// How many items a block holds.
const BLOCK: usize = 32;

/// A queue that takes memory in blocks when it needs them, and keeps one to use again.
///
/// So a queue whose length goes up and down allocates nothing, and one that was long once gives back what
/// it does not need.
pub struct BlockBuf<T> {
    /// All but the first and the last are full.
    blocks: VecDeque<VecDeque<T>>,
    /// The block that was emptied last.
    spare: Vec<VecDeque<T>>,
    len: usize,
}

impl<T> BlockBuf<T> {
    /// An empty queue without memory.
    pub const fn new() -> Self {
        Self { blocks: VecDeque::new(), spare: Vec::new(), len: 0 }
    }
}

impl<T> Default for BlockBuf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> RingBuf for BlockBuf<T> {
    type Item = T;

    fn capacity(&self) -> usize {
        usize::MAX
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn push(&mut self, item: T) {
        match self.blocks.back_mut() {
            Some(block) if block.len() < BLOCK => block.push_back(item),
            _ => {
                let spare = self.spare.pop();
                let mut block = spare.unwrap_or_else(|| VecDeque::with_capacity(BLOCK));
                block.push_back(item);
                self.blocks.push_back(block);
            }
        }
        self.len += 1;
    }

    #[inline]
    fn pop(&mut self) -> T {
        let first = self
            .blocks
            .front_mut()
            .and_then(|block| block.pop_front().map(|item| (item, block.is_empty())));
        let (item, is_empty) = first.expect("the buffer is empty: ask `is_empty` before");
        self.len -= 1;
        if is_empty && self.blocks.len() > 1 {
            if let Some(block) = self.blocks.pop_front() {
                self.spare.clear();
                self.spare.push(block);
            }
        }
        item
    }
}

impl<T> fmt::Debug for BlockBuf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockBuf").field("len", &self.len).finish_non_exhaustive()
    }
}
