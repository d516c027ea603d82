//! One word in the cache of this core.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering, fence};

use crate::harness::{Hot, timed};
use crate::row::Batch;

/// A load and the branch on what it says.
pub(super) fn load() -> Batch {
    let word = Hot(AtomicUsize::new(1));
    Batch::count(move |count| {
        let word = black_box(&word);
        timed(count, || {
            if word.load(Ordering::Acquire) == 0 {
                somebody_else_wrote();
            }
        })
    })
}

/// Two words on lines of their own: what one side says, and whether the other side is asleep.
pub(super) fn store_fence_load() -> Batch {
    look(|said| {
        said.store(1, Ordering::Release);
        fence(Ordering::SeqCst);
    })
}

/// The same two words; the swap is store and fence in one.
pub(super) fn swap() -> Batch {
    look(|said| {
        said.swap(1, Ordering::SeqCst);
    })
}

fn look(say: impl Fn(&AtomicUsize) + 'static) -> Batch {
    let words = [0, 0].map(|word| Hot(AtomicUsize::new(word)));
    Batch::count(move |count| {
        let [said, asleep] = black_box(&words);
        timed(count, || {
            say(said);
            if asleep.load(Ordering::SeqCst) != 0 {
                somebody_else_wrote();
            }
        })
    })
}

pub(super) fn exchange_swap() -> Batch {
    pair(|word| word.swap(0, Ordering::Release))
}

pub(super) fn exchange_subtract() -> Batch {
    pair(|word| word.fetch_sub(1, Ordering::Release))
}

/// A compare-exchange that succeeds, and `back`, which undoes it and gives what it replaced.
fn pair(back: impl Fn(&AtomicUsize) -> usize + 'static) -> Batch {
    let word = Hot(AtomicUsize::new(0));
    Batch::count(move |count| {
        let word = black_box(&*word);
        timed(count, || {
            let taken = word.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed);
            if taken.is_err() || back(word) != 1 {
                somebody_else_wrote();
            }
        })
    })
}

#[cold]
#[inline(never)]
fn somebody_else_wrote() -> ! {
    panic!("nobody else knows this word")
}
