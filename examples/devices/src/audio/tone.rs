//! A sound to try with.

use std::f64::consts::TAU;

use super::frame::Frame;

/// A sine, without end.
#[derive(Clone, Copy, Debug)]
pub struct Tone {
    /// Turns a frame.
    step: f64,
    turns: f64,
}

impl Tone {
    /// Of `hertz`, for that many frames a second; at a quarter of what is possible.
    pub fn new(hertz: f64, rate: u32) -> Self {
        Self { step: hertz / f64::from(rate), turns: 0.0 }
    }
}

impl Iterator for Tone {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        let sample = ((self.turns * TAU).sin() * f64::from(i16::MAX / 4)) as i16;
        self.turns = (self.turns + self.step).fract();
        Some([sample; 2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_crosses_zero_twice_in_each_of_its_turns() {
        let samples: Vec<_> = Tone::new(440.0, 48_000).take(48_000).map(|frame| frame[0]).collect();
        let crossings = samples.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count();
        assert!((878..=881).contains(&crossings), "{crossings}");
        assert_eq!(samples.iter().max(), Some(&(i16::MAX / 4)));
    }
}
