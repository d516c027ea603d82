//! Which value: versions, and who waits for a newer one.

use crate::wait::{Policy, STATE_BITS};

/// The version of a value of a [`watch`](super) channel: later values have greater ones.
///
/// Versions of different channels have nothing to say to each other: to wait for one that is newer than
/// that of another channel may end at once, or late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub(super) u64);

impl StateId {
    /// Older than every value: even the one that a channel starts with is newer.
    pub const OLDEST: Self = Self(0);

    /// Older than every value.
    pub const fn new() -> Self {
        Self::OLDEST
    }

    /// As many bits of it as a word has.
    #[inline(always)]
    pub(super) const fn low(self) -> usize {
        self.0 as usize
    }
}

impl Default for StateId {
    fn default() -> Self {
        Self::OLDEST
    }
}

/// The version of the value that a channel starts with.
pub(super) const FIRST: u64 = 1;

/// Set when the last sender has gone.
pub(super) const CLOSED: usize = 1;
/// The version counts from this bit on.
pub(super) const VERSION: usize = 2;

const MASK: usize = (1 << (STATE_BITS - 1)) - 1;
/// How far a receiver may seem to be ahead: it may know a value whose sender has not yet told others.
const AHEAD: usize = MASK / 16;

/// The rules of those who wait for a newer value. The state is the low bits of a version, and `CLOSED`.
///
/// | version of the state | open | closed |
/// |---|---|---|
/// | the one that was seen, or a little older | refused | passes |
/// | any other | passes | passes |
#[derive(Debug)]
#[allow(unreachable_pub, reason = "in the bounds of futures; nameable by nobody outside")]
pub struct Newer;

impl Policy for Newer {
    /// The version that was seen.
    type Request = usize;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, seen: usize) -> Option<usize> {
        let ahead = (state / VERSION).wrapping_sub(seen) & MASK;
        (state & CLOSED != 0 || ahead != 0 && ahead <= MASK - AHEAD).then_some(state)
    }
}

/// The rules of those who wait for the last receiver to go. The state is how many there are.
#[derive(Debug)]
#[allow(unreachable_pub, reason = "in the bounds of futures; nameable by nobody outside")]
pub struct Alone;

impl Policy for Alone {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(receivers: usize, (): ()) -> Option<usize> {
        (receivers == 0).then_some(receivers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(version: usize, seen: usize) -> bool {
        Newer::grant((version & MASK) * VERSION, seen).is_some()
    }

    #[test]
    fn versions_are_compared_across_the_end_of_their_bits() {
        for seen in [0, 1, MASK / 2, MASK - 1, MASK, MASK + 1, MASK + 2, usize::MAX] {
            assert!(!passes(seen, seen));
            assert!(passes(seen.wrapping_add(1), seen));
            assert!(passes(seen.wrapping_add(MASK / 2), seen));
            assert!(passes(seen.wrapping_add(MASK - AHEAD), seen));
            assert!(!passes(seen.wrapping_sub(1), seen), "its sender has not told others yet");
            assert!(!passes(seen.wrapping_sub(AHEAD), seen));
        }
    }

    #[test]
    fn the_end_lets_everybody_pass() {
        assert!(Newer::grant(VERSION | CLOSED, 1).is_some());
        assert!(Newer::grant(VERSION, 1).is_none());
        assert!(Alone::grant(0, ()).is_some());
        assert!(Alone::grant(1, ()).is_none());
    }
}
