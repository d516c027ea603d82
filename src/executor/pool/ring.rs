//! The queue of a worker, from which others steal.
//!
//! A ring of pointers between two positions that only grow. The owner alone moves `tail`; whoever takes, the
//! owner or another, moves `head` by compare-exchange. He reads the pointers first: if the exchange succeeds, `head`
//! was there all the time, and the owner overwrites nothing that is not behind it. So a slot is read and
//! written at the same time only by one whose exchange fails, and slots are atomics: there is no race.

use core::array;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};

use super::item::Item;
use super::sync::{AtomicPtr, AtomicUsize, Ordering};

/// A ring of `N` items, a power of two.
pub(super) struct Ring<T: Item, const N: usize> {
    head: AtomicUsize,
    tail: AtomicUsize,
    slots: [AtomicPtr<()>; N],
    items: PhantomData<T>,
}

impl<T: Item, const N: usize> Ring<T, N> {
    pub(super) fn new() -> Self {
        const { assert!(N.is_power_of_two()) }
        Self {
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
            slots: array::from_fn(|_| AtomicPtr::new(ptr::null_mut())),
            items: PhantomData,
        }
    }

    fn slot(&self, position: usize) -> &AtomicPtr<()> {
        &self.slots[position % N]
    }

    /// For anybody; what was there before a fence is seen after it.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        let head = self.head.load(Ordering::Acquire);
        self.tail.load(Ordering::Acquire) == head
    }

    /// Adds an item at the back, or gives it back if the ring is full. For the owner.
    #[inline]
    pub(super) fn push(&self, item: T) -> Result<(), T> {
        let tail = self.tail.load(Ordering::Relaxed);
        // ORDERING: Acquire: who took from this slot has read it.
        if tail.wrapping_sub(self.head.load(Ordering::Acquire)) >= N {
            return Err(item);
        }
        self.slot(tail).store(item.into_raw().as_ptr(), Ordering::Relaxed);
        self.tail.store(tail.wrapping_add(1), Ordering::Release);
        Ok(())
    }

    /// Takes the first. For the owner.
    #[inline]
    pub(super) fn pop(&self) -> Option<T> {
        let tail = self.tail.load(Ordering::Relaxed);
        let mut head = self.head.load(Ordering::Relaxed);
        while head != tail {
            let first = self.slot(head).load(Ordering::Relaxed);
            match self.advance(head, 1) {
                Ok(()) => return Self::item(first),
                Err(now) => head = now,
            }
        }
        None
    }

    /// Takes the older half of a full ring, one after the other; nothing if it is full no more. For the owner.
    pub(super) fn take_half(&self, mut each: impl FnMut(T)) {
        let tail = self.tail.load(Ordering::Relaxed);
        let head = tail.wrapping_sub(N);
        let half: [*mut (); N] =
            array::from_fn(|n| self.slot(head.wrapping_add(n)).load(Ordering::Relaxed));
        if self.advance(head, N / 2).is_ok() {
            half.into_iter().take(N / 2).filter_map(Self::item).for_each(&mut each);
        }
    }

    /// Takes half of this ring: returns the first, and adds the others to `own`, which the caller owns.
    pub(super) fn steal(&self, own: &Self) -> Option<T> {
        let end = own.tail.load(Ordering::Relaxed);
        // ORDERING: Acquire: as in `push`.
        let room = N - end.wrapping_sub(own.head.load(Ordering::Acquire));
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            // ORDERING: Acquire: pairs with the Release of `push`.
            let count = self.tail.load(Ordering::Acquire).wrapping_sub(head);
            if count == 0 {
                return None;
            }
            // More than `N` if `head` is stale: then the exchange fails.
            let count = (count - count / 2).min(N / 2).min(room + 1);
            let first = self.slot(head).load(Ordering::Relaxed);
            for n in 1..count {
                let raw = self.slot(head.wrapping_add(n)).load(Ordering::Relaxed);
                own.slot(end.wrapping_add(n - 1)).store(raw, Ordering::Relaxed);
            }
            match self.advance(head, count) {
                Ok(()) => {
                    own.tail.store(end.wrapping_add(count - 1), Ordering::Release);
                    return Self::item(first);
                }
                Err(now) => head = now,
            }
        }
    }

    #[inline]
    fn advance(&self, head: usize, count: usize) -> Result<(), usize> {
        let next = head.wrapping_add(count);
        // ORDERING: Release: the slots have been read.
        self.head.compare_exchange(head, next, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    /// The item of a slot, which an exchange took out.
    #[inline]
    fn item(raw: *mut ()) -> Option<T> {
        // SAFETY: the Item Rule: our exchange took it out.
        NonNull::new(raw).map(|raw| unsafe { T::from_raw(raw) })
    }
}

impl<T: Item, const N: usize> Drop for Ring<T, N> {
    fn drop(&mut self) {
        while let Some(item) = self.pop() {
            drop(item);
        }
    }
}
