//! The contended case as a waiter sees it: into the queue, polled in there, out of it.

use core::pin::Pin;
use core::sync::atomic::Ordering::AcqRel;
use core::task::Waker;

use super::serve::{Again, Batch, LOST, STRICT_AT};
use super::value::{CALL, FAIR, FULL, QUEUED, STRICT, Value};
use super::{End, Grant, List, Node, Policy, Stage, WaitQueue, flash};
use crate::lock::RawLock;

/// How the poll of a queued waiter ended.
enum Polled {
    Ready(Grant),
    Pending,
    /// It stays, and has to be given a waker: one cloned outside of the lock.
    NeedsWaker,
}

// For whom `poll` is compiled: what is compiled once is called, and not inlined.
const NEW: u8 = 0;
const QUEUED_BEFORE: u8 = 1;
const CANCEL: u8 = 2;
const ALL: u8 = 3;

impl<P: Policy, L: RawLock> WaitQueue<P, L> {
    /// One poll of a waiter whom the fast path refused.
    #[inline]
    pub(super) fn wait(&self, node: Pin<&Node<P::Request>>, waker: &Waker) -> Option<Grant> {
        if L::PEEK && node.is_shared() {
            match node.stage() {
                Stage::Granted => return Some(Grant::Took),
                Stage::Passed => return Some(Grant::Passed),
                _ => {}
            }
        }
        let is_new = !node.is_shared();
        // Whom the fast path refused will most likely stay.
        let refused = (!flash::SCARCE || L::LOCK_FREE) && is_new;
        let mut fresh = refused.then(|| waker.clone());
        loop {
            let polled = if flash::SCARCE {
                self.poll_shared(node, Some(waker), &mut fresh)
            } else if is_new {
                self.poll::<NEW>(node, Some(waker), &mut fresh)
            } else {
                self.poll::<QUEUED_BEFORE>(node, Some(waker), &mut fresh)
            };
            match polled {
                Polled::Ready(grant) => return Some(grant),
                Polled::Pending => return None,
                // Cloned outside of the lock; then everything is asked again.
                Polled::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
    }

    /// The exit of a waiter that is dropped.
    #[cold]
    #[inline(never)]
    pub(super) fn cancel(&self, node: Pin<&Node<P::Request>>) {
        if flash::SCARCE {
            self.poll_shared(node, None, &mut None);
        } else {
            self.poll::<CANCEL>(node, None, &mut None);
        }
    }

    /// [`poll`](Self::poll), compiled once.
    #[inline(never)]
    fn poll_shared(
        &self,
        node: Pin<&Node<P::Request>>,
        waker: Option<&Waker>,
        fresh: &mut Option<Waker>,
    ) -> Polled {
        self.poll::<ALL>(node, waker, fresh)
    }

    /// One poll of a waiter who is new, in the queue, or just out of it. If it stays, it gets the
    /// `fresh` clone of `waker`; if it had an offer, it has lost it. Without a waker, it goes for good.
    #[inline(always)]
    fn poll<const FOR: u8>(
        &self,
        node: Pin<&Node<P::Request>>,
        waker: Option<&Waker>,
        fresh: &mut Option<Waker>,
    ) -> Polled {
        let mut stale = None;
        let polled = self.locked(|list, batch| {
            // SAFETY: this list guards the node: it was linked here, if ever.
            let entry = unsafe { list.entry(&node) };
            let stage = if FOR == NEW { Stage::Fresh } else { entry.stage() };
            let (polled, next, settle) = match (stage, waker) {
                (Stage::Granted, Some(_)) => return (Polled::Ready(Grant::Took), Again::No),
                (Stage::Passed, Some(_)) => return (Polled::Ready(Grant::Passed), Again::No),
                (Stage::Granted, None) => {
                    // SAFETY: the Word Rule, inside `with`.
                    unsafe { self.refund(entry.request()) };
                    (Polled::Pending, Stage::Fresh, true)
                }
                (Stage::Waiting | Stage::Offered, None) => (Polled::Pending, Stage::Fresh, true),
                (_, None) => return (Polled::Pending, Again::No),
                (_, Some(waker)) => match self.take_waiting(&node, stage) {
                    Some((grant, settle)) => (Polled::Ready(grant), grant.into(), settle),
                    None if stage == Stage::Waiting && entry.will_wake(waker) => {
                        return (Polled::Pending, Again::No);
                    }
                    None => {
                        let Some(fresh) = fresh.take() else {
                            return (Polled::NeedsWaker, Again::No);
                        };
                        return (
                            Polled::Pending,
                            self.stay(list, batch, &node, stage, fresh, &mut stale),
                        );
                    }
                },
            };
            // Before any waker runs or is dropped: if that panics, the drop of the future gives
            // back.
            if matches!(stage, Stage::Waiting | Stage::Offered) {
                // SAFETY: linked here.
                stale = unsafe { list.unlink(&node, next) };
            } else {
                // SAFETY: it is not linked.
                unsafe { node.serve_unlinked(next) };
            }
            (polled, if settle { self.settle(list, batch) } else { Again::No })
        });
        drop(stale);
        polled
    }

    /// Leaves a waiter that was refused in the queue, with `waker`.
    #[inline(always)]
    fn stay(
        &self,
        list: &mut List<P::Request>,
        batch: &mut Batch<P>,
        node: &Pin<&Node<P::Request>>,
        stage: Stage,
        waker: Waker,
        stale: &mut Option<Waker>,
    ) -> Again {
        // SAFETY: this list guards the node: it was linked here, if ever.
        let entry = unsafe { list.entry(node) };
        if stage == Stage::Fresh {
            let end = if P::goes_first(entry.request()) { End::Front } else { End::Back };
            // SAFETY: the node is in no list; `Acquire` cancels before it is dropped.
            unsafe { list.link(*node, end, Stage::Waiting, waker) };
            if matches!(end, End::Front) {
                // SAFETY: linked here just now.
                unsafe { list.entry(node) }.add_losses(STRICT_AT);
            }
        } else {
            *stale = entry.replace_waker(stage, waker);
            if stage == Stage::Offered {
                entry.add_losses(LOST);
            }
        }
        if Self::CALLS && stage != Stage::Offered {
            return Again::No;
        }
        self.settle(list, batch)
    }

    /// Takes for a waiter at `stage`, and tells whether to settle when it is out of the queue.
    #[inline(always)]
    fn take_waiting(&self, node: &Node<P::Request>, stage: Stage) -> Option<(Grant, bool)> {
        if Self::CALLS && stage == Stage::Fresh {
            // SAFETY: the Word Rule: called inside `with`.
            return unsafe { self.take_or_call(node) }.map(|grant| (grant, false));
        }
        if Self::CALLS {
            return self.take_queued(node, stage);
        }
        // SAFETY: the Word Rule: called inside `with`.
        let grant = unsafe { self.take(node.request()) };
        if grant.is_none() && stage == Stage::Fresh {
            // SAFETY: the Word Rule: called inside `with`.
            let state = unsafe { self.load() }.state();
            node.set_request(P::queued(state, node.request()));
        }
        grant.map(|grant| (grant, true))
    }

    /// Whether a refusal publishes by itself that somebody waits. Else `settle` does: that is less
    /// code, and as quick where nobody comes between and only the front is looked at.
    const CALLS: bool = !flash::SCARCE || L::LOCK_FREE || !P::EXCLUSIVE;

    /// Takes for a waiter who is new, or says that it will be called: on exactly the word that
    /// refuses it.
    ///
    /// # Safety
    ///
    /// The *Word Rule* holds.
    unsafe fn take_or_call(&self, node: &Node<P::Request>) -> Option<Grant> {
        let request = node.request();
        // SAFETY: the caller keeps the Word Rule.
        let mut value = unsafe { self.load() };
        loop {
            let state = Self::allowed(value, request);
            let next = match state {
                Some(state) => value.with_state(state),
                None if P::goes_first(request) => Value(value.0 | QUEUED | CALL | STRICT),
                None if value.has(FAIR) => Value(value.0 | QUEUED | CALL | STRICT),
                // The front holds an offer if `CALL` is off: a release is not news to anyone.
                None if P::EXCLUSIVE && value.has(QUEUED) => value,
                None => Value(value.0 | QUEUED | CALL),
            };
            // Nothing to take, or to publish: a release that comes meanwhile finds the same flags.
            let same = next == value;
            if !same {
                // SAFETY: the caller keeps the Word Rule.
                if let Err(now) = unsafe { self.exchange(value, next, AcqRel) } {
                    value = now;
                    continue;
                }
            }
            if state.is_none() {
                node.set_request(P::queued(value.state(), request));
                return None;
            }
            return Some(if same { Grant::Passed } else { Grant::Took });
        }
    }

    /// Takes for a waiter that is in the queue, and tells whether to settle when it is out of it.
    fn take_queued(&self, node: &Node<P::Request>, stage: Stage) -> Option<(Grant, bool)> {
        // SAFETY: the Word Rule: called inside `with`.
        let value = unsafe { self.load() };
        let next = Self::allowed(value, node.request())?;
        let grant = if next == value.state() { Grant::Passed } else { Grant::Took };
        let alone = node.is_alone();
        if (!flash::SCARCE || L::LOCK_FREE) && alone {
            // The queue will be empty: one exchange for both.
            let settled = value.with_state(P::idle(next)).with_flags(0);
            // SAFETY: the Word Rule: called inside `with`.
            if unsafe { self.exchange(value, settled, AcqRel) }.is_ok() {
                return Some((grant, false));
            }
        }
        // SAFETY: the Word Rule: called inside `with`.
        let grant = unsafe { self.take(node.request()) }?;
        // What was offered to it is taken: that leaves nothing for others, unless they wait for
        // the number of offers to go down. But the last to leave always clears the flags.
        let covered = !P::EXCLUSIVE && !value.has(FULL) && stage == Stage::Offered;
        Some((grant, alone || !covered || grant == Grant::Passed))
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
