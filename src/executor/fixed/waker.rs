//! Wakers that own nothing: the address of a slot, and which use of it.

use core::mem::offset_of;
use core::ptr;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::roster::{Place, Roster};
use super::{Entry, StaticExecutor};
use crate::executor::park::Park;
use crate::lock::ThreadSafe;

impl<P, L, const N: usize, const LEVELS: usize> StaticExecutor<P, L, N, LEVELS>
where
    P: Park + Sync + 'static,
    L: ThreadSafe + 'static,
{
    /// The waker of the task that has this place.
    pub(super) fn waker(&'static self, place: Place) -> Waker {
        let start = ptr::from_ref(self).cast();
        let data = Roster::<Entry<L>, L, N, LEVELS>::data(start, offset_of!(Self, roster), place);
        // SAFETY: the Generation Rule: `self` stays for ever, so the waker may.
        unsafe { Waker::from_raw(RawWaker::new(data, Self::table())) }
    }

    // Not inlined, so that the address is the same wherever it is asked for: `will_wake` compares it.
    #[inline(never)]
    fn table() -> &'static RawWakerVTable {
        &RawWakerVTable::new(
            |data| RawWaker::new(data, Self::table()),
            Self::wake,
            Self::wake,
            |_| {},
        )
    }

    fn wake(data: *const ()) {
        let offset = offset_of!(Self, roster);
        // SAFETY: the Generation Rule: of this table are such wakers alone.
        let (start, place) = unsafe { Roster::<Entry<L>, L, N, LEVELS>::of_data(data, offset) };
        // SAFETY: the Generation Rule: an executor that stays for ever, and is shared.
        let this: &'static Self = unsafe { &*start.cast() };
        if this.roster.wake(place) {
            this.park.unpark();
        }
    }
}
