//! What is played at one moment.

/// The left and the right sample, 16 bits each.
pub type Frame = [i16; 2];

/// Nothing to be heard.
pub const SILENCE: Frame = [0; 2];

/// How many bytes a frame has: both samples, the low byte first.
pub(super) const BYTES: usize = 4;

/// Appends frames as bytes.
pub(super) fn encode(frames: &[Frame], bytes: &mut Vec<u8>) {
    bytes.extend(frames.iter().flatten().flat_map(|sample| sample.to_le_bytes()));
}

/// The frames of whole groups of bytes; a rest is left out.
pub(super) fn decode(bytes: &[u8]) -> impl ExactSizeIterator<Item = Frame> {
    bytes.chunks_exact(BYTES).map(|b| [[b[0], b[1]], [b[2], b[3]]].map(i16::from_le_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_little_endian_left_first() {
        let mut bytes = Vec::new();
        encode(&[[0x0102, -2]], &mut bytes);
        assert_eq!(bytes, [0x02, 0x01, 0xfe, 0xff]);
        bytes.push(9);
        assert_eq!(decode(&bytes).collect::<Vec<_>>(), [[0x0102, -2]]);
    }
}
