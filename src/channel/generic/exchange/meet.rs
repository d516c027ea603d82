//! The future of one who exchanges: its value lies in it.

use core::fmt;
use core::future::Future;
use core::marker;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::table::Polled;
use super::{Exchange, Parted};
use crate::channel::generic::rendezvous::parcel::Parcel;
use crate::lock::RawLock;
use crate::wait::{Stage, completed};

impl<T, L: RawLock> Exchange<T, L> {
    fn poll_meet(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<Option<T>> {
        if parcel.stage() != Stage::Fresh {
            return self.poll_waiting(parcel, waker);
        }
        // SAFETY: the owner, and in no line.
        let value = unsafe { parcel.value() };
        if self.meet(value) {
            return Poll::Ready(value.take());
        }
        self.join(parcel, waker)
    }

    /// Nobody was there. The clone is made without the lock, and somebody may come meanwhile.
    fn join(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<Option<T>> {
        let mut fresh = Some(waker.clone());
        let (met, waker) = self.table.with(|table| {
            // SAFETY: the owner, and in no line.
            let met = table.meet(unsafe { parcel.value() });
            if met.0 {
                return met;
            }
            if let Some(fresh) = fresh.take() {
                // SAFETY: in no line; `leave` is called before it is dropped.
                unsafe { table.join(parcel, fresh) };
            }
            met
        });
        drop(fresh);
        if let Some(waker) = waker {
            waker.wake();
        }
        if !met {
            return Poll::Pending;
        }
        // SAFETY: the owner, and in no line.
        Poll::Ready(unsafe { parcel.value() }.take())
    }

    fn poll_waiting(&self, parcel: Pin<&Parcel<T>>, waker: &Waker) -> Poll<Option<T>> {
        let mut fresh = None;
        loop {
            // SAFETY: neither `Fresh` nor complete: in the line.
            let poll = self.table.with(|table| unsafe { table.poll(&parcel, waker, &mut fresh) });
            match poll {
                Polled::Ready(value) => return Poll::Ready(Some(value)),
                Polled::Pending => return Poll::Pending,
                Polled::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
    }

    /// The exit of one who may be in line: afterwards it is not. If `fetch`, with what is on the table for
    /// it.
    fn leave(&self, parcel: &Parcel<T>, fetch: bool) -> Option<T> {
        if parcel.stage() == Stage::Fresh {
            return None;
        }
        // SAFETY: not `Fresh`: in the line.
        let (value, stale) = self.table.with(|table| unsafe { table.leave(parcel, fetch) });
        drop(stale);
        value
    }
}

/// The future of [`Exchange::exchange`].
///
/// # Cancel safety
///
/// Weak: dropped, it drops its value if nobody has taken it yet; if somebody has, what it would have got
/// stays for the next who comes. [`cancel`](Self::cancel) tells, and loses nothing.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "futures do nothing unless polled"]
pub struct Meet<'a, T, L: RawLock> {
    /// Until it has completed.
    exchange: Option<&'a Exchange<T, L>>,
    parcel: Parcel<T>,
}

// SAFETY: by the Hand Rule the parcel is touched under the lock of the exchange, or by the owner of the
// future alone; so moving it shares the exchange and moves the value (`T: Send`, in `Exchange: Sync`).
unsafe impl<T, L: RawLock> marker::Send for Meet<'_, T, L> where Exchange<T, L>: Sync {}

// SAFETY: nothing but `Debug` and `is_terminated` takes `&Meet`, and these do not touch the parcel.
unsafe impl<T, L: RawLock> Sync for Meet<'_, T, L> where Exchange<T, L>: Sync {}

impl<'a, T, L: RawLock> Meet<'a, T, L> {
    #[inline(always)]
    pub(super) const fn new(exchange: &'a Exchange<T, L>, value: T) -> Self {
        Self { exchange: Some(exchange), parcel: Parcel::new(Some(value)) }
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.exchange.is_none()
    }

    /// Waits no more: gives back the value, or what there is for it if somebody has taken it already. It
    /// has completed then.
    pub fn cancel(self: Pin<&mut Self>) -> Parted<T> {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(exchange) = this.exchange.take() else { return Parted::Done };
        if let Some(value) = exchange.leave(&this.parcel, true) {
            return Parted::Met(value);
        }
        // SAFETY: the owner, and in no line since `leave`.
        match unsafe { this.parcel.value() }.take() {
            Some(value) => Parted::Alone(value),
            None => Parted::Done,
        }
    }
}

impl<T, L: RawLock> Future for Meet<'_, T, L> {
    type Output = T;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the parcel is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(exchange) = this.exchange else { completed() };
        // SAFETY: a field of a pinned future; its drop leaves the line.
        let parcel = unsafe { Pin::new_unchecked(&this.parcel) };
        match exchange.poll_meet(parcel, cx.waker()) {
            Poll::Ready(Some(value)) => {
                this.exchange = None;
                Poll::Ready(value)
            }
            _ => Poll::Pending,
        }
    }
}

impl<T, L: RawLock> Drop for Meet<'_, T, L> {
    #[inline]
    fn drop(&mut self) {
        if let Some(exchange) = self.exchange {
            exchange.leave(&self.parcel, false);
        }
    }
}

impl<T, L: RawLock> fmt::Debug for Meet<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meet").field("completed", &self.is_terminated()).finish()
    }
}
