//! What became of the frames.

use std::fmt;

/// What a player or a recorder has done. Every frame that was due is in exactly one of the first three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Went through.
    pub passed: u64,
    /// Were missing, and made up for with silence.
    pub silent: u64,
    /// Had no room on the other side, and were dropped.
    pub dropped: u64,
    /// How often frames ran out. The silence before the first frame is none.
    pub underruns: u64,
    /// How often room ran out.
    pub overruns: u64,
    lacking: bool,
    overflowing: bool,
}

impl Report {
    /// How many frames were due.
    pub const fn due(&self) -> u64 {
        self.passed + self.silent + self.dropped
    }

    /// Counts one turn.
    pub(super) fn count(&mut self, passed: usize, silent: usize, dropped: usize) {
        self.passed += passed as u64;
        self.silent += silent as u64;
        self.dropped += dropped as u64;
        let begun = self.passed > 0;
        self.underruns += u64::from(begun && silent > 0 && (!self.lacking || passed > 0));
        self.overruns += u64::from(dropped > 0 && !self.overflowing);
        self.lacking = silent > 0;
        self.overflowing = dropped > 0;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, silent, dropped, underruns, overruns, .. } = self;
        write!(f, "{passed} frames, {silent} silent ({underruns} under-runs), ")?;
        write!(f, "{dropped} dropped ({overruns} over-runs)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(turns: &[(usize, usize, usize)]) -> (u64, u64) {
        let mut report = Report::default();
        turns.iter().for_each(|turn| report.count(turn.0, turn.1, turn.2));
        (report.underruns, report.overruns)
    }

    #[test]
    fn turns_in_a_row_are_one_run() {
        assert_eq!(runs(&[(4, 0, 0), (1, 3, 0), (0, 4, 0), (4, 0, 0), (2, 2, 0)]), (2, 0));
        assert_eq!(runs(&[(3, 0, 1), (0, 0, 4), (4, 0, 0), (0, 0, 4)]), (0, 2));
    }

    #[test]
    fn a_run_that_is_interrupted_within_a_turn_is_another_one() {
        assert_eq!(runs(&[(1, 3, 0), (1, 3, 0)]), (2, 0));
    }

    #[test]
    fn silence_before_the_first_frame_is_no_under_run() {
        assert_eq!(runs(&[(0, 4, 0), (0, 4, 0), (4, 0, 0)]), (0, 0));
        assert_eq!(runs(&[(0, 4, 0), (4, 0, 0), (0, 4, 0)]), (1, 0));
    }
}
