//! The queue of a pool: work from elsewhere, and what is too much for a worker's own queue.
//!
//! Items are linked through themselves, so nothing is allocated. Whoever adds pushes onto a stack by one
//! compare-exchange. Whoever takes, takes from a line that is behind a lock, and if that is empty, first makes
//! all of the stack the line, the oldest first.
//!
//! | `left` | means |
//! |---|---|
//! | 0 | the line is empty, and nobody is about to change that |
//! | 1 | there is something in the line, or there will be if the stack was not empty |
//!
//! `left` is set before the stack is taken: who finds both empty, finds nobody in between.

use core::marker::PhantomData;
use core::ptr::{self, NonNull};

use super::item::Item;
use super::sync::{AtomicPtr, AtomicUsize, Mutex, Ordering, PoisonError};

pub(super) struct Injector<T: Item> {
    /// The youngest of the stack.
    fresh: AtomicPtr<()>,
    left: AtomicUsize,
    /// The oldest of the line.
    line: Mutex<Line<T>>,
}

struct Line<T> {
    first: Option<NonNull<()>>,
    items: PhantomData<T>,
}

// SAFETY: it owns its items, which are `Send`.
unsafe impl<T: Send> Send for Line<T> {}

/// Items that are linked, the youngest first.
pub(super) struct Chain<T: Item> {
    youngest: *mut (),
    oldest: Option<NonNull<()>>,
    items: PhantomData<T>,
}

impl<T: Item> Chain<T> {
    pub(super) const fn new() -> Self {
        Self { youngest: ptr::null_mut(), oldest: None, items: PhantomData }
    }

    /// Adds an item that is younger than all.
    pub(super) fn add(&mut self, item: T) {
        // ORDERING: Relaxed: seen by who sees the head of the list, in the stack or under the lock.
        item.next().store(self.youngest, Ordering::Relaxed);
        let raw = item.into_raw();
        self.youngest = raw.as_ptr();
        self.oldest = self.oldest.or(Some(raw));
    }
}

impl<T: Item> Injector<T> {
    pub(super) fn new() -> Self {
        Self {
            fresh: AtomicPtr::new(ptr::null_mut()),
            left: AtomicUsize::new(0),
            line: Mutex::new(Line { first: None, items: PhantomData }),
        }
    }

    /// What was there before a fence is seen after it.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        // ORDERING: Acquire: who sees the stack taken, sees `left` set.
        self.fresh.load(Ordering::Acquire).is_null() && self.left.load(Ordering::Acquire) == 0
    }

    pub(super) fn push(&self, item: T) {
        let mut chain = Chain::new();
        chain.add(item);
        self.push_all(chain);
    }

    pub(super) fn push_all(&self, chain: Chain<T>) {
        let Some(oldest) = chain.oldest else { return };
        // SAFETY: the Item Rule: not in the stack yet.
        let oldest = unsafe { T::peek(oldest) };
        let mut top = self.fresh.load(Ordering::Relaxed);
        loop {
            oldest.next().store(top, Ordering::Relaxed);
            // ORDERING: Release: the links, and what they link, are seen by who takes the stack.
            let pushed = self.fresh.compare_exchange(
                top,
                chain.youngest,
                Ordering::AcqRel,
                Ordering::Relaxed,
            );
            match pushed {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    /// Takes up to `most` items, the oldest first, one after the other.
    pub(super) fn take(&self, most: usize, mut each: impl FnMut(T)) {
        if self.is_empty() {
            return;
        }
        let mut at = self.cut(most);
        for _ in 0..most {
            let Some(raw) = at else { return };
            // SAFETY: the Item Rule: it was cut off.
            let item = unsafe { T::from_raw(raw) };
            at = next(&item);
            each(item);
        }
    }

    /// Takes up to `most` off the line, and returns the first; the last may be linked to one that stays.
    fn cut(&self, most: usize) -> Option<NonNull<()>> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.first.is_none() {
            self.left.store(1, Ordering::Relaxed);
            // ORDERING: Release: who sees the stack taken, sees `left` set.
            let fresh = self.fresh.swap(ptr::null_mut(), Ordering::AcqRel);
            line.first = reversed::<T>(fresh);
        }
        let first = line.first;
        for _ in 0..most {
            let Some(raw) = line.first else { break };
            // SAFETY: the Item Rule: the line is locked.
            line.first = next(&*unsafe { T::peek(raw) });
        }
        self.left.store(usize::from(line.first.is_some()), Ordering::Release);
        first
    }
}

fn next<T: Item>(item: &T) -> Option<NonNull<()>> {
    NonNull::new(item.next().load(Ordering::Relaxed))
}

/// The list from the other end.
fn reversed<T: Item>(list: *mut ()) -> Option<NonNull<()>> {
    let (mut at, mut done) = (NonNull::new(list), None);
    while let Some(raw) = at {
        // SAFETY: the Item Rule: the list was taken from the stack, and is nobody else's.
        let item = unsafe { T::peek(raw) };
        at = next(&*item);
        item.next().store(done.map_or(ptr::null_mut(), NonNull::as_ptr), Ordering::Relaxed);
        done = Some(raw);
    }
    done
}

impl<T: Item> Drop for Injector<T> {
    fn drop(&mut self) {
        while !self.is_empty() {
            self.take(usize::MAX, drop);
        }
    }
}
