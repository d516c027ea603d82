//! The records that Linux sends: `struct input_event`, and how they are put together again.

/// One record of an input device. Time stamps are left out: nobody here asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is about: one of [`kind`](super::code::kind).
    pub kind: u16,
    /// Which button or axis: see [`code`](super::code).
    pub code: u16,
    /// Where it is now; of a button 0, 1, or 2 when it repeats.
    pub value: i32,
}

/// How a record lies in memory: its time stamp is two machine words.
///
/// | | seconds | microseconds | kind | code | value | bytes |
/// |---|---|---|---|---|---|---|
/// | 64 bits | 8 | 8 | 2 | 2 | 4 | 24 |
/// | 32 bits | 4 | 4 | 2 | 2 | 4 | 16 |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Of a process whose words have 64 bits.
    Bits64,
    /// Of a process whose words have 32 bits.
    Bits32,
}

impl Layout {
    /// That of this process.
    pub const NATIVE: Self =
        if cfg!(target_pointer_width = "64") { Self::Bits64 } else { Self::Bits32 };

    /// How many bytes a record has.
    pub const fn size(self) -> usize {
        self.stamp() + 8
    }

    const fn stamp(self) -> usize {
        match self {
            Self::Bits64 => 16,
            Self::Bits32 => 8,
        }
    }

    /// Reads the first record of `bytes`, if it is there as a whole.
    pub fn decode(self, bytes: &[u8]) -> Option<Record> {
        let bytes = bytes.get(self.stamp()..self.size())?;
        let (kind, rest) = bytes.split_first_chunk()?;
        let (code, value) = rest.split_first_chunk()?;
        Some(Record {
            kind: u16::from_ne_bytes(*kind),
            code: u16::from_ne_bytes(*code),
            value: i32::from_ne_bytes(*value.first_chunk()?),
        })
    }

    /// Appends `record` to `bytes`, as it is written to a device; the time stamp is 0.
    pub fn encode(self, record: Record, bytes: &mut Vec<u8>) {
        bytes.resize(bytes.len() + self.stamp(), 0);
        bytes.extend(record.kind.to_ne_bytes());
        bytes.extend(record.code.to_ne_bytes());
        bytes.extend(record.value.to_ne_bytes());
    }
}

/// Bytes on their way to records. A device hands out whole records; a pipe may cut one.
#[derive(Debug)]
pub struct Records {
    layout: Layout,
    /// Those from `at` on are not decoded yet.
    bytes: Vec<u8>,
    at: usize,
}

impl Records {
    /// Nothing yet.
    pub const fn new(layout: Layout) -> Self {
        Self { layout, bytes: Vec::new(), at: 0 }
    }

    /// What was read.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes of a record are there whose rest is not.
    pub fn partial(&self) -> usize {
        (self.bytes.len() - self.at) % self.layout.size()
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let record = self.layout.decode(&self.bytes[self.at..])?;
        self.at += self.layout.size();
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUTS: [Layout; 2] = [Layout::Bits64, Layout::Bits32];

    fn record(n: i32) -> Record {
        Record { kind: 3, code: 0x11, value: n }
    }

    #[test]
    fn a_record_has_24_or_16_bytes() {
        assert_eq!(LAYOUTS.map(Layout::size), [24, 16]);
        assert_eq!(Layout::NATIVE.size(), 2 * size_of::<usize>() + 8);
    }

    #[test]
    fn the_fields_lie_behind_the_time_stamp() {
        for (layout, stamp) in LAYOUTS.into_iter().zip([16, 8]) {
            let mut bytes = vec![0xEE; stamp];
            bytes.extend(1_u16.to_ne_bytes());
            bytes.extend(0x130_u16.to_ne_bytes());
            bytes.extend((-2_i32).to_ne_bytes());
            let expected = Record { kind: 1, code: 0x130, value: -2 };
            assert_eq!(layout.decode(&bytes), Some(expected));
            assert_eq!(layout.decode(&bytes[..bytes.len() - 1]), None);
        }
    }

    #[test]
    fn records_come_whole_wherever_the_stream_is_cut() {
        for layout in LAYOUTS {
            let mut stream = Vec::new();
            (0..3).for_each(|n| layout.encode(record(n), &mut stream));
            for cut in 0..=stream.len() {
                let mut records = Records::new(layout);
                records.feed(&stream[..cut]);
                let mut seen: Vec<_> = records.by_ref().collect();
                assert_eq!(records.partial(), cut % layout.size());
                records.feed(&stream[cut..]);
                seen.extend(records.by_ref());
                assert_eq!(seen, [0, 1, 2].map(record));
                assert_eq!(records.partial(), 0);
            }
        }
    }
}
