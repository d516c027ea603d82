//! What fits into a byte, and what else the byte says.

/// What a lite oneshot sends: something that a byte can stand for.
///
/// Implement it for enums of your own. A wrong implementation makes the channel panic, and nothing worse.
///
/// # Examples
///
/// ```
/// use wakeful::channel::oneshot::lite::{self, State};
/// use wakeful::executor::block_on;
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Outcome {
///     Done,
///     Failed,
/// }
///
/// impl State for Outcome {
///     fn to_u8(self) -> u8 {
///         self as u8
///     }
///     fn from_u8(byte: u8) -> Option<Self> {
///         [Self::Done, Self::Failed].into_iter().find(|outcome| *outcome as u8 == byte)
///     }
/// }
///
/// let (tx, rx) = lite::channel();
/// tx.send(Outcome::Failed).unwrap();
/// assert_eq!(block_on(rx), Ok(Outcome::Failed));
/// ```
pub trait State: Copy {
    /// The byte that stands for the value, less than [`RESERVED`].
    fn to_u8(self) -> u8;

    /// The value that `byte` stands for: the inverse of [`to_u8`](Self::to_u8).
    fn from_u8(byte: u8) -> Option<Self>;
}

impl State for () {
    fn to_u8(self) -> u8 {
        0
    }

    fn from_u8(byte: u8) -> Option<Self> {
        (byte == 0).then_some(())
    }
}

impl State for bool {
    fn to_u8(self) -> u8 {
        self.into()
    }

    fn from_u8(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// From this byte on, a byte stands for a state of the channel and not for a value.
pub const RESERVED: u8 = FRESH;

/// Both sides are there, and were not split off yet.
pub(super) const FRESH: u8 = 249;
/// Pending: nothing was sent.
pub(super) const OPEN: u8 = 250;
/// Pending, and the receiver waits.
pub(super) const WAITING: u8 = 251;
/// The sender takes the waker out.
pub(super) const BUSY: u8 = 252;
/// The receiver has closed, and is still there.
pub(super) const CLOSED: u8 = 253;
/// The sender has left, and has sent nothing.
pub(super) const HUNG_UP: u8 = 254;
/// The receiver has left.
pub(super) const GONE: u8 = 255;

#[inline(always)]
pub(super) const fn is_value(byte: u8) -> bool {
    byte < RESERVED
}

/// Whether the receiver has something to wait for.
#[inline(always)]
pub(super) const fn is_pending(byte: u8) -> bool {
    matches!(byte, FRESH | OPEN | WAITING | BUSY)
}

#[inline(always)]
pub(super) fn encode<S: State>(value: S) -> u8 {
    let byte = value.to_u8();
    assert!(is_value(byte), "`State::to_u8` must be less than `RESERVED`");
    byte
}

#[inline(always)]
pub(super) fn decode<S: State>(byte: u8) -> S {
    S::from_u8(byte).expect("`State::from_u8` must accept what `State::to_u8` returned")
}
