//! Who searches for work and who sleeps: one word, and what may happen to it.
//!
//! The word counts those who search and heads a stack of those who sleep.
//!
//! | a worker | is | goes on to |
//! |---|---|---|
//! | works | nowhere in the word | *searches*, if its own queue is empty and not too many search; else *sleeps* |
//! | searches | counted | *works*, if it finds something; else *sleeps* |
//! | sleeps | in the stack | *searches*, when somebody takes it off the stack and unparks it |
//!
//! | event | nobody searches | somebody searches |
//! |---|---|---|
//! | work was made visible | takes the last who went to sleep off the stack, counts it, unparks it | |
//! | a searcher has found work | | if it was the last and there is more: as above |
//! | a worker is to sleep | joins the stack; then, if there is work: as above, maybe on itself | joins the stack; the rest if it was the last who searched |
//!
//! All transitions are compare-exchanges of the value that was judged. So one searcher is woken at a time, and
//! while somebody searches, to make work visible costs a fence and a load.
//!
//! # Why is no wake-up lost?
//!
//! Whoever makes work visible writes it to a queue, fences, and reads the word. Whoever goes to sleep, or is the
//! last who searched, writes the word, fences, and reads all queues. One of the two sees the other. If it
//! was a searcher that was seen, it will write the word later.
//!
//! # Why a tag?
//!
//! Between the load of the top of the stack and its exchange the worker at the top may be woken and go to sleep
//! again, on top of others. Each change of the stack counts the tag.

use core::iter;
use std::boxed::Box;

use super::sync::{AtomicUsize, Ordering, fence};

/// How many bits a count of workers has.
const WIDTH: u32 = usize::BITS / 4;
const COUNT: usize = (1 << WIDTH) - 1;
/// The tag is above the count and the top.
const TAG: usize = 1 << (2 * WIDTH);

/// How many workers a pool may have.
pub(super) const MOST: usize = COUNT - 1;

/// What workers work with.
pub(super) trait Means {
    /// Whether there is anything to do for a worker that is awake.
    fn has_work(&self) -> bool;
    /// Sleeps until the one unpark that goes with leaving the stack.
    fn park(&self, worker: usize);
    fn unpark(&self, worker: usize);
}

/// The word and its transitions, on a line of their own.
#[repr(align(128))]
pub(super) struct Idle {
    word: AtomicUsize,
    /// Beside each worker who sleeps below it in the stack: a value of [`top`].
    below: Box<[AtomicUsize]>,
}

const fn searching(word: usize) -> usize {
    word & COUNT
}

/// The last who went to sleep, counted from 1; 0 if nobody sleeps.
const fn top(word: usize) -> usize {
    (word >> WIDTH) & COUNT
}

const fn with_top(word: usize, top: usize) -> usize {
    (word & !(COUNT << WIDTH) | (top << WIDTH)).wrapping_add(TAG)
}

/// Whether somebody is to be woken if there is work.
const fn is_still(word: usize) -> bool {
    searching(word) == 0 && top(word) != 0
}

impl Idle {
    /// So many workers, who are at work.
    pub(super) fn new(workers: usize) -> Self {
        let below = (0..workers).map(|_| AtomicUsize::new(0)).collect();
        Self { word: AtomicUsize::new(0), below }
    }

    pub(super) fn workers(&self) -> usize {
        self.below.len()
    }

    #[inline(always)]
    fn load(&self) -> usize {
        self.word.load(Ordering::Acquire)
    }

    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.word.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    /// Whether somebody sleeps and nobody searches; a hint.
    #[inline(always)]
    pub(super) fn is_still(&self) -> bool {
        is_still(self.load())
    }

    /// Work was made visible.
    #[inline(always)]
    pub(super) fn notify(&self, means: &impl Means) {
        fence(Ordering::SeqCst);
        if self.is_still() {
            self.wake_one(means);
        }
    }

    /// Wakes one who sleeps, if nobody searches.
    #[cold]
    pub(super) fn wake_one(&self, means: &impl Means) {
        let mut now = self.load();
        while is_still(now) {
            match self.pop(now, means) {
                Ok(()) => return,
                Err(other) => now = other,
            }
        }
    }

    /// A worker, which searches or not, ends, and so are all others to.
    pub(super) fn leave(&self, searches: bool, means: &impl Means) {
        // Who goes to sleep while somebody searches does not look again.
        if searches {
            self.end_search(means);
        }
        self.wake_all(means);
    }

    /// Wakes all who sleep. Who goes to sleep meanwhile sees what was written before, and is not woken again:
    /// it may be so quick that this would never end.
    pub(super) fn wake_all(&self, means: &impl Means) {
        fence(Ordering::SeqCst);
        let mut now = self.load();
        while top(now) != 0 {
            // If the stack changes meanwhile, this is any number, and the exchange fails.
            let count = self.stack(now).count();
            match self.exchange(now, with_top(now, 0) + count) {
                Ok(()) => return self.stack(now).for_each(|worker| means.unpark(worker)),
                Err(other) => now = other,
            }
        }
    }

    /// Those who sleep, the last first. Each is left behind before it is returned: it may wake then.
    fn stack(&self, now: usize) -> impl Iterator<Item = usize> {
        let mut at = top(now);
        let next = move || {
            let worker = at.checked_sub(1)?;
            // ORDERING: Relaxed: as in `pop`.
            at = self.below[worker].load(Ordering::Relaxed);
            Some(worker)
        };
        iter::from_fn(next).take(self.workers())
    }

    /// Takes the top off the stack, counts it as one who searches, and unparks it.
    fn pop(&self, now: usize, means: &impl Means) -> Result<(), usize> {
        let worker = top(now) - 1;
        // ORDERING: Relaxed: the exchange succeeds only if this was written before the word was.
        let below = self.below[worker].load(Ordering::Relaxed);
        self.exchange(now, with_top(now, below) + 1)?;
        means.unpark(worker);
        Ok(())
    }

    /// A worker wants to search. Whether it may: no more than half of all search at a time.
    pub(super) fn begin_search(&self) -> bool {
        let mut now = self.load();
        while 2 * searching(now) < self.workers() {
            match self.exchange(now, now + 1) {
                Ok(()) => return true,
                Err(other) => now = other,
            }
        }
        false
    }

    /// One who searched works from now on.
    pub(super) fn end_search(&self, means: &impl Means) {
        let mut now = self.load();
        while let Err(other) = self.exchange(now, now - 1) {
            now = other;
        }
        self.look_again(now - 1, means);
    }

    /// `worker`, which searches or not, sleeps until it is woken; then it searches.
    pub(super) fn sleep(&self, worker: usize, searches: bool, means: &impl Means) {
        let mut now = self.load();
        loop {
            self.below[worker].store(top(now), Ordering::Relaxed);
            let next = with_top(now, worker + 1) - usize::from(searches);
            match self.exchange(now, next) {
                Ok(()) => break self.look_again(next, means),
                Err(other) => now = other,
            }
        }
        means.park(worker);
    }

    /// The word has become `now`: those who made work visible before may have left it at that.
    fn look_again(&self, now: usize, means: &impl Means) {
        if is_still(now) {
            fence(Ordering::SeqCst);
            if means.has_work() {
                self.wake_one(means);
            }
        }
    }
}
