//! The task's side.

use core::error::Error;
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use wakeful::channel::critical::spsc::BorrowedReceiver;

use super::receiver::Item;

/// Lines of up to `LONGEST` bytes, without their ends (`\n` or `\r\n`).
pub struct Lines<const N: usize, const LONGEST: usize> {
    queue: BorrowedReceiver<'static, Item, N>,
    lost: &'static AtomicU32,
    /// So many of those that were lost have been reported.
    reported: u32,
    line: [u8; LONGEST],
    len: usize,
    /// The line is full, and a carriage return came after it: perhaps it belongs to its end.
    returned: bool,
    /// Why the line that comes in now is of no use: the first reason.
    spoilt: Option<Spoilt>,
    /// The line was given away: the next call begins another.
    given: bool,
}

#[derive(Clone, Copy)]
enum Spoilt {
    Gap,
    Noise,
    TooLong,
}

impl<const N: usize, const LONGEST: usize> Lines<N, LONGEST> {
    pub(super) const fn new(
        queue: BorrowedReceiver<'static, Item, N>,
        lost: &'static AtomicU32,
    ) -> Self {
        let line = [0; LONGEST];
        Self { queue, lost, reported: 0, line, len: 0, returned: false, spoilt: None, given: false }
    }

    /// Waits for the next line.
    ///
    /// # Cancel safety
    ///
    /// Strict: what came of the line is there for the next call.
    ///
    /// # Errors
    ///
    /// Why the line is of no use. It was skipped up to its end, and the one after it is whole.
    pub async fn next(&mut self) -> Result<&[u8], LineError> {
        if core::mem::take(&mut self.given) {
            self.len = 0;
        }
        loop {
            // The sender is a handler's, for ever.
            let Ok(item) = self.queue.recv().await else { return core::future::pending().await };
            if self.is_end(item) {
                break;
            }
        }
        self.given = true;
        let returned = core::mem::take(&mut self.returned);
        match self.spoilt.take() {
            None if returned => Ok(&self.line),
            None => Ok(self.line[..self.len].strip_suffix(b"\r").unwrap_or(&self.line[..self.len])),
            Some(Spoilt::TooLong) => Err(LineError::TooLong),
            Some(Spoilt::Noise) => Err(LineError::Noise),
            Some(Spoilt::Gap) => Err(LineError::Overrun { lost: self.lost() }),
        }
    }

    /// How many were lost since this was asked last.
    fn lost(&mut self) -> u32 {
        let lost = self.lost.load(Ordering::Acquire);
        lost.wrapping_sub(core::mem::replace(&mut self.reported, lost))
    }

    fn is_end(&mut self, item: Item) -> bool {
        match item {
            Item::Byte(b'\n') => return true,
            Item::Byte(byte) => match self.line.get_mut(self.len) {
                Some(place) => {
                    *place = byte;
                    self.len += 1;
                }
                None if byte == b'\r' && !self.returned => self.returned = true,
                None => self.spoil(Spoilt::TooLong),
            },
            Item::Noise => self.spoil(Spoilt::Noise),
            // It comes first: where the line ends is not known any more.
            Item::Gap => self.spoilt = Some(Spoilt::Gap),
        }
        false
    }

    fn spoil(&mut self, why: Spoilt) {
        self.spoilt.get_or_insert(why);
    }
}

impl<const N: usize, const LONGEST: usize> fmt::Debug for Lines<N, LONGEST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// A line that is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineError {
    /// The task was too slow. The ends of lines may be among what was lost, so this may be several.
    Overrun {
        /// How many bytes were lost since the last report; all reports together tell the exact number.
        lost: u32,
    },
    /// The port received something that is no byte.
    Noise,
    /// There was no room for it.
    TooLong,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overrun { lost } => {
                write!(f, "{lost} bytes were lost: read more often, or make the queue longer")
            }
            Self::Noise => f.write_str("the serial port received something that is no byte"),
            Self::TooLong => f.write_str("the line is too long for its buffer"),
        }
    }
}

impl Error for LineError {}
