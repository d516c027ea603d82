//! The contended case as the queue sees it: who is served, and what the word says of it.

use core::sync::atomic::Ordering::AcqRel;

use super::batch::Few;
use super::value::{CALL, FAIR, FULL, QUEUED, STRICT, Value};
use super::{Change, List, Policy, Stage, WaitQueue, flash, wake_each};
use crate::lock::RawLock;

/// After this many polls that lost, the front of a queue is served strictly.
///
/// Measured: throughput is the same from 4 to 255, and 0 (strict order) is 100 times slower.
pub const LOST_POLLS: u8 = 4;

/// At most this many offers are out at a time; the rest are woken in a chain.
pub const OFFERS: usize = 32;

/// What a lost poll weighs.
pub(crate) const LOST: u8 = 16;
/// From this weight on, the front is served strictly.
pub(crate) const STRICT_AT: u8 = LOST_POLLS * LOST;

/// Wakers on their way out of the lock: where one release lets one go on, one at a time.
pub(super) type Batch<P> = super::Batch<Few<P>>;

/// What is left to do when the batch had no room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    No,
    /// From the front, as far as it goes.
    Settle,
    /// All who take nothing, wherever they stand; then from the front.
    PassAll,
}

impl<P: Policy, L: RawLock> WaitQueue<P, L> {
    /// After a release that found `CALL`.
    #[cold]
    #[inline(never)]
    pub(super) fn serve_release(&self) {
        self.locked(|list, batch| ((), self.released(list, batch)));
    }

    /// What a release that found `CALL` does under the lock.
    #[inline(always)]
    pub(super) fn released(&self, list: &mut List<P::Request>, batch: &mut Batch<P>) -> Again {
        // Overtaken, or its turn needs several releases. Where one release is enough for the
        // front, this happens in a race only and weighs little; in one pass there is no race.
        if !flash::SCARCE || L::LOCK_FREE || !P::EXCLUSIVE {
            if let Some(front) = list.front() {
                // SAFETY: the Word Rule: called inside `with`.
                let state = unsafe { self.load() }.state();
                if P::grant(state, front.request()).is_none() {
                    front.add_losses(if P::EXCLUSIVE { 1 } else { LOST });
                }
            }
        }
        self.settle(list, batch)
    }

    /// After a change that may concern all.
    #[cold]
    #[inline(never)]
    pub(crate) fn serve_all(&self) {
        self.locked(|list, batch| ((), self.pass_all(list, batch)));
    }

    /// Changes the list by `prepare`, once, and the state by `change`, which may look at the list and
    /// must be pure; when that is done, the list by `finish`, which gets what `change` found out. Then
    /// serves those whom it concerns.
    pub(crate) fn change_locked<T: Copy + Default>(
        &self,
        whom: Change,
        prepare: impl FnOnce(&mut List<P::Request>),
        mut change: impl FnMut(&mut List<P::Request>, usize) -> (usize, T),
        finish: impl FnOnce(&mut List<P::Request>, T),
    ) {
        self.locked(|list, batch| {
            prepare(list);
            let mut found = T::default();
            let change = |state| {
                let next;
                (next, found) = change(list, state);
                Some(next)
            };
            // SAFETY: the Word Rule, inside `with`.
            let full = unsafe { self.replace(change) }.is_ok_and(|old| old.has(FULL));
            finish(list, found);
            let again = match whom {
                Change::Everybody => self.pass_all(list, batch),
                // As many offers as may be are out: those who have one go on from here.
                _ if full => Again::No,
                _ => self.settle(list, batch),
            };
            ((), again)
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
    /// goes on as `f` says if the batch, full then, had no room for all.
    #[inline(always)]
    pub(super) fn locked<T>(
        &self,
        f: impl FnOnce(&mut List<P::Request>, &mut Batch<P>) -> (T, Again),
    ) -> T {
        let mut batch = Batch::new();
        let (result, again) = self.list.with(|list| f(list, &mut batch));
        if !batch.is_empty() {
            self.wake(&mut batch, again);
        }
        result
    }

    #[inline(never)]
    fn wake(&self, batch: &mut Batch<P>, mut again: Again) {
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                again = match again {
                    Again::No => return None,
                    Again::Settle => self.list.with(|list| self.settle(list, batch)),
                    Again::PassAll => self.list.with(|list| self.pass_all(list, batch)),
                };
            }
        });
    }

    /// Lets pass whoever takes nothing in the present state, also behind those who are refused; then
    /// settles.
    fn pass_all(&self, list: &mut List<P::Request>, batch: &mut Batch<P>) -> Again {
        // SAFETY: the Word Rule: called inside `with`.
        let state = unsafe { self.load() }.state();
        let mut walk = list.walk();
        while let Some(entry) = walk.entry() {
            if P::grant(state, entry.request()) != Some(state) {
                walk.skip();
                continue;
            }
            if batch.room() == 0 {
                return Again::PassAll;
            }
            batch.push(walk.unlink(Stage::Passed));
        }
        self.settle(list, batch)
    }

    /// Serves from the front and publishes the flags. Ends every operation that may let somebody go
    /// on.
    pub(super) fn settle(&self, list: &mut List<P::Request>, batch: &mut Batch<P>) -> Again {
        // ORDERING: Acquire: a grant that takes nothing has no write of its own to acquire by.
        // SAFETY: the Word Rule: called inside `with`.
        let mut value = unsafe { self.load() };
        loop {
            let Ok((flags, again)) = self.serve(list, &mut value, batch) else { continue };
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
                return again;
            }
            // SAFETY: the Word Rule: called inside `with`.
            match unsafe { self.exchange(value, settled, AcqRel) } {
                Ok(()) => return again,
                Err(now) => value = now,
            }
        }
    }

    /// Goes through the queue as long as somebody can be served by `value`. Returns the flags for
    /// what remains, and what is left to do.
    ///
    /// Offers, and grants that take nothing in the state as it is, need no exchange: they are right
    /// by the value as it was read. If the word changed meanwhile, an offer may be lost in the poll
    /// that follows, as at any other time. A strict grant changes the word; if that fails, `value`
    /// is fresh.
    #[inline(always)]
    fn serve(
        &self,
        list: &mut List<P::Request>,
        value: &mut Value,
        batch: &mut Batch<P>,
    ) -> Result<(usize, Again), ()> {
        // What is left if every offer is taken.
        let mut left = value.state();
        let mut offers = 0;
        let mut walk = list.walk();
        loop {
            let Some(entry) = walk.entry() else {
                return Ok((if offers > 0 { QUEUED } else { 0 }, Again::No));
            };
            if offers == const { if P::EXCLUSIVE { 1 } else { OFFERS } } {
                return Ok((if P::EXCLUSIVE { QUEUED } else { QUEUED | FULL }, Again::No));
            }
            let strict = offers == 0 && (value.has(FAIR) || entry.losses() >= STRICT_AT);
            let call = if strict { QUEUED | CALL | STRICT } else { QUEUED | CALL };
            let Some(next) = P::grant(left, entry.request()) else {
                return Ok((call, Again::No));
            };
            // What would pass only if the offers before it were taken has to wait for that.
            let state = value.state();
            if next == left && left != state && P::grant(state, entry.request()) != Some(state) {
                return Ok((call, Again::No));
            }
            let offer = next != left && !strict;
            if offer && entry.stage() == Stage::Offered {
                left = next;
                offers += 1;
                walk.skip();
                continue;
            }
            if batch.room() == 0 {
                return Ok((call, Again::Settle));
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
