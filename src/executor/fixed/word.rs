//! The word of a slot: pure functions.

use super::width;

/// The word of a slot: whether it is queued, its phase, its level, and how often it was used.
///
/// | phase | means | next |
/// |---|---|---|
/// | `VACANT` | of nobody | `CLAIMED`, by whoever is to put a task there |
/// | `CLAIMED` | its entry is being written | `LIVE`, by the same; queued with that |
/// | `LIVE` | of the task in its entry | `VACANT`, by the runner; the next generation begins |
///
/// Beside that it is queued or not, in every phase. Whoever turns it from not queued to queued puts it into the
/// queue of its level; the runner takes it out, and turns it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) usize);

const QUEUED: usize = 1;
const PHASE: usize = 0b110;
const VACANT: usize = 0b000;
const CLAIMED: usize = 0b010;
const LIVE: usize = 0b100;
const LEVEL: u32 = 3;
const LEVEL_BITS: u32 = 4;
const GENERATION: u32 = LEVEL + LEVEL_BITS;

/// How many levels there can be.
pub(super) const LEVELS: usize = 1 << LEVEL_BITS;

impl Word {
    pub(super) const fn is_queued(self) -> bool {
        self.0 & QUEUED != 0
    }

    pub(super) const fn is_live(self) -> bool {
        self.0 & PHASE == LIVE
    }

    pub(super) const fn is_vacant(self) -> bool {
        self.0 & PHASE == VACANT
    }

    pub(super) const fn level(self) -> usize {
        self.0 >> LEVEL & (LEVELS - 1)
    }

    /// Below [`width::LINE`].
    pub(super) const fn generation(self) -> usize {
        self.0 >> GENERATION
    }

    /// Whether a task of this level may have the slot. One that is queued lies in the queue of its level still.
    pub(super) const fn suits(self, level: usize) -> bool {
        self.is_vacant() && (!self.is_queued() || self.level() == level)
    }

    pub(super) const fn claimed(self, level: usize) -> Self {
        Self(self.0 & !PHASE & !((LEVELS - 1) << LEVEL) | CLAIMED | level << LEVEL)
    }

    pub(super) const fn published(self) -> Self {
        Self(self.0 & !PHASE | LIVE | QUEUED)
    }

    pub(super) const fn woken(self) -> Self {
        Self(self.0 | QUEUED)
    }

    pub(super) const fn taken(self) -> Self {
        Self(self.0 & !QUEUED)
    }

    pub(super) const fn released(self) -> Self {
        let generation = (self.generation() + 1) % width::LINE;
        Self(self.0 & ((1 << GENERATION) - 1) & !PHASE | VACANT | generation << GENERATION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_goes_through_its_phases_and_keeps_whether_it_is_queued() {
        let free = Word(0);
        assert!(free.suits(3) && !free.is_queued() && !free.is_live());
        let claimed = free.claimed(3);
        assert!(!claimed.is_vacant() && !claimed.is_live() && claimed.level() == 3);
        let live = claimed.published();
        assert!(live.is_live() && live.is_queued() && live.level() == 3);
        assert!(live.taken().is_live() && !live.taken().is_queued());
        assert_eq!(live.taken().woken(), live);
        let gone = live.released();
        assert!(gone.is_queued() && gone.is_vacant() && gone.generation() == 1);
        assert!(gone.suits(3) && !gone.suits(2), "it is in the queue of its level");
        assert!(gone.taken().suits(2));
        assert_eq!(gone.claimed(3).taken().claimed(1).level(), 1);
    }

    #[test]
    fn generations_come_again_and_disturb_nothing_else() {
        let mut word = Word(0).claimed(LEVELS - 1).published();
        for used in 0..2 * width::LINE {
            assert_eq!(word.generation(), used % width::LINE);
            assert!(word.is_live() && word.is_queued() && word.level() == LEVELS - 1);
            word = word.released().claimed(LEVELS - 1).published();
        }
    }
}
