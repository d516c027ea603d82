//! From records to events: whole frames, changes only, and what to do if some are missing.

use std::collections::VecDeque;
use std::mem::take;

use super::code::{axis, button, kind, syn};
use super::event::Event;
use super::mapping::{Pads, axis_of, button_of, hat_of};
use super::range::Range;
use super::record::Record;

/// No device sends as many records in one frame. Who does is read in parts.
const LARGEST_FRAME: usize = 1024;

/// How a device stands: what is pressed, and where its axes are. A device that does not say has none.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// A bit for each button.
    pub pressed: [u8; button::COUNT / 8],
    /// Those that it has.
    pub axes: [Option<Range>; axis::COUNT],
}

impl Snapshot {
    /// Nothing is pressed, and nothing is known of any axis.
    pub const REST: Self = Self { pressed: [0; button::COUNT / 8], axes: [None; axis::COUNT] };
}

/// Makes events of records.
///
/// | | a record | `SYN_REPORT` | `SYN_DROPPED` |
/// |---|---|---|---|
/// | in step | joins the frame | the frame becomes events | the frame is thrown away; out of step |
/// | out of step | is thrown away | asks for a [`Snapshot`]; in step | nothing |
#[derive(Debug)]
pub struct Decoder {
    in_step: bool,
    frame: Vec<Record>,
    events: VecDeque<Event>,
    pressed: [u8; button::COUNT / 8],
    axes: [Position; axis::COUNT],
    pads: Pads,
}

/// What was told of an axis.
#[derive(Clone, Copy, Debug)]
struct Position {
    range: Range,
    /// Of a hat: -1, 0 or 1.
    at: f32,
}

/// Whether the decoder can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// It can.
    In,
    /// Records were missing: it goes on from [`Decoder::catch_up`].
    Lost,
}

impl Decoder {
    /// Of a device with these axes (all others, if any, are as is usual), that is at rest as yet.
    pub fn new(axes: &[Option<Range>; axis::COUNT]) -> Self {
        let has = |code: u16| axes[usize::from(code)].is_some();
        let (right, pads) = (has(axis::RX) || has(axis::RY), has(axis::Z) || has(axis::RZ));
        Self {
            in_step: true,
            frame: Vec::new(),
            events: VecDeque::new(),
            pressed: Snapshot::REST.pressed,
            axes: std::array::from_fn(|code| Position {
                range: axes[code].unwrap_or(Range::assumed(code as u16)),
                at: 0.0,
            }),
            pads: if pads && !right { Pads::RightStick } else { Pads::Triggers },
        }
    }

    /// Takes the next record.
    pub fn feed(&mut self, record: Record) -> Step {
        match (record.kind, record.code) {
            (kind::SYN, syn::DROPPED) => {
                self.in_step = false;
                self.frame.clear();
            }
            (kind::SYN, syn::REPORT) if self.in_step => self.end_frame(),
            (kind::SYN, syn::REPORT) => {
                self.in_step = true;
                return Step::Lost;
            }
            (kind::KEY | kind::ABS, _) if self.in_step => {
                self.frame.push(record);
                if self.frame.len() == LARGEST_FRAME {
                    self.end_frame();
                }
            }
            _ => {}
        }
        Step::In
    }

    /// Tells how the device stands now, as far as that is not known.
    ///
    /// Who has nothing to ask passes [`Snapshot::REST`]: a button that is told to be released too early does
    /// less harm than one that is held for ever.
    pub fn catch_up(&mut self, snapshot: &Snapshot) {
        for code in 0..button::COUNT as u16 {
            self.key(code, bit(&snapshot.pressed, code));
        }
        for code in 0..axis::COUNT as u16 {
            match snapshot.axes[usize::from(code)] {
                Some(range) => self.axis(code, range.value),
                None => self.axis_at(code, 0.0),
            }
        }
    }

    fn end_frame(&mut self) {
        let mut frame = take(&mut self.frame);
        for Record { kind, code, value } in frame.drain(..) {
            match kind {
                kind::KEY => self.key(code, value != 0),
                _ => self.axis(code, value),
            }
        }
        self.frame = frame;
    }

