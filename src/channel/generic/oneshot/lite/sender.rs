//! The end that sends a byte.

use core::fmt;
use core::mem::ManuallyDrop;

use super::Place;
use super::state::{BUSY, CLOSED, GONE, HUNG_UP, OPEN, WAITING, encode};

/// The end of a lite [`Oneshot`](super::Oneshot) that sends, once.
///
/// Dropping it tells the receiver that nothing will come.
///
/// It is `Send` if the anchor is, which shares the channel: if the flavor is not the local one.
pub struct Sender<A: Place> {
    anchor: A,
}

/// It has no part that would mind.
impl<A: Place> Unpin for Sender<A> {}

impl<A: Place> Sender<A> {
    #[inline(always)]
    pub(super) const fn new(anchor: A) -> Self {
        Self { anchor }
    }

    /// Sends `value`, without waiting.
    ///
    /// # Errors
    ///
    /// The value, if the receiver has closed or gone.
    ///
    /// # Panics
    ///
    /// If [`State::to_u8`](super::State::to_u8) returns a byte that is [`RESERVED`](super::RESERVED).
    #[inline]
    pub fn send(self, value: A::State) -> Result<(), A::State> {
        // It may panic: then the sender is dropped, and hangs up.
        let byte = encode(value);
        let anchor = ManuallyDrop::new(self).anchor;
        match anchor.channel().byte.exchange(OPEN, byte) {
            Ok(()) => Ok(()),
            Err(seen) if leave_with(anchor, byte, seen) => Ok(()),
            Err(_) => {
                leave_with(anchor, HUNG_UP, OPEN);
                Err(value)
            }
        }
    }

    /// Whether the receiver has closed or gone, so that nothing can be sent.
    #[inline]
    pub fn is_closed(&self) -> bool {
        matches!(self.anchor.channel().byte.load(), CLOSED | GONE)
    }
}

/// Leaves with `last_words`, a value or `HUNG_UP`; `false` if nothing was done, as a value is not taken
/// any more. `seen` is what the byte was at last.
#[cold]
#[inline(never)]
fn leave_with<A: Place>(anchor: A, last_words: u8, mut seen: u8) -> bool {
    let channel = anchor.channel();
    let mut waker = None;
    loop {
        let next = match seen {
            WAITING => BUSY,
            CLOSED | GONE if last_words != HUNG_UP => return false,
            GONE => {
                // SAFETY: the receiver has left, and so has the sender, by returning: the last.
                unsafe { anchor.free() };
                return true;
            }
            _ => last_words,
        };
        match channel.byte.exchange(seen, next) {
            Ok(()) if next == BUSY => {
                // SAFETY: the Bell Rule: made busy just now.
                waker = Some(unsafe { channel.bell.take() });
                seen = BUSY;
            }
            Ok(()) => break,
            Err(now) => seen = now,
        }
    }
    // The channel may be gone by now.
    if let Some(waker) = waker {
        waker.wake();
    }
    true
}

impl<A: Place> Drop for Sender<A> {
    #[inline]
    fn drop(&mut self) {
        leave_with(self.anchor, HUNG_UP, OPEN);
    }
}

impl<A: Place> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("is_closed", &self.is_closed()).finish()
    }
}
