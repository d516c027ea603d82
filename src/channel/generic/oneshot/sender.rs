//! The end that sends.

use core::fmt;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Place;
use super::word::{Side, Spoken, is_closed};
use crate::wait::completed;

/// The end of a [`Oneshot`](super::Oneshot) that sends, once.
///
/// Dropping it tells the receiver that nothing will come.
///
/// It is `Send` if the anchor is, which shares the channel: if the value is `Send` and the flavor is not
/// the local one.
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
    #[inline]
    pub fn send(self, value: A::Value) -> Result<(), A::Value> {
        let anchor = ManuallyDrop::new(self).anchor;
        let channel = anchor.channel();
        // SAFETY: the Slot Rule: nothing was sent.
        unsafe { channel.put_value(value) };
        match channel.word.send() {
            Spoken::Left { .. } => Ok(()),
            spoken => contended(anchor, spoken),
        }
    }

    /// Whether the receiver has closed or gone, so that nothing can be sent.
    #[inline]
    pub fn is_closed(&self) -> bool {
        is_closed(self.anchor.channel().word.load())
    }

    /// Waits until the receiver has closed or gone.
    ///
    /// # Cancel safety
    ///
    /// Strict: there is nothing to lose.
    pub const fn closed(&mut self) -> Closed<'_, A> {
        Closed { sender: Some(self) }
    }

    /// Ready when the receiver has closed or gone; the task of the last call is woken then.
    pub fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let channel = self.anchor.channel();
        loop {
            let seen = channel.word.load();
            if is_closed(seen) {
                return Poll::Ready(());
            }
            if channel.sender.register(&channel.word, Side::SENDER, seen, cx.waker()) {
                return Poll::Pending;
            }
        }
    }

    /// Forgets the task that waits for the close.
    fn withdraw(&self) -> Option<Waker> {
        let channel = self.anchor.channel();
        channel.sender.withdraw(&channel.word, Side::SENDER)
    }
}

// The contended case: the receiver waits, or has closed; or a task waits for that.

/// Goes on with a `send` that has filled the value cell and got as far as `spoken`.
#[cold]
#[inline(never)]
fn contended<A: Place>(anchor: A, mut spoken: Spoken) -> Result<(), A::Value> {
    let channel = anchor.channel();
    let mut stale = None;
    loop {
        match spoken {
            Spoken::Left { .. } => break,
            Spoken::Ring => {
                ring(anchor);
                break;
            }
            Spoken::Withdraw => stale = channel.sender.withdraw(&channel.word, Side::SENDER),
            Spoken::Closed => {
                // SAFETY: the Slot Rule: filled here, and not sent.
                let value = unsafe { channel.take_value() };
                hang_up(anchor);
                return Err(value);
            }
        }
        spoken = channel.word.send();
    }
    drop(stale);
    Ok(())
}

/// After the sender's last word: takes the receiver's waker out, leaves, and wakes.
fn ring<A: Place>(anchor: A) {
    let channel = anchor.channel();
    // SAFETY: the Bell Rule: made busy by the sender's last word.
    let waker = unsafe { channel.receiver.take() };
    if channel.word.rang() {
        // SAFETY: the Parting Rule: the last.
        unsafe { anchor.free() };
    }
    waker.wake();
}

/// Leaves without having sent.
fn hang_up<A: Place>(anchor: A) {
    let channel = anchor.channel();
    let mut stale = None;
    loop {
        match channel.word.hang_up() {
            Spoken::Left { last } => {
                if last {
                    // SAFETY: the Parting Rule: the last.
                    unsafe { anchor.free() };
                }
                break;
            }
            Spoken::Ring => {
                ring(anchor);
                break;
            }
            Spoken::Withdraw | Spoken::Closed => {
                stale = channel.sender.withdraw(&channel.word, Side::SENDER);
            }
        }
    }
    drop(stale);
}

impl<A: Place> Drop for Sender<A> {
    #[inline]
    fn drop(&mut self) {
        hang_up(self.anchor);
    }
}

impl<A: Place> fmt::Debug for Sender<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("is_closed", &self.is_closed()).finish()
    }
}

/// The future of [`Sender::closed`].
#[must_use = "futures do nothing unless polled"]
pub struct Closed<'a, A: Place> {
    sender: Option<&'a mut Sender<A>>,
}

impl<A: Place> Closed<'_, A> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.sender.is_none()
    }
}

impl<A: Place> Future for Closed<'_, A> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(sender) = &mut self.sender else { completed() };
        let polled = sender.poll_closed(cx);
        if polled.is_ready() {
            self.sender = None;
        }
        polled
    }
}

impl<A: Place> Drop for Closed<'_, A> {
    fn drop(&mut self) {
        if let Some(sender) = &self.sender {
            drop(sender.withdraw());
        }
    }
}

impl<A: Place> fmt::Debug for Closed<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").field("completed", &self.is_terminated()).finish()
    }
}
