//! Where an end stands in the ring: a slot, a lap, and in the same word what the ends tell each other.

/// The one on the other side sleeps: who moves on wakes it.
pub(super) const WAITING: usize = 1;
/// No value is sent after this position; in the sender's word only.
pub(super) const CLOSED: usize = 2;
pub(super) const FLAGS: usize = WAITING | CLOSED;

const LAP: usize = 4;
const SHIFT: u32 = 3;
const STEP: usize = 1 << SHIFT;

/// So many slots can be numbered beside the flags.
pub(super) const MOST: usize = usize::MAX >> SHIFT;

/// A slot, and whether the lap around the ring is an odd one.
///
/// | bits | |
/// |---|---|
/// | 0, 1 | the flags: zero in a position, not in a word |
/// | 2 | the lap is odd |
/// | 3 and up | the slot, less than the capacity |
///
/// Both ends on the same slot means *empty* in the same lap, and *full* in different ones. Nothing ever
/// wraps but at the end of the ring, so every capacity is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position(usize);

impl Position {
    pub(super) const START: Self = Self(0);

    /// What a word says besides its flags.
    #[inline(always)]
    pub(super) const fn of(word: usize) -> Self {
        Self(word & !FLAGS)
    }

    /// A word without flags.
    #[inline(always)]
    pub(super) const fn word(self) -> usize {
        self.0
    }

    #[inline(always)]
    pub(super) const fn slot(self) -> usize {
        self.0 >> SHIFT
    }

    /// The same slot in the other lap: where the sender stands when the ring is full.
    #[inline(always)]
    pub(super) const fn opposite(self) -> Self {
        Self(self.0 ^ LAP)
    }

    /// One slot on.
    #[inline(always)]
    pub(super) const fn next(self, capacity: usize) -> Self {
        let next = self.0 + STEP;
        if next >> SHIFT == capacity { Self(self.0 & LAP ^ LAP) } else { Self(next) }
    }

    /// `n` slots on, at most a lap.
    #[inline(always)]
    pub(super) const fn ahead(self, n: usize, capacity: usize) -> Self {
        let left = capacity - self.slot();
        if n < left {
            Self(self.0 + n * STEP)
        } else {
            Self((n - left) * STEP | self.0 & LAP ^ LAP)
        }
    }

    /// How many slots on `end` is, at most a lap.
    #[inline(always)]
    pub(super) const fn distance(self, end: Self, capacity: usize) -> usize {
        let n = end.slot().wrapping_sub(self.slot());
        if (self.0 ^ end.0) & LAP == 0 { n } else { n.wrapping_add(capacity) }
    }
}

#[cfg(test)]
mod tests {
    use super::{LAP, MOST, Position};

    #[test]
    fn many_laps_of_every_small_capacity_count_right() {
        for capacity in 1..9 {
            let (mut head, mut tail, mut len) = (Position::START, Position::START, 0);
            for turn in 0..200 {
                assert_eq!(head.distance(tail, capacity), len);
                assert_eq!(head == tail, len == 0);
                assert_eq!(head.opposite() == tail, len == capacity);
                assert_eq!(head.ahead(len, capacity), tail);
                assert!(head.slot() < capacity && tail.slot() < capacity);
                if len < capacity && turn % 5 < 3 || len == 0 {
                    (tail, len) = (tail.next(capacity), len + 1);
                } else {
                    (head, len) = (head.next(capacity), len - 1);
                }
            }
        }
    }

    #[test]
    fn the_largest_ring_goes_around_at_the_end_of_the_word() {
        let last = Position::START.ahead(MOST - 1, MOST);
        assert_eq!(last.slot(), MOST - 1);
        let around = last.next(MOST);
        assert_eq!(around, Position::START.opposite());
        assert_eq!(Position::START.distance(around, MOST), MOST);
        assert_eq!(last.ahead(2, MOST).slot(), 1);
        assert_eq!(last.distance(last.ahead(MOST, MOST), MOST), MOST);
        assert_eq!(around.word(), LAP);
        assert_eq!(last.opposite().next(MOST), Position::START);
    }
}
