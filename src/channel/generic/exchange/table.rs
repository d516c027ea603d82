//! Who is there, and what is on the table: the state of an exchange, under its lock.

use core::mem;
use core::pin::Pin;
use core::task::Waker;

use crate::channel::generic::rendezvous::parcel::{Parcel, Parcels};
use crate::wait::Stage;

/// The table, and the one who waits.
///
/// | table | line | |
/// |---|---|---|
/// | empty | empty | nobody is there |
/// | empty | one at `Waiting` | its value is in its parcel |
/// | full | one at `Offered` | its value was taken; what is on the table is for it |
/// | full | empty | it was for one who has left |
///
/// *The Table Rule*: there are no other states. Whoever finds the table full or somebody in line joins
/// no line; the table is emptied by the one at `Offered`, or when nobody is in line.
pub(super) struct Table<T> {
    table: Option<T>,
    line: Parcels<T>,
}

/// How the poll of one in line ended.
pub(super) enum Polled<T> {
    Ready(T),
    Pending,
    /// It has to be given a waker: one that is cloned without the lock.
    NeedsWaker,
}

impl<T> Table<T> {
    pub(super) const fn new() -> Self {
        Self { table: None, line: Parcels::new() }
    }

    pub(super) const fn is_ready(&self) -> bool {
        self.table.is_some() || !self.line.is_empty()
    }

    /// A newcomer: swaps `value`, if there is another one. Gives back the waker of the one who waits.
    #[inline(always)]
    pub(super) fn meet(&mut self, value: &mut Option<T>) -> (bool, Option<Waker>) {
        if self.table.is_some() {
            mem::swap(&mut self.table, value);
            return (true, None);
        }
        match self.line.empty_front() {
            None => (false, None),
            Some((other, waker)) => {
                self.table = value.replace(other);
                (true, waker)
            }
        }
    }

    /// One who met nobody just now waits in line.
    ///
    /// # Safety
    ///
    /// That of [`Parcels::join`].
    pub(super) unsafe fn join(&mut self, parcel: Pin<&Parcel<T>>, waker: Waker) {
        // SAFETY: the contract.
        unsafe { self.line.join(parcel, waker) };
    }

    /// One who is in line is polled. `fresh` is as in `Parcels::renew`.
    ///
    /// # Safety
    ///
    /// The parcel is in this line.
    pub(super) unsafe fn poll(
        &mut self,
        parcel: &Parcel<T>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
    ) -> Polled<T> {
        if parcel.stage() == Stage::Offered {
            if let Some(value) = self.table.take() {
                // SAFETY: the contract. At `Offered` it has no waker.
                unsafe { self.line.leave(parcel) };
                return Polled::Ready(value);
            }
        }
        // SAFETY: the contract.
        if unsafe { self.line.renew(parcel, waker, fresh) } {
            Polled::Pending
        } else {
            Polled::NeedsWaker
        }
    }

    /// One who is in line leaves it; with what is on the table for it if `fetch`, else that stays. Gives
    /// back its waker.
    ///
    /// # Safety
    ///
    /// The parcel is in this line.
    pub(super) unsafe fn leave(
        &mut self,
        parcel: &Parcel<T>,
        fetch: bool,
    ) -> (Option<T>, Option<Waker>) {
        let taken = parcel.stage() == Stage::Offered;
        let value = if taken && fetch { self.table.take() } else { None };
        // SAFETY: the contract.
        (value, unsafe { self.line.leave(parcel) })
    }

    /// Takes what is on the table for nobody.
    pub(super) fn take_left(&mut self) -> Option<T> {
        if self.line.is_empty() { self.table.take() } else { None }
    }
}
