//! Each side by itself, from a shared reference: for interrupt handlers.

use super::state::{BUSY, CLOSED, FRESH, GONE, HUNG_UP, OPEN, WAITING, decode, encode, is_value};
use super::{Oneshot, Receiver, Sender, State};
use crate::lock::RawLock;

// The *One-End Rule*: at any time there is one sender or one who calls `put`, and one receiver or one
// who calls `take`. An end that was forgotten is none.

/// # One end at a time
///
/// As with the other [`Oneshot`](super::super::Oneshot#one-end-at-a-time).
impl<S: State, L: RawLock> Oneshot<S, L> {
    /// Puts `value` into the channel and wakes the receiver, whether or not it has closed.
    ///
    /// # Safety
    ///
    /// There is no [`Sender`], and nobody else calls `put`, [`sender`](Self::sender) or a `split`
    /// meanwhile.
    ///
    /// # Panics
    ///
    /// If there is a value already: see [`is_empty`](Self::is_empty). If [`State`] is implemented wrongly.
    pub unsafe fn put(&self, value: S) {
        let byte = encode(value);
        let mut waker = None;
        let mut seen = self.byte.load();
        loop {
            assert!(!is_value(seen), "a oneshot holds one value: `put` when it `is_empty`");
            match self.byte.exchange(seen, if seen == WAITING { BUSY } else { byte }) {
                Ok(()) if seen == WAITING => {
                    // SAFETY: the Bell Rule: made busy just now.
                    waker = Some(unsafe { self.bell.take() });
                    seen = BUSY;
                }
                Ok(()) => break,
                Err(now) => seen = now,
            }
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Takes the value out of the channel, if there is one.
    ///
    /// # Safety
    ///
    /// There is no [`Receiver`], and nobody else calls `take`, [`receiver`](Self::receiver) or a `split`
    /// meanwhile.
    ///
    /// # Panics
    ///
    /// If [`State`] is implemented wrongly.
    pub unsafe fn take(&self) -> Option<S> {
        let seen = self.byte.load();
        is_value(seen).then(|| {
            // By the One-End Rule nobody else writes while there is a value.
            self.byte.store(OPEN);
            decode(seen)
        })
    }

    /// Makes the sender.
    ///
    /// # Safety
    ///
    /// There is no other [`Sender`] that is used or dropped from now on, and nobody calls
    /// [`put`](Self::put), `sender` or a `split` while there is this one.
    ///
    /// # Panics
    ///
    /// If there is a value that was not received: see [`is_empty`](Self::is_empty).
    pub unsafe fn sender(&self) -> Sender<&Self> {
        self.reopen([FRESH, HUNG_UP]);
        assert!(self.is_empty(), "a oneshot holds one value: receive it before the next");
        Sender::new(self)
    }

    /// Makes the receiver.
    ///
    /// # Safety
    ///
    /// There is no other [`Receiver`] that is used or dropped from now on, and nobody calls
    /// [`take`](Self::take), `receiver` or a `split` while there is this one. If the receiver before was closed
    /// or dropped while it waited, no [`put`](Self::put), `send` or drop of a sender that began before is still
    /// under way: it may be moving the waker of that one out.
    pub unsafe fn receiver(&self) -> Receiver<&Self> {
        self.reopen([FRESH, CLOSED]);
        self.reopen([GONE; 2]);
        Receiver::new(self)
    }

    /// Makes it open, if it is one of `from`.
    fn reopen(&self, from: [u8; 2]) {
        let mut seen = self.byte.load();
        while from.contains(&seen) {
            match self.byte.exchange(seen, OPEN) {
                Ok(()) => return,
                Err(now) => seen = now,
            }
        }
    }
}
