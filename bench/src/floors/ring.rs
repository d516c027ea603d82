//! A ring of one writer and one reader that wait for nobody: what is left of a channel without its
//! wakers.
//!
//! *The Slot Rule*: slots from `head` up to `tail` belong to the reader, all others to the writer,
//! and each moves only its own end. Slots that are copied together do not wrap around: as many fit
//! as are copied at a time, or a multiple.

use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering, fence};
use std::time::Duration;

use crate::harness::{Hot, beside, spin_until, timed};
use crate::row::Batch;

/// As many items as fit where both sides are on one thread, and where they are not.
const NEAR: usize = 64;
const FAR: usize = 1024;

struct Ring {
    tail: Hot<AtomicUsize>,
    head: Hot<AtomicUsize>,
    asleep: Hot<AtomicUsize>,
    slots: Box<[UnsafeCell<u64>]>,
}

// SAFETY: the Slot Rule.
unsafe impl Sync for Ring {}

/// One end of the ring: how far it is, and how far it last saw the other one.
struct End<'a> {
    ring: &'a Ring,
    own: usize,
    seen: usize,
}

impl Ring {
    fn new(capacity: usize) -> Self {
        let word = || Hot(AtomicUsize::new(0));
        let slots = (0..capacity).map(|_| UnsafeCell::new(0)).collect();
        Self { tail: word(), head: word(), asleep: word(), slots }
    }

    /// The two ends: the writer, then the reader.
    fn ends(&self) -> [End<'_>; 2] {
        [(); 2].map(|()| End { ring: self, own: 0, seen: 0 })
    }

    /// The slot at `place`, and those that follow.
    fn slot(&self, place: usize) -> *mut u64 {
        let place = place & (self.slots.len() - 1);
        UnsafeCell::raw_get(self.slots.as_ptr().wrapping_add(place))
    }

    #[inline(always)]
    fn look(&self, word: &AtomicUsize) {
        word.store(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        black_box(self.asleep.load(Ordering::Relaxed));
    }
}

impl End<'_> {
    /// Whether there is room for `count` more items.
    #[inline(always)]
    fn has_room(&mut self, count: usize) -> bool {
        let capacity = self.ring.slots.len();
        if self.own + count - self.seen > capacity {
            self.seen = self.ring.head.load(Ordering::Acquire);
        }
        self.own + count - self.seen <= capacity
    }

    /// Whether `count` more items have come.
    #[inline(always)]
    fn has_items(&mut self, count: usize) -> bool {
        if self.seen - self.own < count {
            self.seen = self.ring.tail.load(Ordering::Acquire);
        }
        self.seen - self.own >= count
    }

    /// Writes the next `count` items and shows them; false if they do not fit.
    #[inline(always)]
    fn write(&mut self, count: usize) -> bool {
        let fits = self.has_room(count);
        if fits {
            for place in self.own..self.own + count {
                // SAFETY: the Slot Rule.
                unsafe { self.ring.slot(place).write(place as u64) };
            }
            self.own += count;
            self.ring.tail.store(self.own, Ordering::Release);
        }
        fits
    }

    /// Reads the next `count` items and gives their slots back; false if they are not there yet.
    #[inline(always)]
    fn read(&mut self, count: usize) -> bool {
        let there = self.has_items(count);
        if there {
            for place in self.own..self.own + count {
                // SAFETY: the Slot Rule.
                black_box(unsafe { self.ring.slot(place).read() });
            }
            self.own += count;
            self.ring.head.store(self.own, Ordering::Release);
        }
        there
    }

    /// The same as [`write`](Self::write) for items that lie beside each other, as their slots do.
    #[inline(always)]
    fn copy_in<const COUNT: usize>(&mut self, items: &[u64; COUNT]) -> bool {
        let fits = self.has_room(COUNT);
        if fits {
            // SAFETY: the Slot Rule.
            unsafe { self.ring.slot(self.own).cast::<[u64; COUNT]>().write(*items) };
            self.own += COUNT;
            self.ring.tail.store(self.own, Ordering::Release);
        }
        fits
    }

