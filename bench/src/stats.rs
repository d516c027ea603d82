//! Medians and quartiles of a handful of rounds.

/// What a set of samples comes to: its middle, and how far the middle half reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) q1: f64,
    pub(crate) median: f64,
    pub(crate) q3: f64,
}

impl Summary {
    /// The summary of `samples`, in any order.
    ///
    /// # Panics
    ///
    /// If there are none, or one is not a number.
    pub(crate) fn of(samples: &[f64]) -> Self {
        assert!(!samples.is_empty(), "nothing was measured");
        let mut sorted = samples.to_vec();
        sorted.sort_by(|a, b| a.partial_cmp(b).expect("a sample is not a number"));
        Self {
            q1: quantile(&sorted, 0.25),
            median: quantile(&sorted, 0.5),
            q3: quantile(&sorted, 0.75),
        }
    }

    /// The summary of `above / below`, round by round.
    ///
    /// The two samples of one round were taken milliseconds apart, so a change of the clock speed
    /// between rounds cancels out.
    pub(crate) fn of_ratio(above: &[f64], below: &[f64]) -> Self {
        let ratios: Vec<f64> = above.iter().zip(below).map(|(a, b)| a / b).collect();
        Self::of(&ratios)
    }
}

/// The value below which the fraction `q` of `sorted` lies, interpolated between neighbours.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = place.ceil() as usize;
    sorted[below] + (sorted[above] - sorted[below]) * (place - place.floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_odd_number_is_the_middle_one() {
        assert_eq!(Summary::of(&[9.0, 1.0, 5.0]).median, 5.0);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(Summary::of(&[4.0, 1.0, 2.0, 3.0]).median, 2.5);
    }

    #[test]
    fn quartiles_are_interpolated() {
        let summary = Summary::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((summary.q1, summary.q3), (1.75, 3.25));
        let summary = Summary::of(&[10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!((summary.q1, summary.q3), (20.0, 40.0));
    }

    #[test]
    fn one_sample_is_its_own_spread() {
        assert_eq!(Summary::of(&[7.0]), Summary { q1: 7.0, median: 7.0, q3: 7.0 });
    }

    #[test]
    fn an_outlier_moves_neither_the_median_nor_the_quartiles_far() {
        let summary = Summary::of(&[1.0, 1.0, 1.0, 1.0, 1000.0]);
        assert_eq!(summary, Summary { q1: 1.0, median: 1.0, q3: 1.0 });
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let slow = Summary::of_ratio(&[2.0, 4.0, 200.0], &[1.0, 2.0, 100.0]);
        assert_eq!(slow, Summary { q1: 2.0, median: 2.0, q3: 2.0 });
    }

    #[test]
    #[should_panic(expected = "nothing was measured")]
    fn no_samples_have_no_summary() {
        Summary::of(&[]);
    }
}