    /// A button that repeats is pressed still.
    fn key(&mut self, code: u16, pressed: bool) {
        let Some(byte) = self.pressed.get_mut(usize::from(code / 8)) else { return };
        let mask = 1 << (code % 8);
        if (*byte & mask != 0) != pressed {
            *byte ^= mask;
            self.events.push_back(Event::Button(button_of(code), pressed));
        }
    }

    fn axis(&mut self, code: u16, value: i32) {
        let Some(Position { range, .. }) = self.axes.get(usize::from(code)) else { return };
        let at = if hat_of(code).is_some() {
            value.signum() as f32
        } else if axis_of(code, self.pads).rests_at_one_end(range.minimum) {
            range.from_rest(value)
        } else {
            range.centred(value)
        };
        self.axis_at(code, at);
    }

    fn axis_at(&mut self, code: u16, at: f32) {
        let before = std::mem::replace(&mut self.axes[usize::from(code)].at, at);
        if before == at {
            return;
        }
        let Some([low, high]) = hat_of(code) else {
            self.events.push_back(Event::Axis(axis_of(code, self.pads), at));
            return;
        };
        // First what is let go, then what is pressed.
        for (at, pressed) in [(before, false), (at, true)] {
            if at != 0.0 {
                let button = if at < 0.0 { low } else { high };
                self.events.push_back(Event::Button(button, pressed));
            }
        }
    }
}

impl Iterator for Decoder {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        self.events.pop_front()
    }
}

/// Whether the bit of that number is set.
pub(super) fn bit(bits: &[u8], number: u16) -> bool {
    bits.get(usize::from(number / 8)).is_some_and(|byte| byte & (1 << (number % 8)) != 0)
}

#[cfg(test)]
mod tests {
    use super::super::event::{Axis, Button};
    use super::*;

    const SYN: (u16, u16, i32) = (kind::SYN, syn::REPORT, 0);
    const DROPPED: (u16, u16, i32) = (kind::SYN, syn::DROPPED, 0);

    fn decoder() -> Decoder {
        Decoder::new(&Snapshot::REST.axes)
    }

    /// The events of these records, and how often the decoder was lost.
    fn feed(decoder: &mut Decoder, records: &[(u16, u16, i32)]) -> (Vec<Event>, usize) {
        let records = records.iter().map(|&(kind, code, value)| Record { kind, code, value });
        let lost = records.filter(|record| decoder.feed(*record) == Step::Lost).count();
        (decoder.collect(), lost)
    }

    #[test]
    fn a_frame_becomes_events_when_it_is_whole() {
        let mut decoder = decoder();
        let frame = [(kind::KEY, button::SOUTH, 1), (kind::ABS, axis::X, 32_767)];
        assert_eq!(feed(&mut decoder, &frame), (vec![], 0));
        let events = vec![Event::Button(Button::South, true), Event::Axis(Axis::LeftX, 1.0)];
        assert_eq!(feed(&mut decoder, &[SYN]), (events, 0));
    }

    #[test]
    fn only_changes_are_events() {
        let mut decoder = decoder();
        let (press, repeat) = ((kind::KEY, button::START, 1), (kind::KEY, button::START, 2));
        let (events, _) = feed(&mut decoder, &[press, SYN, press, SYN, repeat, SYN]);
        assert_eq!(events, [Event::Button(Button::Start, true)]);
        let tremble = [(kind::ABS, axis::Y, 100), SYN, (kind::ABS, axis::Y, -100), SYN];
        assert_eq!(feed(&mut decoder, &tremble).0, []);
    }

    #[test]
    fn a_hat_is_four_buttons() {
        let mut decoder = decoder();
        let records = [(kind::ABS, axis::HAT0X, -1), SYN, (kind::ABS, axis::HAT0X, 1), SYN]
            .into_iter()
            .chain([(kind::ABS, axis::HAT0Y, -1), (kind::ABS, axis::HAT0X, 0), SYN])
            .collect::<Vec<_>>();
        let events = [
            (Button::Left, true),
            (Button::Left, false),
            (Button::Right, true),
            (Button::Up, true),
            (Button::Right, false),
        ];
        let events = events.map(|(button, pressed)| Event::Button(button, pressed));
        assert_eq!(feed(&mut decoder, &records).0, events);
    }