    /// The same as [`read`](Self::read) for items that shall lie beside each other.
    #[inline(always)]
    fn copy_out<const COUNT: usize>(&mut self, items: &mut [u64; COUNT]) -> bool {
        let there = self.has_items(COUNT);
        if there {
            // SAFETY: the Slot Rule.
            *items = unsafe { self.ring.slot(self.own).cast::<[u64; COUNT]>().read() };
            self.own += COUNT;
            self.ring.head.store(self.own, Ordering::Release);
        }
        there
    }
}

/// `ITEMS` at a time go in and come out on one thread. Between the two there may be a `LOOK` at who
/// is asleep.
pub(super) fn near<const ITEMS: usize, const LOOK: bool>() -> Batch {
    whole_batches::<ITEMS>(|batches| {
        let ring = Ring::new(NEAR);
        let said = Hot(AtomicUsize::new(0));
        let [mut writer, mut reader] = black_box(&ring).ends();
        timed(batches, || {
            let written = writer.write(ITEMS);
            if LOOK {
                ring.look(&said);
            }
            assert!(written && reader.read(ITEMS), "the ring lost count");
        })
    })
}

/// `ITEMS` at a time go in on one core and come out on the other. After each time either side may
/// `LOOK` whether the other one is asleep.
pub(super) fn apart<const ITEMS: usize, const LOOK: bool>() -> Batch {
    whole_batches::<ITEMS>(|batches| {
        let ring = Ring::new(FAR);
        let [mut writer, mut reader] = ring.ends();
        beside(
            || shift::<LOOK>(&ring, batches, || reader.read(ITEMS)),
            || shift::<LOOK>(&ring, batches, || writer.write(ITEMS)),
        )
    })
}

/// `ITEMS` at a time are copied in and out on one thread.
pub(super) fn near_copied<const ITEMS: usize>() -> Batch {
    let (full, mut received) = ([1; ITEMS], [0; ITEMS]);
    whole_batches::<ITEMS>(move |batches| {
        let ring = Ring::new(NEAR);
        let [mut writer, mut reader] = black_box(&ring).ends();
        timed(batches, || {
            let written = writer.copy_in(black_box(&full));
            assert!(written && reader.copy_out(black_box(&mut received)), "the ring lost count");
        })
    })
}

/// `ITEMS` at a time are copied in on one core and out on the other.
pub(super) fn apart_copied<const ITEMS: usize>() -> Batch {
    let (full, mut received) = ([1; ITEMS], [0; ITEMS]);
    whole_batches::<ITEMS>(move |batches| {
        let ring = Ring::new(FAR);
        let [mut writer, mut reader] = ring.ends();
        beside(
            || shift::<false>(&ring, batches, || reader.copy_out(black_box(&mut received))),
            || shift::<false>(&ring, batches, || writer.copy_in(black_box(&full))),
        )
    })
}

fn shift<const LOOK: bool>(ring: &Ring, batches: u64, mut step: impl FnMut() -> bool) {
    let said = Hot(AtomicUsize::new(0));
    for _ in 0..batches {
        spin_until(&mut step);
        if LOOK {
            ring.look(&said);
        }
    }
}

/// How long so many items take, which are handled in whole batches.
fn whole_batches<const ITEMS: usize>(mut run: impl FnMut(u64) -> Duration + 'static) -> Batch {
    Batch::count(move |count| {
        let batches = count.div_ceil(ITEMS as u64);
        run(batches).mul_f64(count as f64 / (batches * ITEMS as u64) as f64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_takes_what_fits_and_gives_it_back() {
        let ring = Ring::new(4);
        let [mut writer, mut reader] = ring.ends();
        assert!(!reader.read(1) && writer.write(3) && !writer.write(2));
        assert!(reader.read(2) && writer.write(3) && reader.read(4) && !reader.read(1));
    }

    #[test]
    fn what_is_copied_in_is_copied_out() {
        let ring = Ring::new(4);
        let [mut writer, mut reader] = ring.ends();
        let mut received = [0; 2];
        assert!(writer.copy_in(&[1, 2]) && writer.copy_in(&[3, 4]) && !writer.copy_in(&[5, 6]));
        assert!(reader.copy_out(&mut received) && reader.copy_out(&mut received));
        assert_eq!(received, [3, 4]);
    }

    #[test]
    fn items_cross_to_the_other_core() {
        let Batch::Count(mut run) = apart::<64, true>() else { unreachable!() };
        assert!(run(10_000) > Duration::ZERO);
    }
}
