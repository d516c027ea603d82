//! What may go wrong for a receiver: closed, empty, too late, too slow.

use core::error::Error;
use core::fmt;

/// Why nothing was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvError {
    /// The channel is closed, and every message has been received.
    Closed,
    /// So many messages were overwritten before this receiver saw them. It goes on at the oldest that
    /// is kept.
    Lagged(u64),
}

/// Why nothing could be received at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// There is no message that this receiver has not seen.
    Empty,
    /// The channel is closed, and every message has been received.
    Closed,
    /// So many messages were overwritten before this receiver saw them. It goes on at the oldest that
    /// is kept.
    Lagged(u64),
}

/// Why nothing was received in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecvTimeoutError {
    /// Nothing came in time.
    Timeout,
    /// The channel is closed, and every message has been received.
    Closed,
    /// So many messages were overwritten before this receiver saw them. It goes on at the oldest that
    /// is kept.
    Lagged(u64),
}

/// So many messages were overwritten before the receiver saw them: what a stream says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lagged(pub u64);

const DRAINED: &str = "the channel is closed and empty";

fn lagged(f: &mut fmt::Formatter<'_>, n: u64) -> fmt::Result {
    write!(f, "{n} messages were overwritten before they were received")
}

impl From<RecvError> for TryRecvError {
    fn from(error: RecvError) -> Self {
        match error {
            RecvError::Closed => Self::Closed,
            RecvError::Lagged(n) => Self::Lagged(n),
        }
    }
}

impl From<RecvError> for RecvTimeoutError {
    fn from(error: RecvError) -> Self {
        match error {
            RecvError::Closed => Self::Closed,
            RecvError::Lagged(n) => Self::Lagged(n),
        }
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Closed => f.write_str(DRAINED),
            Self::Lagged(n) => lagged(f, n),
        }
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("the channel is empty"),
            Self::Closed => f.write_str(DRAINED),
            Self::Lagged(n) => lagged(f, n),
        }
    }
}

impl fmt::Display for RecvTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Timeout => f.write_str("nothing came in time"),
            Self::Closed => f.write_str(DRAINED),
            Self::Lagged(n) => lagged(f, n),
        }
    }
}

impl fmt::Display for Lagged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        lagged(f, self.0)
    }
}

impl Error for RecvError {}
impl Error for TryRecvError {}
impl Error for RecvTimeoutError {}
impl Error for Lagged {}
