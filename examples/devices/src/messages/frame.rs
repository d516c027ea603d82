//! Where a message begins and ends in a stream of bytes.

use std::io;

use crate::buffer::Buffer;

/// How long a message may be.
pub const MOST: usize = 1 << 20;

/// How many bytes say how long the message is.
const HEAD: usize = 4;

/// Appends `message` to `out`, behind its length.
///
/// # Errors
///
/// [`InvalidInput`](io::ErrorKind::InvalidInput) if it is longer than [`MOST`].
pub fn encode(message: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    match u32::try_from(message.len()) {
        Ok(length) if message.len() <= MOST => {
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(message);
            Ok(())
        }
        _ => Err(too_long(io::ErrorKind::InvalidInput, message.len())),
    }
}

/// Finds the messages in what was read, however it was cut.
///
/// ```
/// use devices::messages::{Frames, encode};
///
/// let mut stream = Vec::new();
/// encode(b"hello", &mut stream)?;
/// let mut frames = Frames::default();
/// frames.input().extend(&stream[..6]);
/// assert_eq!(frames.next()?, None);
/// frames.input().extend(&stream[6..]);
/// assert_eq!(frames.next()?.unwrap(), b"hello");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Default)]
pub struct Frames(Buffer);

impl Frames {
    /// Where to write what was read.
    pub fn input(&mut self) -> &mut Buffer {
        &mut self.0
    }

    /// Whether a part of a message is there.
    pub fn is_halfway(&self) -> bool {
        !self.0.bytes().is_empty()
    }

    /// The next message, if it is there.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it says to be longer than [`MOST`]: then this is no
    /// stream of messages, and the same is said the next time.
    #[expect(clippy::should_implement_trait, reason = "an iterator would end where this waits")]
    pub fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some((head, rest)) = self.0.bytes().split_first_chunk::<HEAD>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*head) as usize;
        if length > MOST {
            return Err(too_long(io::ErrorKind::InvalidData, length));
        }
        let Some(message) = rest.get(..length).map(<[u8]>::to_vec) else { return Ok(None) };
        self.0.consume(HEAD + length);
        Ok(Some(message))
    }
}

fn too_long(kind: io::ErrorKind, length: usize) -> io::Error {
    io::Error::new(kind, format!("a message of {length} bytes: {MOST} are allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_however_the_stream_is_cut() {
        let messages: Vec<Vec<u8>> = (0..20).map(|n| vec![n; usize::from(n) * 3]).collect();
        let mut stream = Vec::new();
        for message in &messages {
            encode(message, &mut stream).unwrap();
        }
        for piece in [1, 2, 3, 5, 64, stream.len()] {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for bytes in stream.chunks(piece) {
                frames.input().extend(bytes);
                while let Some(message) = frames.next().unwrap() {
                    found.push(message);
                }
            }
            assert!(found == messages && !frames.is_halfway());
        }
    }

    #[test]
    fn what_is_too_long_is_refused_on_both_sides() {
        let mut stream = Vec::new();
        let refused = encode(&vec![0; MOST + 1], &mut stream).unwrap_err();
        assert_eq!((refused.kind(), stream.len()), (io::ErrorKind::InvalidInput, 0));
        let mut frames = Frames::default();
        frames.input().extend(&u32::MAX.to_le_bytes());
        for _ in 0..2 {
            assert_eq!(frames.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
