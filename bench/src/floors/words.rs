//! One word in the cache of this core.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

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
