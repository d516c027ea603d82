//! What was read and not used yet.

use std::ops::Range;

/// Bytes that come at the back and are used from the front.
///
/// ```
/// use devices::buffer::Buffer;
///
/// let mut buffer = Buffer::default();
/// buffer.space(3).copy_from_slice(b"abc");
/// buffer.filled(3);
/// buffer.consume(1);
/// assert_eq!(buffer.bytes(), b"bc");
/// ```
#[derive(Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    /// Where those lie that are there.
    used: Range<usize>,
}

impl Buffer {
    /// What is there.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.used.clone()]
    }

    /// Where `n` more bytes are to be written; [`filled`](Self::filled) says how many there were.
    pub fn space(&mut self, n: usize) -> &mut [u8] {
        if self.bytes.len() - self.used.end < n {
            self.bytes.copy_within(self.used.clone(), 0);
            self.used = 0..self.used.len();
            let needed = self.used.end + n;
            if self.bytes.len() < needed {
                self.bytes.resize(needed, 0);
            }
        }
        &mut self.bytes[self.used.end..][..n]
    }

    /// Adds the first `n` bytes of the [`space`](Self::space).
    ///
    /// # Panics
    ///
    /// If it is smaller.
    pub fn filled(&mut self, n: usize) {
        assert!(n <= self.bytes.len() - self.used.end, "more was filled than there was space");
        self.used.end += n;
    }

    /// Adds `bytes`.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.space(bytes.len()).copy_from_slice(bytes);
        self.filled(bytes.len());
    }

    /// Forgets the first `n` bytes.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub fn consume(&mut self, n: usize) {
        assert!(n <= self.used.len(), "more was used than there is");
        self.used.start += n;
        if self.used.is_empty() {
            self.used = 0..0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_the_order_in_which_they_went_in() {
        let (mut buffer, mut out) = (Buffer::default(), Vec::new());
        for round in 0..100_u8 {
            buffer.extend(&[round; 7]);
            if round % 3 > 0 {
                out.extend_from_slice(&buffer.bytes()[..9.min(buffer.bytes().len())]);
                buffer.consume(9.min(buffer.bytes().len()));
            }
        }
        out.extend_from_slice(buffer.bytes());
        assert!(out == (0..100).flat_map(|round| [round; 7]).collect::<Vec<u8>>());
    }

    #[test]
    fn room_is_used_again() {
        let mut buffer = Buffer::default();
        for _ in 0..1000 {
            buffer.extend(&[1; 10]);
            buffer.consume(10);
        }
        assert_eq!(buffer.bytes.len(), 10);
    }

    #[test]
    #[should_panic = "more was used than there is"]
    fn what_is_not_there_cannot_be_used() {
        Buffer::default().consume(1);
    }
}
