//! Counting the tests that ran, in the words of the harness that ran them.

/// What a command, or a leg of several, reports to have run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// What could not run for want of a tool, and says so.
    pub(crate) skipped: u64,
    /// Interleavings that the models walked through.
    pub(crate) executions: u64,
}

impl Counts {
    /// The tests that ran.
    pub(crate) fn executed(&self) -> u64 {
        self.passed + self.failed
    }

    /// The tests that are known: what a floor is compared with.
    pub(crate) fn known(&self) -> u64 {
        self.executed() + self.skipped
    }

    pub(crate) fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.executions += other.executions;
    }

    /// Adds what one line of output reports.
    pub(crate) fn read(&mut self, line: &str) {
        if line.trim_start().starts_with("Summary [") {
            self.passed += number_before(line, " passed").sum::<u64>();
            self.failed += number_before(line, " failed").sum::<u64>();
            self.failed += number_before(line, " timed out").sum::<u64>();
        } else {
            // Why not look for `test result:` at the start of the line? Miri runs
            // its seeds side by side, and their lines mix; only the pieces that
            // libtest writes in one go stay whole.
            self.passed += number_before(line, " passed; ").sum::<u64>();
            self.failed += number_before(line, " failed; ").sum::<u64>();
        }
        self.executions += number_before(line, " executions").sum::<u64>();
    }
}

/// Every number that stands right before `words`.
fn number_before<'a>(line: &'a str, words: &'a str) -> impl Iterator<Item = u64> + 'a {
    line.match_indices(words).filter_map(move |(end, _)| {
        let before = &line[..end];
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
        before[digits.len()..].replace(',', "").parse().ok()
    })
}

/// Whether a line only says that a test did what it should: such lines go to the
/// log alone.
pub(crate) fn is_chatter(line: &str) -> bool {
    let line = line.trim();
    let passed = line.ends_with("... ok") || line.contains("... ignored");
    line.is_empty() || line == "running 0 tests" || (line.starts_with("test ") && passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(output: &str) -> (u64, u64) {
        let mut counts = Counts::default();
        output.lines().for_each(|line| counts.read(line));
        (counts.passed, counts.failed)
    }

    #[test]
    fn every_binary_of_cargo_test_is_counted() {
        let output = "\
running 2 tests
test a ... ok
test b ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 3 tests
test c ... FAILED
test result: FAILED. 2 passed; 1 failed; 4 ignored; 0 measured; 0 filtered out; finished in 1.20s
";
        assert_eq!(counted(output), (4, 1));
    }

    #[test]
    fn seeds_of_miri_that_mix_their_lines_are_counted() {
        let output = "\
test result: okok
. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
test result: ok; finished in 0.77s. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
; finished in 0.79s
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.68s
";
        assert_eq!(counted(output), (12, 0));
    }

    #[test]
    fn nextest_is_counted() {
        let output = "     Summary [   0.012s] 9 tests run: 7 passed (1 slow), 2 failed, 3 skipped";
        assert_eq!(counted(output), (7, 2));
    }

    #[test]
    fn other_words_are_not_counted() {
        assert_eq!(counted("3 tests passed; none failed\nall 5 passed\ntime passed; "), (0, 0));
        assert_eq!(counted("é passed; 0 failed; "), (0, 0));
    }

    #[test]
    fn executions_of_models_are_summed() {
        let mut counts = Counts::default();
        counts.read("mutex_cancel_against_release: 1,204 executions");
        counts.read("notify: 96 executions in 0.1 s");
        assert_eq!(counts.executions, 1300);
    }

    #[test]
    fn only_good_news_is_chatter() {
        assert!(is_chatter("test sync::a_lock_is_fair ... ok"));
        assert!(is_chatter("test slow ... ignored, takes an hour"));
        assert!(!is_chatter("test sync::a_lock_is_fair ... FAILED"));
        assert!(!is_chatter("test result: ok. 2 passed; 0 failed; "));
    }
}
