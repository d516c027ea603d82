//! Where an axis ends and rests, and what its numbers mean.

use super::code::axis;

/// What a device says about an axis: the kernel's `struct input_absinfo`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Range {
    /// Where it is now.
    pub value: i32,
    /// The least it can be.
    pub minimum: i32,
    /// The most it can be.
    pub maximum: i32,
    /// How far it trembles; the kernel filters that.
    pub fuzz: i32,
    /// How far from rest it may be although nobody touches it.
    pub flat: i32,
    /// Units a millimetre, or a radian.
    pub resolution: i32,
}

impl Range {
    /// What is assumed where nobody answers, as of a pipe: sticks have 16 bits with a sign and a dead zone of
    /// an eighth, a hat is -1, 0 or 1, all others have 8 bits.
    pub const fn assumed(code: u16) -> Self {
        let (minimum, maximum, flat) = match code {
            axis::X | axis::Y | axis::RX | axis::RY => (-32_768, 32_767, 4_096),
            axis::HAT0X..=0x17 => (-1, 1, 0),
            _ => (0, 255, 0),
        };
        Self { value: 0, minimum, maximum, fuzz: 0, flat, resolution: 0 }
    }

    /// What an axis with a rest in the middle is at: from -1 to 1, and 0 in the dead zone, from whose edge it
    /// grows without a step.
    ///
    /// Computed with integers, so it is exact at both ends and in the middle.
    pub fn centred(&self, value: i32) -> f32 {
        let (low, high) = (i64::from(self.minimum), i64::from(self.maximum));
        // Doubled, as the middle may lie between two numbers.
        let off = 2 * i64::from(value) - (low + high);
        let size = Self::outside(off.abs(), high - low, 2 * i64::from(self.flat));
        // No `-0.0`.
        if off < 0 { 0.0 - size } else { size }
    }

    /// What an axis that rests at its least is at: from 0 to 1.
    pub fn from_rest(&self, value: i32) -> f32 {
        let low = i64::from(self.minimum);
        let all = i64::from(self.maximum) - low;
        Self::outside(i64::from(value) - low, all, i64::from(self.flat))
    }

    /// How much of what is outside of the dead zone.
    fn outside(off: i64, all: i64, flat: i64) -> f32 {
        // A device that says it is at rest everywhere is wrong about it.
        let flat = if (0..all).contains(&flat) { flat } else { 0 };
        if all <= 0 || off <= flat {
            return 0.0;
        }
        ((off - flat) as f64 / (all - flat) as f64).min(1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(minimum: i32, maximum: i32, flat: i32) -> Range {
        Range { minimum, maximum, flat, ..Range::default() }
    }

    #[test]
    fn an_axis_is_exact_at_its_ends_and_in_the_middle() {
        let stick = range(-32_768, 32_767, 0);
        assert_eq!(stick.centred(-32_768), -1.0);
        assert_eq!(stick.centred(32_767), 1.0);
        let even = range(0, 254, 0);
        assert_eq!([0, 127, 254].map(|value| even.centred(value)), [-1.0, 0.0, 1.0]);
        let trigger = range(0, 1023, 0);
        assert_eq!([0, 1023].map(|value| trigger.from_rest(value)), [0.0, 1.0]);
    }

    #[test]
    fn the_dead_zone_is_zero_and_its_edge_is_no_step() {
        let stick = range(-1000, 1000, 100);
        for value in -100..=100 {
            assert_eq!(stick.centred(value), 0.0, "{value}");
        }
        assert!(stick.centred(101) > 0.0 && stick.centred(101) < 0.01);
        assert!(stick.centred(-101) < 0.0 && stick.centred(-101) > -0.01);
        assert_eq!([stick.centred(-1000), stick.centred(1000)], [-1.0, 1.0]);
        let trigger = range(0, 255, 5);
        assert_eq!([0, 5].map(|value| trigger.from_rest(value)), [0.0, 0.0]);
        assert!(trigger.from_rest(6) > 0.0);
        assert_eq!(trigger.from_rest(255), 1.0);
    }

    #[test]
    fn it_grows_and_stays_within_its_ends_for_any_value() {
        for range in [range(-7, 9, 2), range(i32::MIN, i32::MAX, 1 << 20), range(0, 3, 0)] {
            let values = [i32::MIN, -8, -7, -3, 0, 1, 2, 3, 9, 10, 1 << 30, i32::MAX];
            for convert in [Range::centred, Range::from_rest] {
                let seen = values.map(|value| convert(&range, value));
                assert!(seen.is_sorted(), "{range:?}: {seen:?}");
                assert!(seen.iter().all(|at| (-1.0..=1.0).contains(at)), "{range:?}: {seen:?}");
            }
        }
    }

    #[test]
    fn nonsense_of_a_device_is_no_movement_and_no_dead_axis() {
        for nothing in [range(0, 0, 0), range(5, -5, 1)] {
            assert_eq!([nothing.centred(3), nothing.from_rest(3)], [0.0, 0.0]);
        }
        for flat in [-1, 1000, i32::MAX] {
            let range = range(-10, 10, flat);
            assert_eq!([range.centred(10), range.centred(5)], [1.0, 0.5], "{flat}");
        }
    }
}
