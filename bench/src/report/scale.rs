//! A logarithmic axis: twice as fast is as far to the right as half as fast is to the left.

/// Maps ratios to places between two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// An axis from `from` to `to` that shows all `ratios`, and 1 with some room on either side.
    pub(super) fn over(ratios: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = ratios
            .into_iter()
            .filter(|ratio| ratio.is_finite() && *ratio > 0.0)
            .fold((0.8, 2.0), |(low, high): (f64, f64), ratio| (low.min(ratio), high.max(ratio)));
        Self { low: low / 1.1, high: high * 1.1, from, to }
    }

    /// Where `ratio` lies; what is beyond an end lies on it.
    pub(super) fn place(&self, ratio: f64) -> f64 {
        let ratio = ratio.clamp(self.low, self.high);
        let fraction = (ratio / self.low).ln() / (self.high / self.low).ln();
        self.from + fraction * (self.to - self.from)
    }

    /// Round numbers to write at the axis, at least `apart` from each other. 1 is among them.
    pub(super) fn ticks(&self, apart: f64) -> Vec<f64> {
        const ROUNDEST_FIRST: [f64; 17] = [
            1.0, 10.0, 100.0, 1e3, 1e4, 0.1, 0.01, 5.0, 50.0, 500.0, 5e3, 0.5, 2.0, 20.0, 200.0,
            2e3, 0.2,
        ];
        let mut ticks: Vec<f64> = Vec::new();
        for tick in ROUNDEST_FIRST {
            let clear = |other: &f64| (self.place(tick) - self.place(*other)).abs() >= apart;
            if (self.low..=self.high).contains(&tick) && ticks.iter().all(clear) {
                ticks.push(tick);
            }
        }
        ticks.sort_by(f64::total_cmp);
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_and_half_are_equally_far_from_one() {
        let scale = Scale::over([0.25, 4.0], 0.0, 100.0);
        let (half, one, twice) = (scale.place(0.5), scale.place(1.0), scale.place(2.0));
        assert!(((one - half) - (twice - one)).abs() < 1e-9);
    }

    #[test]
    fn everything_has_a_place_on_the_axis() {
        let scale = Scale::over([3.0, f64::INFINITY], 10.0, 20.0);
        for ratio in [0.0, 1e-9, 0.9, 1.0, 3.0, 1e9] {
            assert!((10.0..=20.0).contains(&scale.place(ratio)), "{ratio}");
        }
    }

    #[test]
    fn ticks_are_apart_and_one_is_among_them() {
        let scale = Scale::over([0.4, 90.0], 0.0, 100.0);
        let ticks = scale.ticks(12.0);
        assert!(ticks.contains(&1.0));
        assert!(ticks.windows(2).all(|pair| scale.place(pair[1]) - scale.place(pair[0]) >= 12.0));
    }
}
