//! A sound card, by ALSA.

use std::fmt;
use std::io;
use std::task::{Context, Poll};

use alsa::pcm::{Access, Format, HwParams, PCM};
use alsa::{Direction, Error, ValueOr};

use super::frame::{BYTES, Frame, decode};
use super::player::Output;

/// Plays by a device of ALSA, such as `default`, `null`, or `hw:0`.
///
/// A card has a clock of its own, which is never quite as fast as ours. So we do not wait for it: it is offered
/// what there is at each turn. Where it is slower, a frame is dropped now and then; where it is faster it runs
/// out now and then, is started again, and [`underruns`](Self::underruns) counts that.
pub struct Alsa {
    pcm: PCM,
    underruns: u64,
    /// On their way, to be used again.
    frames: Vec<i16>,
}

impl Alsa {
    /// Opens a device for `rate` frames a second.
    ///
    /// # Errors
    ///
    /// Those of ALSA: no such device, or none that can do this.
    pub fn open(name: &str, rate: u32) -> io::Result<Self> {
        let pcm = Self::prepare(name, rate).map_err(|error| {
            let kind = into_io(&error).kind();
            io::Error::new(kind, format!("ALSA device `{name}`: {error}"))
        })?;
        Ok(Self { pcm, underruns: 0, frames: Vec::new() })
    }

    fn prepare(name: &str, rate: u32) -> alsa::Result<PCM> {
        let pcm = PCM::new(name, Direction::Playback, true)?;
        let params = HwParams::any(&pcm)?;
        params.set_channels(2)?;
        params.set_rate(rate, ValueOr::Nearest)?;
        params.set_format(Format::S16LE)?;
        params.set_access(Access::RWInterleaved)?;
        pcm.hw_params(&params)?;
        drop(params);
        pcm.prepare()?;
        Ok(pcm)
    }

    /// How often the card ran out of sound.
    pub const fn underruns(&self) -> u64 {
        self.underruns
    }
}

impl Output for Alsa {
    /// Nobody is woken: there is another turn.
    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.frames.clear();
        self.frames.extend(decode(bytes).flatten());
        loop {
            let written = self.pcm.io_i16().and_then(|io| io.writei(&self.frames));
            match written.as_ref().map_err(into_io) {
                Ok(0) => return Poll::Pending,
                Ok(frames) => return Poll::Ready(Ok(frames * BYTES)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    self.underruns += 1;
                    self.pcm.prepare().map_err(|error| into_io(&error))?;
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Until the card has played what it has.
    fn poll_finish(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.pcm.drain().as_ref().map_err(into_io) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            ended => Poll::Ready(ended.copied()),
        }
    }
}

fn into_io(error: &Error) -> io::Error {
    io::Error::from_raw_os_error(error.errno().abs())
}

impl fmt::Debug for Alsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alsa").field("underruns", &self.underruns).finish_non_exhaustive()
    }
}

const _: () = assert!(size_of::<Frame>() == BYTES);

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn the_device_that_ends_nowhere_takes_sound_and_an_unknown_one_is_named() {
        let mut null = Alsa::open("null", 48_000).unwrap();
        let mut cx = Context::from_waker(Waker::noop());
        let Poll::Ready(Ok(written)) = null.poll_write(&mut cx, &[0; 64]) else { panic!() };
        assert!(written > 0 && written % BYTES == 0, "{written}");
        assert!(matches!(null.poll_finish(&mut cx), Poll::Ready(Ok(()))));
        let error = Alsa::open("no such device", 48_000).unwrap_err();
        assert!(error.to_string().contains("no such device"), "{error}");
    }
}
