//! A file that players know.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::task::{Context, Poll};

use super::frame::BYTES;
use super::player::Output;

/// The bytes before the sound.
const HEAD: u32 = 44;

/// Writes a WAV file: two channels of 16 bits.
///
/// A file can always be written to, and no poller can wait for one: so it is written to in place, some kilobytes
/// at a time, into the memory of the system. The sizes in its head are right once it is finished.
///
/// # Errors
///
/// `FileTooLarge` after four gigabytes: the format has no larger numbers.
#[derive(Debug)]
pub struct Wav<W: Write + Seek = File> {
    writer: BufWriter<W>,
    sound: u32,
}

impl Wav {
    /// Makes a file for `rate` frames a second, in place of one that may be there.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn create(path: impl AsRef<Path>, rate: u32) -> io::Result<Self> {
        Self::new(File::create(path)?, rate)
    }
}

impl<W: Write + Seek> Wav<W> {
    /// Writes to any place.
    ///
    /// # Errors
    ///
    /// If the head cannot be written.
    pub fn new(writer: W, rate: u32) -> io::Result<Self> {
        let mut writer = BufWriter::new(writer);
        writer.write_all(&head(rate))?;
        Ok(Self { writer, sound: 0 })
    }
}

/// The head of an empty file: what it is, how it sounds, how long it is.
fn head(rate: u32) -> Vec<u8> {
    let (channels, bits) = (2_u16, 16_u16);
    let mut head = Vec::new();
    head.extend(b"RIFF");
    head.extend((HEAD - 8).to_le_bytes());
    head.extend(b"WAVEfmt ");
    head.extend(16_u32.to_le_bytes());
    head.extend(1_u16.to_le_bytes());
    head.extend(channels.to_le_bytes());
    head.extend(rate.to_le_bytes());
    head.extend(rate.wrapping_mul(BYTES as u32).to_le_bytes());
    head.extend((BYTES as u16).to_le_bytes());
    head.extend(bits.to_le_bytes());
    head.extend(b"data");
    head.extend(0_u32.to_le_bytes());
    head
}

impl<W: Write + Seek> Output for Wav<W> {
    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let longer = u32::try_from(bytes.len()).ok().and_then(|more| self.sound.checked_add(more));
        let Some(longer) = longer.filter(|sound| *sound <= u32::MAX - HEAD) else {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        };
        self.writer.write_all(bytes)?;
        self.sound = longer;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_finish(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.finish())
    }
}

impl<W: Write + Seek> Wav<W> {
    fn finish(&mut self) -> io::Result<()> {
        for (at, size) in [(4, HEAD - 8 + self.sound), (HEAD - 4, self.sound)] {
            self.writer.seek(SeekFrom::Start(at.into()))?;
            self.writer.write_all(&size.to_le_bytes())?;
        }
        self.writer.seek(SeekFrom::End(0))?;
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::task::Waker;

    use super::*;

    #[test]
    fn a_finished_file_says_what_is_in_it() {
        let mut wav = Wav::new(Cursor::new(Vec::new()), 44_100).unwrap();
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(matches!(wav.poll_write(&mut cx, &[7; 100]), Poll::Ready(Ok(100))));
        }
        wav.finish().unwrap();
        let bytes = wav.writer.get_ref().get_ref();
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!(bytes.len(), 344);
        assert_eq!(
            [&bytes[..4], &bytes[8..16], &bytes[36..40]],
            [b"RIFF", &b"WAVEfmt "[..], b"data"]
        );
        assert_eq!([word(4), word(24), word(28), word(40)], [336, 44_100, 176_400, 300]);
        assert!(bytes[44..].iter().all(|byte| *byte == 7));
    }

    #[test]
    fn a_file_that_gets_too_large_is_an_error_and_nothing_wraps() {
        let mut wav = Wav::new(Cursor::new(Vec::new()), 44_100).unwrap();
        wav.sound = u32::MAX - HEAD - 50;
        let mut cx = Context::from_waker(Waker::noop());
        let Poll::Ready(Err(error)) = wav.poll_write(&mut cx, &[0; 100]) else { panic!() };
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        wav.finish().unwrap();
    }
}
