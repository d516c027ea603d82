//! The effect that makes a controller rumble: the kernel's `struct ff_effect`.

use std::time::Duration;

use super::code::{effect, kind};
use super::record::Record;

/// How many words the shape of an effect has: the largest has 18 bytes, two for padding, 4 for a length
/// and a pointer.
const SHAPE: usize = (24 + size_of::<usize>()) / size_of::<usize>();

/// A rumble, as the kernel wants it.
///
/// | | kind | number | direction | trigger | length, delay | padding | shape | bytes |
/// |---|---|---|---|---|---|---|---|---|
/// | 64 bits | 2 | 2 | 2 | 4 | 4 | 2 | 32 | 48 |
/// | 32 bits | 2 | 2 | 2 | 4 | 4 | 2 | 28 | 44 |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(super) struct Effect {
    kind: u16,
    /// -1 until the kernel gives it one.
    id: i16,
    direction: u16,
    trigger: [u16; 2],
    length: u16,
    delay: u16,
    padding: u16,
    /// Of a rumble: how strong both motors are, in the first four bytes.
    shape: [usize; SHAPE],
}

impl Effect {
    /// An effect that the kernel does not know yet.
    pub(super) fn new(strong: f32, weak: f32, duration: Duration) -> Self {
        let mut shape = [[0; size_of::<usize>()]; SHAPE];
        shape[0][..2].copy_from_slice(&level(strong).to_ne_bytes());
        shape[0][2..4].copy_from_slice(&level(weak).to_ne_bytes());
        Self {
            kind: effect::RUMBLE,
            id: -1,
            direction: 0,
            trigger: [0; 2],
            // The kernel's drivers take more for an error.
            length: duration.as_millis().min(0x7fff) as u16,
            delay: 0,
            padding: 0,
            shape: shape.map(usize::from_ne_bytes),
        }
    }

    /// Takes the place of one that the kernel knows.
    pub(super) fn replacing(self, id: Option<i16>) -> Self {
        Self { id: id.unwrap_or(-1), ..self }
    }

    /// Its number.
    pub(super) fn id(&self) -> i16 {
        self.id
    }

    /// What is written to the device to play it once.
    pub(super) fn play(&self) -> Record {
        Record { kind: kind::FF, code: self.id as u16, value: 1 }
    }
}

/// From 0 to 1; what is not a number is 0.
fn level(strength: f32) -> u16 {
    (strength.clamp(0.0, 1.0) * 65_535.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_lies_as_in_c() {
        let (whole, pointer) = (size_of::<Effect>(), size_of::<usize>());
        assert_eq!(whole, if pointer == 8 { 48 } else { 44 });
        assert_eq!(std::mem::offset_of!(Effect, length), 10);
        assert_eq!(std::mem::offset_of!(Effect, shape), 16);
    }

    #[test]
    fn both_motors_lie_at_the_begin_of_the_shape() {
        let effect = Effect::new(1.0, 0.5, Duration::from_millis(250));
        let first = effect.shape[0].to_ne_bytes();
        assert_eq!([first[0], first[1]], 65_535_u16.to_ne_bytes());
        assert_eq!([first[2], first[3]], 32_767_u16.to_ne_bytes());
        assert_eq!((effect.kind, effect.id, effect.length), (0x50, -1, 250));
    }

    #[test]
    fn strengths_and_times_out_of_range_are_the_nearest() {
        assert_eq!([f32::NAN, -1.0, 7.0, f32::INFINITY].map(level), [0, 0, 65_535, 65_535]);
        assert_eq!(Effect::new(1.0, 1.0, Duration::MAX).length, 0x7fff);
    }

    #[test]
    fn it_is_played_by_its_number() {
        let effect = Effect::new(1.0, 1.0, Duration::ZERO);
        assert_eq!(effect.replacing(None).id(), -1);
        let known = effect.replacing(Some(3));
        assert_eq!(known.play(), Record { kind: 0x15, code: 3, value: 1 });
    }
}