    #[test]
    fn z_is_a_trigger_beside_a_right_stick_and_the_right_stick_without_one() {
        let records = [(kind::ABS, axis::Z, 255), (kind::ABS, axis::RZ, 0), SYN];
        let with = |codes: &[u16]| {
            let mut axes = Snapshot::REST.axes;
            for code in codes {
                axes[usize::from(*code)] = Some(Range { maximum: 255, ..Range::default() });
            }
            feed(&mut Decoder::new(&axes), &records).0
        };
        let trigger = [Event::Axis(Axis::LeftTrigger, 1.0)];
        assert_eq!(with(&[]), trigger);
        assert_eq!(with(&[axis::Z, axis::RZ, axis::RX, axis::RY]), trigger);
        let stick = [Event::Axis(Axis::RightX, 1.0), Event::Axis(Axis::RightY, -1.0)];
        assert_eq!(with(&[axis::Z, axis::RZ]), stick);
    }

    #[test]
    fn after_lost_records_it_tells_what_differs_from_what_it_told() {
        let mut decoder = decoder();
        let held = [(kind::KEY, button::EAST, 1), (kind::KEY, button::WEST, 1), SYN];
        assert_eq!(feed(&mut decoder, &held).0.len(), 2);
        let cut = [
            // The frame that is cut was told to nobody, so it is as if it had not been.
            (kind::KEY, button::NORTH, 1),
            DROPPED,
            (kind::KEY, button::EAST, 0),
            SYN,
        ];
        assert_eq!(feed(&mut decoder, &cut), (vec![], 1));
        let mut now = Snapshot::REST;
        for code in [button::WEST, button::SELECT] {
            now.pressed[usize::from(code / 8)] |= 1 << (code % 8);
        }
        now.axes[usize::from(axis::X)] = Some(Range { value: 32_767, ..Range::assumed(axis::X) });
        decoder.catch_up(&now);
        let events = [
            Event::Button(Button::East, false),
            Event::Button(Button::Select, true),
            Event::Axis(Axis::LeftX, 1.0),
        ];
        assert_eq!(decoder.by_ref().collect::<Vec<_>>(), events);
        assert_eq!(feed(&mut decoder, &held).0, [Event::Button(Button::East, true)]);
    }

    #[test]
    fn with_nobody_to_ask_everything_comes_to_rest() {
        let mut decoder = decoder();
        let held = [
            (kind::KEY, button::SOUTH, 1),
            (kind::ABS, axis::RX, -32_768),
            (kind::ABS, axis::HAT0Y, 1),
            SYN,
        ];
        assert_eq!(feed(&mut decoder, &held).0.len(), 3);
        assert_eq!(feed(&mut decoder, &[DROPPED, SYN]), (vec![], 1));
        decoder.catch_up(&Snapshot::REST);
        let events = [
            Event::Button(Button::South, false),
            Event::Axis(Axis::RightX, 0.0),
            Event::Button(Button::Down, false),
        ];
        assert_eq!(decoder.collect::<Vec<_>>(), events);
    }

    #[test]
    fn records_of_no_use_are_left_out_and_numbers_out_of_range_harm_nobody() {
        let records = [
            (kind::SYN, 1, 0),
            (4, 4, 589_825),
            (kind::KEY, u16::MAX, 1),
            (kind::ABS, u16::MAX, 1),
            (kind::ABS, 0x3f, 255),
            SYN,
        ];
        assert_eq!(feed(&mut decoder(), &records).0, [Event::Axis(Axis::Other(0x3f), 1.0)]);
    }

    #[test]
    fn a_frame_without_end_takes_no_memory_without_end() {
        let mut decoder = decoder();
        for n in 0..3 * LARGEST_FRAME {
            let record = Record { kind: kind::KEY, code: button::SOUTH, value: (n % 2) as i32 };
            assert_eq!(decoder.feed(record), Step::In);
            decoder.by_ref().for_each(drop);
        }
        assert!(decoder.frame.capacity() <= LARGEST_FRAME);
    }
}
