//! The contended case: everything that happens with the lock of a queue held.

use core::hint::spin_loop;
use core::pin::Pin;
use core::sync::atomic::Ordering::AcqRel;
use core::task::Waker;

use super::queue::{CALL, FAIR, FULL, QUEUED, STRICT, Value};
use super::{Batch, End, Grant, List, Node, Policy, Stage, WaitQueue, wake_each};
use crate::lock::RawLock;

/// After this many polls that lost, the front of a queue is served strictly.
///
/// Measured: throughput is the same from 4 to 255, and 0 (strict order) is 100 times slower.
pub const LOST_POLLS: u8 = 4;

/// At most this many offers are out at a time; the rest are woken in a chain.
pub const OFFERS: usize = 32;

/// What a lost poll weighs.
const LOST: u8 = 16;
/// From this weight on, the front is served strictly.
const STRICT_AT: u8 = LOST_POLLS * LOST;

/// How the poll of a queued waiter ended.
enum Polled {
    Ready(Grant),
    Pending,
    /// It stays, and has to be given a waker: one cloned outside of the lock.
    NeedsWaker,
}

impl<P: Policy, L: RawLock> WaitQueue<P, L> {
    /// One poll of a waiter whom the fast path refused.
    #[inline]
    pub(super) fn wait(
        &self,
        node: Pin<&Node<P::Request>>,
        waker: &Waker,
        end: End,
    ) -> Option<Grant> {
        if !node.is_shared() {
            return self.enqueue(node, waker, end);
        }
        match node.stage() {
            Stage::Granted if L::PEEK => Some(Grant::Took),
            Stage::Passed if L::PEEK => Some(Grant::Passed),
            _ => self.poll_queued(node, waker),
        }
    }

    fn enqueue(&self, node: Pin<&Node<P::Request>>, waker: &Waker, end: End) -> Option<Grant> {
        for _ in 0..L::SPINS {
            spin_loop();
            if let Some(grant) = self.try_acquire(node.request()) {
                return Some(grant);
            }
        }
        // If a grant comes after all, this clone is dropped when the lock is released.
        let mut waker = Some(waker.clone());
        self.list.with(|list| {
            // SAFETY: the Word Rule, inside `with`.
            let mut value = unsafe { self.load() };
            loop {
                // SAFETY: the Word Rule, inside `with`.
                if let Some(grant) = unsafe { self.take(node.request()) } {
                    return Some(grant);
                }
                let flags = match end {
                    End::Front => QUEUED | CALL | STRICT,
                    End::Back if value.has(FAIR) => QUEUED | CALL | STRICT,
                    // The front holds an offer if `CALL` is off: a release is not news to anyone.
                    End::Back if P::EXCLUSIVE && value.has(QUEUED) => 0,
                    End::Back => QUEUED | CALL,
                };
                if self.refused(&mut value, node.request(), flags) {
                    break;
                }
            }
            node.set_request(P::queued(value.state(), node.request()));
            // SAFETY: the node is in no list; `Acquire` cancels before it is dropped.
            unsafe { list.link(node, end, Stage::Waiting, waker.take()?) };
            if matches!(end, End::Front) {
                // SAFETY: linked here just now.
                unsafe { list.entry(&node) }.add_losses(STRICT_AT);
            }
            None
        })
    }

    /// Publishes `flags` on exactly the word that refuses `request`. On failure `value` is fresh.
    fn refused(&self, value: &mut Value, request: P::Request, flags: usize) -> bool {
        let strict = value.has(STRICT);
        if P::grant(value.state(), request).is_some_and(|next| !strict || next == value.state()) {
            // SAFETY: the Word Rule, inside `with`.
            *value = unsafe { self.load() };
            return false;
        }
        let marked = Value(value.0 | flags);
        // Nothing to publish: a release that comes meanwhile finds the same flags.
        if marked == *value {
            return true;
        }
        // SAFETY: the Word Rule, inside `with`.
        match unsafe { self.exchange(*value, marked, AcqRel) } {
            Ok(()) => true,
            Err(now) => {
                *value = now;
                false
            }
        }
    }

    /// One poll of a waiter in the queue, or just out of it.
    fn poll_queued(&self, node: Pin<&Node<P::Request>>, waker: &Waker) -> Option<Grant> {
        let mut stale = None;
        let polled = self.locked(|list, batch| {
            // SAFETY: this list guards the node: it was linked here by `enqueue`.
            let entry = unsafe { list.entry(&node) };
            match entry.stage() {
                Stage::Granted => return (Polled::Ready(Grant::Took), false),
                Stage::Passed => return (Polled::Ready(Grant::Passed), false),
                _ => {}
            }
            if entry.is_alone() {
                if let Some(grant) = self.take_and_settle(entry.request()) {
                    // SAFETY: linked here: the stage is `Waiting` or `Offered`.
                    stale = unsafe { list.unlink(&node, grant.into()) };
                    return (Polled::Ready(grant), false);
                }
            }
            // SAFETY: the Word Rule, inside `with`.
            if let Some(grant) = unsafe { self.take(entry.request()) } {
                // What was offered to it is taken: that leaves nothing for others, unless they wait
                // for the number of offers to go down.
                // SAFETY: the Word Rule, inside `with`.
                let full = P::EXCLUSIVE || unsafe { self.load() }.has(FULL);
                let settle = full || entry.stage() != Stage::Offered || grant != Grant::Took;
                // Before any waker runs: if one panics, the drop of the future gives back.
                // SAFETY: linked here: the stage is `Waiting` or `Offered`.
                stale = unsafe { list.unlink(&node, grant.into()) };
                return (Polled::Ready(grant), settle && self.settle(list, batch));
            }
            let stays = entry.stage() == Stage::Waiting && entry.will_wake(waker);
            (if stays { Polled::Pending } else { Polled::NeedsWaker }, false)
        });
        drop(stale);
        match polled {
            Polled::Ready(grant) => Some(grant),
            Polled::Pending => None,
            Polled::NeedsWaker => self.requeue(node, waker.clone()),
        }
    }

