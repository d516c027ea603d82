//! The contended case as a waiter sees it: into the queue, polled in there, out of it.

use core::pin::Pin;
use core::sync::atomic::Ordering::AcqRel;
use core::task::Waker;

use super::node::Entry;
use super::serve::{Again, LOST, STRICT_AT};
use super::value::{CALL, FAIR, FULL, QUEUED, STRICT, Value};
use super::{End, Grant, Node, Policy, Stage, WaitQueue};
use crate::lock::RawLock;

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
    pub(super) fn wait(&self, node: Pin<&Node<P::Request>>, waker: &Waker) -> Option<Grant> {
        if !node.is_shared() {
            return self.enqueue(node, waker);
        }
        match node.stage() {
            Stage::Granted if L::PEEK => Some(Grant::Took),
            Stage::Passed if L::PEEK => Some(Grant::Passed),
            _ => self.poll_queued(node, waker),
        }
    }

    fn enqueue(&self, node: Pin<&Node<P::Request>>, waker: &Waker) -> Option<Grant> {
        let end = if P::goes_first(node.request()) { End::Front } else { End::Back };
        let mut waker = Some(waker.clone());
        let grant = self.list.with(|list| {
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
        });
        if let Some(grant) = grant {
            // Before the clone that was not needed is dropped: if that panics, the drop of the
            // future gives back.
            // SAFETY: it was not linked.
            unsafe { node.serve_unlinked(grant.into()) };
        }
        drop(waker);
        grant
    }

    /// Publishes `flags` on exactly the word that refuses `request`. On failure `value` is fresh.
    fn refused(&self, value: &mut Value, request: P::Request, flags: usize) -> bool {
        if Self::allowed(*value, request).is_some() {
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

    /// One poll of a waiter in the queue, or just out of it. If it stays, it gets the waker of this
    /// poll; if it had an offer, it has lost it.
    fn poll_queued(&self, node: Pin<&Node<P::Request>>, waker: &Waker) -> Option<Grant> {
        let mut fresh = None;
        loop {
            let mut stale = None;
            let polled = self.locked(|list, batch| {
                // SAFETY: this list guards the node: it was linked here by `enqueue`.
                let entry = unsafe { list.entry(&node) };
                let stage = entry.stage();
                match stage {
                    Stage::Granted => return (Polled::Ready(Grant::Took), Again::No),
                    Stage::Passed => return (Polled::Ready(Grant::Passed), Again::No),
                    _ => {}
                }
                if let Some((grant, settle)) = self.take_queued(entry) {
                    // Before any waker runs: if one panics, the drop of the future gives back.
                    // SAFETY: linked here: the stage is `Waiting` or `Offered`.
                    stale = unsafe { list.unlink(&node, grant.into()) };
                    let again = if settle { self.settle(list, batch) } else { Again::No };
                    return (Polled::Ready(grant), again);
                }
                if stage == Stage::Waiting && entry.will_wake(waker) {
                    return (Polled::Pending, Again::No);
                }
                let Some(fresh) = fresh.take() else { return (Polled::NeedsWaker, Again::No) };
                stale = entry.put_waker(Stage::Waiting, fresh);
                if stage == Stage::Waiting {
                    return (Polled::Pending, Again::No);
                }
                entry.add_losses(LOST);
                (Polled::Pending, self.settle(list, batch))
            });
            drop(stale);
            match polled {
                Polled::Ready(grant) => return Some(grant),
                Polled::Pending => return None,
                // Cloned outside of the lock; then everything is asked again.
                Polled::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
    }

    /// Takes for a waiter that is in the queue, and tells whether to settle when it is out of it.
    fn take_queued(&self, entry: Entry<'_, P::Request>) -> Option<(Grant, bool)> {
        // SAFETY: the Word Rule: called inside `with`.
        let value = unsafe { self.load() };
        let next = Self::allowed(value, entry.request())?;
        let grant = if next == value.state() { Grant::Passed } else { Grant::Took };
        let alone = entry.is_alone();
        if alone {
            // The queue will be empty: one exchange for both.
            let settled = value.with_state(P::idle(next)).with_flags(0);
            // SAFETY: the Word Rule: called inside `with`.
            if unsafe { self.exchange(value, settled, AcqRel) }.is_ok() {
                return Some((grant, false));
            }
        }
        // SAFETY: the Word Rule: called inside `with`.
        let grant = unsafe { self.take(entry.request()) }?;
        // What was offered to it is taken: that leaves nothing for others, unless they wait for
        // the number of offers to go down. But the last to leave always clears the flags.
        let covered = !P::EXCLUSIVE && !value.has(FULL) && entry.stage() == Stage::Offered;
        Some((grant, alone || !covered || grant == Grant::Passed))
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
                Stage::Fresh | Stage::Passed | Stage::Summoned => return (None, Again::No),
            };
            (stale, self.settle(list, batch))
        });
        drop(stale);
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
