//! Rings on the heap.

use alloc::collections::VecDeque;

use super::RingBuf;

/// A ring whose memory is allocated at once, as a channel that never allocates later needs it.
#[derive(Debug)]
pub struct FixedHeapBuf<T> {
    items: VecDeque<T>,
    capacity: usize,
}

/// A ring that takes memory when it needs it, up to its capacity.
#[derive(Debug)]
pub struct GrowingHeapBuf<T> {
    items: VecDeque<T>,
    capacity: usize,
}

impl<T> FixedHeapBuf<T> {
    /// An empty ring.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { items: VecDeque::with_capacity(capacity), capacity }
    }
}

impl<T> GrowingHeapBuf<T> {
    /// An empty ring without memory.
    pub const fn with_capacity(capacity: usize) -> Self {
        Self { items: VecDeque::new(), capacity }
    }
}

fn push<T>(items: &mut VecDeque<T>, capacity: usize, item: T) {
    assert!(items.len() < capacity, "the buffer is full: ask `can_push` before");
    items.push_back(item);
}

fn pop<T>(items: &mut VecDeque<T>) -> T {
    items.pop_front().expect("the buffer is empty: ask `is_empty` before")
}

impl<T> RingBuf for FixedHeapBuf<T> {
    type Item = T;

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn push(&mut self, item: T) {
        push(&mut self.items, self.capacity, item);
    }

    fn pop(&mut self) -> T {
        pop(&mut self.items)
    }
}

impl<T> RingBuf for GrowingHeapBuf<T> {
    type Item = T;

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn push(&mut self, item: T) {
        push(&mut self.items, self.capacity, item);
    }

    fn pop(&mut self) -> T {
        pop(&mut self.items)
    }
}
