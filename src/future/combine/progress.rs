//! How far a combinator has come, and whose turn it is.

use super::rule::Rule;
use super::turn::turn;
use crate::future::wakers::{WakerPool, Wakers};
use crate::wait::completed;

/// How far a combinator has come, and whose turn it is.
pub(super) struct Progress {
    pub(super) wakers: Wakers,
    /// How many children are not done.
    pub(super) left: usize,
    /// Who is polled first.
    pub(super) from: usize,
    /// How many have been polled so far, from `from` on; or `OVER`.
    polled: usize,
    biased: bool,
}

/// It is over, or somebody panicked.
const OVER: usize = usize::MAX;

impl Progress {
    #[inline]
    pub(super) fn new(left: usize) -> Self {
        Self { wakers: Wakers::new(), left, from: 0, polled: 0, biased: false }
    }

    /// From now on, number 0 is first.
    pub(super) fn set_biased(&mut self) {
        self.biased = true;
    }

    /// Takes the room for wakers from `pool`, unless it has been polled.
    pub(super) fn set_pool<const N: usize>(&mut self, pool: &'static WakerPool<N>) {
        if self.polled == 0 {
            self.wakers = pool.wakers();
        }
    }

    /// Begins a poll: how many have been polled so far. It is over then, until the `end`, which a panic
    /// leaves out.
    #[inline]
    pub(super) fn begin<R: Rule>(&mut self, count: usize) -> usize {
        let polled = core::mem::replace(&mut self.polled, OVER);
        if polled == OVER {
            completed();
        }
        if self.biased {
            self.wakers.start_over();
        }
        // If some have been polled and some have not, `from` tells who: it stays.
        if R::ROTATES && (polled == 0 || polled == count) {
            self.from = match polled {
                _ if self.biased => 0,
                0 => turn(count),
                _ => at_turn(1, self.from, count),
            };
        }
        polled
    }

    /// Ends a poll.
    #[inline]
    pub(super) fn end(&mut self, polled: usize) {
        self.polled = polled;
    }

    #[inline]
    pub(super) fn set_over(&mut self) {
        self.polled = OVER;
    }

    #[cfg(feature = "futures-core")]
    pub(super) fn is_over(&self) -> bool {
        self.polled == OVER
    }
}

/// Whose turn is number `turn`, if the first is that of `from`.
#[inline]
pub(super) fn at_turn(turn: usize, from: usize, count: usize) -> usize {
    let index = from + turn;
    if index < count { index } else { index - count }
}

/// Which turn `index` has.
#[inline]
pub(super) fn turn_of(index: usize, from: usize, count: usize) -> usize {
    if index < from { index + count - from } else { index - from }
}
