//! When timers end: far away, spread out, and the same for everybody.

use std::array;
use std::iter;
use std::time::Duration;

/// All deadlines lie in this range, in nanoseconds from now. Nothing ends while it is measured.
const EARLIEST: u64 = Duration::from_secs(600).as_nanos() as u64;
const LATEST: u64 = 2 * EARLIEST;

/// As many as are used in turn: few enough to stay in the cache.
const TURNS: usize = 256;

/// Deadlines that were computed before the clock runs.
pub(crate) struct Deadlines<D>([D; TURNS]);

impl<D: Copy> Deadlines<D> {
    /// Makes what a queue of timers understands out of nanoseconds from now.
    pub(crate) fn new(mut make: impl FnMut(u64) -> D) -> Self {
        let mut random = Deadlines::random().skip(1);
        Self(array::from_fn(|_| make(random.next().expect("there is no end to them"))))
    }

    /// One after the other, without end.
    pub(crate) fn all(&self) -> Turns<'_, D> {
        Turns { deadlines: self, turn: 0 }
    }
}

impl Deadlines<u64> {
    /// Nanoseconds from now, without end. The first one is the earliest, lest those who drive a queue
    /// are told of earlier ones all the time.
    pub(crate) fn random() -> impl Iterator<Item = u64> {
        let mut state = 1u64;
        let random = iter::repeat_with(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            EARLIEST + 1 + (state >> 11) % (LATEST - EARLIEST)
        });
        iter::once(EARLIEST).chain(random)
    }
}

/// Goes through deadlines again and again.
pub(crate) struct Turns<'a, D> {
    deadlines: &'a Deadlines<D>,
    turn: usize,
}

impl<D: Copy> Turns<'_, D> {
    #[inline(always)]
    pub(crate) fn next(&mut self) -> D {
        self.turn += 1;
        self.deadlines.0[self.turn % TURNS]
    }
}

/// So many others; a test makes do with fewer.
pub(crate) fn crowd(len: usize) -> usize {
    if cfg!(test) { len.min(1000) } else { len }
}
