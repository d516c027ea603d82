//! The contended case as the queue sees it: who is served, and what the word says of it.

use core::sync::atomic::Ordering::AcqRel;

use super::value::{CALL, FAIR, FULL, QUEUED, STRICT, Value};
use super::{Batch, Change, List, Policy, Stage, WaitQueue, wake_each};
use crate::lock::RawLock;

/// After this many polls that lost, the front of a queue is served strictly.
///
/// Measured: throughput is the same from 4 to 255, and 0 (strict order) is 100 times slower.
pub const LOST_POLLS: u8 = 4;

/// At most this many offers are out at a time; the rest are woken in a chain.
pub const OFFERS: usize = 32;

/// What a lost poll weighs.
pub(super) const LOST: u8 = 16;
/// From this weight on, the front is served strictly.
pub(super) const STRICT_AT: u8 = LOST_POLLS * LOST;

impl<P: Policy, L: RawLock> WaitQueue<P, L> {
    /// After a release that found `CALL`.
    #[cold]
    #[inline(never)]
    pub(super) fn serve_release(&self) {
        self.locked(|list, batch| {
            if let Some(front) = list.front() {
                // SAFETY: the Word Rule, inside `with`.
                let state = unsafe { self.load() }.state();
                if P::grant(state, front.request()).is_none() {
                    // Overtaken, or its turn needs several releases. Where one release is enough
                    // for the front, this happens in a race only and weighs little.
                    front.add_losses(if P::EXCLUSIVE { 1 } else { LOST });
                }
            }
            ((), self.settle(list, batch))
        });
    }

    /// After a change that may concern all.
    #[cold]
    #[inline(never)]
    pub(crate) fn serve_all(&self) {
        self.locked(|list, batch| ((), self.settle(list, batch)));
    }

    /// Changes the list by `prepare`, once, and the state by `change`, which may look at the list and
    /// must be pure; then serves those whom it concerns.
    pub(crate) fn change_locked(
        &self,
        whom: Change,
        prepare: impl FnOnce(&mut List<P::Request>),
        mut change: impl FnMut(&mut List<P::Request>, usize) -> usize,
    ) {
        self.locked(|list, batch| {
            prepare(list);
            // SAFETY: the Word Rule, inside `with`.
            let changed = unsafe { self.replace(|state| Some(change(list, state))) };
            // As many offers as may be are out already: those who have one go on from here.
            let full = changed.is_ok_and(|old| old.has(FULL)) && whom == Change::Release;
            ((), !full && self.settle(list, batch))
        });
    }

    /// Adds waiters that were moved here from another list, then serves from the front.
    pub(crate) fn adopt(&self, mut attach: impl FnMut(&mut List<P::Request>)) {
        self.locked(|list, batch| {
            attach(list);
            ((), self.settle(list, batch))
        });
    }

    /// Runs `f` with the lock held; when it is released, wakes those whom `f` put in the batch and
    /// goes on settling if `f` says that the batch had no room for all.
    #[inline(always)]
    pub(super) fn locked<T>(
        &self,
        f: impl FnOnce(&mut List<P::Request>, &mut Batch) -> (T, bool),
    ) -> T {
        let mut batch = Batch::new();
        let (result, more) = self.list.with(|list| f(list, &mut batch));
        if !batch.is_empty() || more {
            self.wake(&mut batch, more);
        }
        result
    }

    #[inline(never)]
    fn wake(&self, batch: &mut Batch, mut more: bool) {
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                if !more {
                    return None;
                }
                more = self.list.with(|list| self.settle(list, batch));
            }
        });
    }

    /// Serves from the front and publishes the flags. Ends every operation that changes the queue.
    /// Returns whether the batch had no room for all.
    pub(super) fn settle(&self, list: &mut List<P::Request>, batch: &mut Batch) -> bool {
        // ORDERING: Acquire: a grant that takes nothing has no write of its own to acquire by.
        // SAFETY: the Word Rule: called inside `with`.
        let mut value = unsafe { self.load() };
        loop {
            let Ok((flags, more)) = self.serve(list, &mut value, batch) else { continue };
            let mut settled = value.with_flags(flags);
            if flags == 0 {
                settled = settled.with_state(P::idle(value.state()));
            }
            // On the very value that was judged, or a release that saw `CALL` off is lost:
            //   1. settle judges "not enough for the front"   2. a release adds, sees no `CALL`
            //   3. settle sets `CALL`                         4. nobody serves the front
            // If nothing changes there is nothing to race with: with `CALL` on, the release waits
            // for this lock; with `CALL` off, nobody is left who could use it.
            if settled == value {
                return more;
            }
            // SAFETY: the Word Rule: called inside `with`.
            match unsafe { self.exchange(value, settled, AcqRel) } {
                Ok(()) => return more,
                Err(now) => value = now,
            }
        }
    }

    /// Goes through the queue as long as somebody can be served by `value`. Returns the flags for
    /// what remains, and whether the batch had no room for all.
    ///
    /// Offers, and grants that take nothing, need no exchange: they are right by the value as it
    /// was read. If the word changed meanwhile, an offer may be lost in the poll that follows, as
    /// at any other time. A strict grant changes the word; if that fails, `value` is fresh.
    #[inline(always)]
    fn serve(
        &self,
        list: &mut List<P::Request>,
        value: &mut Value,
        batch: &mut Batch,
    ) -> Result<(usize, bool), ()> {
        // What is left if every offer is taken.
        let mut left = value.state();
        let mut offers = 0;
        let mut walk = list.walk();
        loop {
            let Some(entry) = walk.entry() else {
                return Ok((if offers > 0 { QUEUED } else { 0 }, false));
            };
            if offers == const { if P::EXCLUSIVE { 1 } else { OFFERS } } {
                return Ok((if P::EXCLUSIVE { QUEUED } else { QUEUED | FULL }, false));
            }
            let strict = offers == 0 && (value.has(FAIR) || entry.losses() >= STRICT_AT);
            let call = if strict { QUEUED | CALL | STRICT } else { QUEUED | CALL };
            let Some(next) = P::grant(left, entry.request()) else {
                return Ok((call, false));
            };
            let offer = next != left && !strict;
            if offer && entry.stage() == Stage::Offered {
                left = next;
                offers += 1;
                walk.skip();
                continue;
            }
            if batch.room() == 0 {
                return Ok((call, true));
            }
            if offer {
                left = next;
                offers += 1;
                batch.push(entry.take_waker(Stage::Offered));
                walk.skip();
                continue;
            }
            let mut stage = Stage::Passed;
            if next != left {
                stage = Stage::Granted;
                let granted = value.with_state(next);
                // SAFETY: the Word Rule: called inside `with`.
                if let Err(now) = unsafe { self.exchange(*value, granted, AcqRel) } {
                    *value = now;
                    return Err(());
                }
                (*value, left) = (granted, next);
            }
            batch.push(walk.unlink(stage));
        }
    }
}

const _: () = assert!(LOST_POLLS as u16 * LOST as u16 <= u8::MAX as u16);
