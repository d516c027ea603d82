//! What it takes to wait: a place in a list, and a waker of one's own.
//!
//! *The Ring Rule*: the links of a ring lie in boxes that stay where they are and are dropped
//! together, and are reached by one thread.

use std::cell::Cell;
use std::hint::black_box;
use std::ptr;

use crate::harness::{Hot, Wakes, timed};
use crate::row::Batch;

/// A node of a circular list; the first one stands for the list itself.
pub(super) struct Link {
    next: Cell<*const Link>,
    previous: Cell<*const Link>,
}

/// A list and one node that comes and goes.
pub(super) type Ring = Hot<[Link; 2]>;

impl Link {
    pub(super) const fn new() -> Self {
        Self { next: Cell::new(ptr::null()), previous: Cell::new(ptr::null()) }
    }

    pub(super) fn make_empty(&self) {
        self.next.set(self);
        self.previous.set(self);
    }

    /// Whether it is the only one in its ring.
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        ptr::eq(self.next.get(), self)
    }

    /// The first of its ring, apart from itself.
    #[inline(always)]
    pub(super) fn first(&self) -> Option<&Link> {
        // SAFETY: the Ring Rule.
        (!self.is_empty()).then(|| unsafe { &*self.next.get() })
    }

    #[inline(always)]
    pub(super) fn push(&self, node: &Link) {
        let last = self.previous.get();
        node.next.set(self);
        node.previous.set(last);
        self.previous.set(node);
        // SAFETY: the Ring Rule.
        let last = unsafe { &*last };
        last.next.set(node);
    }

    #[inline(always)]
    pub(super) fn unlink(&self) {
        let (next, previous) = (self.next.get(), self.previous.get());
        // SAFETY: the Ring Rule.
        let after = unsafe { &*next };
        // SAFETY: the Ring Rule.
        let before = unsafe { &*previous };
        after.previous.set(previous);
        before.next.set(next);
    }
}

pub(super) fn push_unlink() -> Batch {
    let ring = new_ring();
    Batch::count(move |count| {
        let [list, node] = &**black_box(&*ring);
        timed(count, || push_and_unlink(list, node))
    })
}

pub(super) fn clone_drop() -> Batch {
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let waker = black_box(&waker);
        timed(count, || drop(waker.clone()))
    })
}

pub(super) fn waiter() -> Batch {
    let ring = new_ring();
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let [list, node] = &**black_box(&*ring);
        let waker = black_box(&waker);
        timed(count, || {
            let waker = waker.clone();
            push_and_unlink(list, node);
            drop(waker);
        })
    })
}

pub(super) fn new_ring() -> Box<Ring> {
    let ring = Box::new(Hot([Link::new(), Link::new()]));
    ring[0].make_empty();
    ring
}

/// Both halves happen: between them, whoever else knows the list might look at it.
#[inline(always)]
fn push_and_unlink(list: &Link, node: &Link) {
    list.push(node);
    black_box(list);
    node.unlink();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_unlinked_leaves_an_empty_list() {
        let ring = new_ring();
        let [list, node] = &**ring;
        list.push(node);
        assert!(ptr::eq(list.next.get(), node) && ptr::eq(list.previous.get(), node));
        node.unlink();
        assert!(ptr::eq(list.next.get(), list) && ptr::eq(list.previous.get(), list));
    }
}
