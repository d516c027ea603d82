//! Each side by itself, from a shared reference: for interrupt handlers.

use super::word::has_value;
use super::{Oneshot, Receiver, Sender};
use crate::lock::RawLock;

// The *One-End Rule*: at any time there is one sender or one who calls `put`, and one receiver or one
// who calls `take`. An end that was forgotten is none.

/// # One end at a time
///
/// A handler of an interrupt has nobody who could give it an end. These methods make or replace an end
/// from `&self`, as often as needed; that there is one of a kind at a time is for the caller to know.
///
/// A side that was not made yet counts as there. One that was dropped, or has sent or received, is gone
/// until it is made again: to start over, make both ends before you use one.
///
/// ```
/// use wakeful::channel::oneshot::Oneshot;
///
/// static SAMPLE: Oneshot<u32> = Oneshot::new();
///
/// fn interrupt() {
///     if SAMPLE.is_empty() {
///         // SAFETY: this handler alone sends, and does not interrupt itself.
///         unsafe { SAMPLE.put(7) };
///     }
/// }
///
/// for _ in 0..2 {
///     interrupt();
///     // SAFETY: this loop alone receives.
///     let receiver = unsafe { SAMPLE.receiver() };
///     assert_eq!(wakeful::executor::block_on(receiver), Ok(7));
/// }
/// ```
impl<T, L: RawLock> Oneshot<T, L> {
    /// Puts `value` into the channel and wakes the receiver, whether or not it has closed.
    ///
    /// # Safety
    ///
    /// There is no [`Sender`], and nobody else calls `put`, [`sender`](Self::sender) or a `split`
    /// meanwhile.
    ///
    /// # Panics
    ///
    /// If there is a value already: see [`is_empty`](Self::is_empty).
    pub unsafe fn put(&self, value: T) {
        assert!(self.is_empty(), "a oneshot holds one value: `put` when it `is_empty`");
        // SAFETY: the Slot Rule, by the One-End Rule: empty, so the sender's, who is the caller.
        unsafe { self.put_value(value) };
        if self.word.put_value() {
            // SAFETY: the Bell Rule: made busy by the line above.
            let waker = unsafe { self.receiver.take() };
            self.word.put();
            waker.wake();
        }
    }

    /// Takes the value out of the channel, if there is one.
    ///
    /// # Safety
    ///
    /// There is no [`Receiver`], and nobody else calls `take`, [`receiver`](Self::receiver) or a `split`
    /// meanwhile.
    pub unsafe fn take(&self) -> Option<T> {
        if !has_value(self.word.load()) {
            return None;
        }
        // SAFETY: the Slot Rule, by the One-End Rule: full, so the receiver's, who is the caller.
        let value = unsafe { self.take_value() };
        self.word.taken();
        Some(value)
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
        assert!(self.word.sender_again(), "a oneshot holds one value: receive it before the next");
        Sender::new(self)
    }

    /// Makes the receiver.
    ///
    /// # Safety
    ///
    /// There is no other [`Receiver`] that is used or dropped from now on, and nobody calls
    /// [`take`](Self::take), `receiver` or a `split` while there is this one.
    pub unsafe fn receiver(&self) -> Receiver<&Self> {
        self.word.receiver_again();
        Receiver::new(self)
    }
}
