//! What it takes to hand over one value: a place for it, a copy, and a meeting of the two ends.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::harness::{Hot, timed};
use crate::row::Batch;

/// A value of some words.
type Payload<const WORDS: usize> = [u64; WORDS];

/// What a oneshot channel keeps: its state, a waker, the value, and one word to spare.
struct Place<const WORDS: usize> {
    state: AtomicUsize,
    _rest: MaybeUninit<([usize; 2], Payload<WORDS>, usize)>,
}

/// A place is made, its state changes `CHANGES` times, and it is freed.
pub(super) fn allocate_free<const WORDS: usize, const CHANGES: usize>() -> Batch {
    Batch::count(|count| {
        timed(count, || {
            let state = AtomicUsize::new(0);
            let place = Box::new(Place::<WORDS> { state, _rest: MaybeUninit::uninit() });
            black_box(&raw const *place);
            for _ in 0..CHANGES {
                place.state.swap(1, Ordering::AcqRel);
            }
        })
    })
}

pub(super) fn copy<const WORDS: usize>() -> Batch {
    let mut places = Box::new(Hot([[0; WORDS]; 2]));
    Batch::count(move |count| {
        timed(count, || {
            let [from, to] = black_box(&mut places.0);
            *to = *from;
        })
    })
}

/// A value is put down, a word says so, and the value is taken away.
pub(super) fn meet<const WORDS: usize>() -> Batch {
    let mut places = Box::new(Hot(([[0; WORDS]; 3], AtomicUsize::new(0))));
    Batch::count(move |count| {
        timed(count, || {
            let ([from, place, to], state) = black_box(&mut places.0);
            *place = *from;
            state.swap(1, Ordering::AcqRel);
            *to = *black_box(place);
        })
    })
}
