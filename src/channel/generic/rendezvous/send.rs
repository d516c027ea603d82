//! The future of a sender: its value lies in it.

use core::fmt;
use core::future::Future;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Channel;
use super::line::Polled;
use super::parcel::Parcel;
use crate::channel::SendError;
use crate::lock::RawLock;
use crate::wait::{Stage, completed};

impl<T, L: RawLock> Channel<T, L> {
    /// One poll of a sender. Ready when it is in no line any more: then the value was taken, or it is
    /// there.
    #[inline]
    pub(super) fn poll_send(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<()> {
        match parcel.stage() {
            Stage::Fresh => self.join(parcel, waker),
            Stage::Granted | Stage::Passed if L::PEEK => Poll::Ready(()),
            _ => self.poll_waiting(parcel, waker),
        }
    }

    #[inline(never)]
    fn join(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<()> {
        let mut waker = Some(waker.clone());
        // SAFETY: in no line; `withdraw` is called before it is dropped.
        let joined = self.update(|line, _| unsafe { line.join(parcel, &mut waker) });
        if joined { Poll::Pending } else { Poll::Ready(()) }
    }

    #[inline(never)]
    fn poll_waiting(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<()> {
        let mut fresh = None;
        loop {
            let polled = self.line.with(|line| {
                // SAFETY: it has joined.
                unsafe { line.poll_sender(&parcel, waker, &mut fresh) }
            });
            match polled {
                Polled::Ready(()) => return Poll::Ready(()),
                Polled::Pending => return Poll::Pending,
                Polled::NeedsWaker => fresh = Some(waker.clone()),
                Polled::HasWaker => drop(fresh.take()),
            }
        }
    }

    /// The exit of a sender: afterwards it is in no line.
    #[inline]
    pub(super) fn withdraw(&self, parcel: &Parcel<T>) {
        match parcel.stage() {
            Stage::Fresh => {}
            Stage::Granted | Stage::Passed if L::PEEK => {}
            _ => self.cancel_send(parcel),
        }
    }

    #[cold]
    #[inline(never)]
    fn cancel_send(&self, parcel: &Parcel<T>) {
        // SAFETY: it has joined.
        let stale = self.update(|line, _| unsafe { line.leave(parcel) });
        drop(stale);
    }
}

/// The future of [`Sender::send`](super::Sender::send).
///
/// # Cancel safety
///
/// Strict: dropped before the value was taken, it has sent nothing. [`cancel`](Self::cancel) tells.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct Send<'a, T, L: RawLock> {
    /// Until it has completed.
    channel: Option<&'a Channel<T, L>>,
    parcel: Parcel<T>,
}

// SAFETY: by the Hand Rule the parcel is touched under the lock of the channel, or by the owner of the
// future alone; so moving it shares the channel and moves the value (`T: Send`, in `Channel: Sync`).
unsafe impl<T, L: RawLock> marker::Send for Send<'_, T, L> where Channel<T, L>: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Send`, and these do not touch the parcel.
unsafe impl<T, L: RawLock> Sync for Send<'_, T, L> where Channel<T, L>: Sync {}

impl<'a, T, L: RawLock> Send<'a, T, L> {
    #[inline(always)]
    pub(super) const fn new(channel: &'a Channel<T, L>, value: T) -> Self {
        Self { channel: Some(channel), parcel: Parcel::new(Some(value)) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.channel.is_none()
    }

    /// Sends no more: `Some(value)` if it was not taken, `None` if it was.
    ///
    /// Also `None` if the future has returned the value already. It has completed then.
    pub fn cancel(self: Pin<&mut Self>) -> Option<T> {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        let channel = this.channel?;
        channel.withdraw(&this.parcel);
        this.channel = None;
        // SAFETY: the owner, and in no line since `withdraw`.
        unsafe { this.parcel.value() }.take()
    }
}

impl<T, L: RawLock> Future for Send<'_, T, L> {
    type Output = Result<(), SendError<T>>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(channel) = this.channel else { completed() };
        // SAFETY: a field of a pinned future; its drop withdraws.
        let parcel = unsafe { Pin::new_unchecked(&this.parcel) };
        if channel.poll_send(parcel, cx.waker()).is_pending() {
            return Poll::Pending;
        }
        this.channel = None;
        // SAFETY: the owner, and in no line when ready.
        match unsafe { this.parcel.value() }.take() {
            None => Poll::Ready(Ok(())),
            Some(value) => Poll::Ready(Err(SendError(value))),
        }
    }
}

impl<T, L: RawLock> Drop for Send<'_, T, L> {
    #[inline]
    fn drop(&mut self) {
        if let Some(channel) = self.channel {
            channel.withdraw(&self.parcel);
        }
    }
}

impl<T, L: RawLock> fmt::Debug for Send<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").field("completed", &self.is_terminated()).finish()
    }
}