    /// What `take` and then `settle` do for the only one in the queue, in one exchange. `None` if
    /// it is refused, or somebody else changed the word.
    fn take_and_settle(&self, request: P::Request) -> Option<Grant> {
        // SAFETY: the Word Rule: called inside `with`.
        let value = unsafe { self.load() };
        let next = P::grant(value.state(), request)?;
        if value.has(STRICT) && next != value.state() {
            return None;
        }
        let grant = if next == value.state() { Grant::Passed } else { Grant::Took };
        // SAFETY: the Word Rule: called inside `with`.
        let taken =
            unsafe { self.exchange(value, value.with_state(P::idle(next)).with_flags(0), AcqRel) };
        taken.is_ok().then_some(grant)
    }

    /// A waiter that stays gets the waker of its newest poll. If it had an offer, it has lost it;
    /// unless what it asks for can be had again by now.
    #[cold]
    fn requeue(&self, node: Pin<&Node<P::Request>>, waker: Waker) -> Option<Grant> {
        let mut waker = Some(waker);
        let mut stale = None;
        let grant = self.locked(|list, batch| {
            // SAFETY: this list guards the node: it was linked here by `enqueue`.
            let entry = unsafe { list.entry(&node) };
            let stage = entry.stage();
            match stage {
                Stage::Granted => return (Some(Grant::Took), false),
                Stage::Passed => return (Some(Grant::Passed), false),
                _ => {}
            }
            // SAFETY: the Word Rule, inside `with`.
            if let Some(grant) = unsafe { self.take(entry.request()) } {
                // SAFETY: linked here: the stage is `Waiting` or `Offered`.
                stale = unsafe { list.unlink(&node, grant.into()) };
                return (Some(grant), self.settle(list, batch));
            }
            stale = waker.take().and_then(|waker| entry.put_waker(Stage::Waiting, waker));
            if stage == Stage::Waiting {
                return (None, false);
            }
            entry.add_losses(LOST);
            (None, self.settle(list, batch))
        });
        drop((waker, stale));
        grant
    }

    /// The exit of a waiter that is dropped.
    #[cold]
    #[inline(never)]
    pub(super) fn cancel(&self, node: Pin<&Node<P::Request>>) {
        let stale = self.locked(|list, batch| {
            // SAFETY: this list guards the node: it was linked here by `enqueue`.
            let entry = unsafe { list.entry(&node) };
            let stale = match entry.stage() {
                // SAFETY: linked here.
                Stage::Waiting | Stage::Offered => unsafe { list.unlink(&node, Stage::Fresh) },
                Stage::Granted => {
                    // SAFETY: the Word Rule, inside `with`.
                    unsafe { self.refund(entry.request()) };
                    entry.restage(Stage::Fresh);
                    None
                }
                Stage::Fresh | Stage::Passed | Stage::Summoned => return (None, false),
            };
            (stale, self.settle(list, batch))
        });
        drop(stale);
    }

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

    /// Adds to the state with the list at hand, then serves from the front.
    pub(crate) fn change_locked(
        &self,
        mut change: impl FnMut(&mut List<P::Request>, usize) -> Option<usize>,
    ) {
        self.locked(|list, batch| {
            // SAFETY: the Word Rule, inside `with`.
            let changed = unsafe { self.replace(|state| change(list, state)) };
            // When no more offers may be made, it is for those who have one to go on from here.
            ((), changed.is_ok_and(|old| !old.has(FULL)) && self.settle(list, batch))
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
    fn locked<T>(&self, f: impl FnOnce(&mut List<P::Request>, &mut Batch) -> (T, bool)) -> T {
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
    fn settle(&self, list: &mut List<P::Request>, batch: &mut Batch) -> bool {
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

    /// # Safety
    ///
    /// The *Word Rule* holds.
    unsafe fn refund(&self, request: P::Request) {
        // SAFETY: the caller keeps the Word Rule.
        let changed = unsafe { self.replace(|state| Some(state.wrapping_add(P::refund(request)))) };
        debug_assert!(changed.is_ok());
    }
}

impl From<Grant> for Stage {
    fn from(grant: Grant) -> Self {
        match grant {
            Grant::Took => Self::Granted,
            Grant::Passed => Self::Passed,
        }
    }
}

const _: () = assert!(LOST_POLLS as u16 * LOST as u16 <= u8::MAX as u16);
