//! The channel itself: a store of messages, the lines of those who wait, the count of its ends.

use core::fmt;

use crate::channel::line::{Line, Many};
use crate::channel::store::{Refusal, Store, Turn};
use crate::channel::{Ends, Side, drain};
use crate::lock::{Locked, RawLock};
use crate::wait::{Batch, wake_each};

/// A queue of messages between tasks.
///
/// `S` is where messages wait, `R` who waits for them ([`Many`] receivers or one), `L` the lock around
/// those who wait.
///
/// # How it works
///
/// An operation first asks the [`Store`]. If that refuses, the task joins the line of its side and sleeps.
/// Whoever makes something possible for the other side, and finds that it is to call, *serves* it: from the
/// front, as many as can go on get an *offer*, which is a wake-up and no more. The poll that follows does the
/// operation, or has lost it to somebody quicker and waits on. A drop passes the offer on.
///
/// Every step that changes a line, or what is possible for it, ends in `settle`.
pub struct Channel<S, R, L> {
    pub(super) store: S,
    pub(super) lines: Locked<Lines<R>, L>,
    pub(super) ends: Ends<L>,
}

/// Those who wait.
pub(super) struct Lines<R> {
    /// For slots; each asks for so many.
    pub(super) senders: Many,
    /// For messages.
    pub(super) receivers: R,
    /// For the channel to be closed.
    pub(super) closing: Many,
}

/// Which lines there is something left to do for.
#[derive(Clone, Copy, Default)]
pub(super) struct Again {
    senders: bool,
    receivers: bool,
    closing: bool,
}

impl Again {
    pub(super) const NO: Self = Self { senders: false, receivers: false, closing: false };

    pub(super) const fn or(self, other: Self) -> Self {
        Self {
            senders: self.senders || other.senders,
            receivers: self.receivers || other.receivers,
            closing: self.closing || other.closing,
        }
    }

    const fn any(self) -> bool {
        self.senders || self.receivers || self.closing
    }
}

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    /// An open channel around an empty `store`, with `ends` as they are.
    pub(super) const fn with_ends(store: S, ends: Ends<L>) -> Self {
        let lines = Lines {
            senders: const { Many::NEW },
            receivers: const { R::NEW },
            closing: const { Many::NEW },
        };
        Self { store, lines: Locked::new(lines), ends }
    }

    /// A channel whose messages wait in `store`, which is empty. It has no ends yet.
    pub const fn with_store(store: S) -> Self {
        Self::with_ends(store, Ends::none())
    }

    /// Puts an entry in, if that is possible now; else it stays where it is.
    #[inline(always)]
    pub(super) fn push(&self, entry: &mut Option<S::Entry>) -> Result<(), Refusal> {
        if S::LOCK_FREE {
            // SAFETY: the Store Rule, `LOCK_FREE`.
            if unsafe { self.store.push(entry, Turn::Newcomer) }? {
                self.serve(Side::Receivers);
            }
            Ok(())
        } else {
            self.locked(|lines, batch| {
                // SAFETY: the Store Rule, inside `with`.
                let pushed = unsafe { self.store.push(entry, Turn::Newcomer) };
                let again = self.called(Side::Receivers, pushed == Ok(true), lines, batch);
                (pushed.map(|_| ()), again)
            })
        }
    }

    /// Moves the next entry to `place`, if there is one.
    #[inline(always)]
    pub(super) fn pop(&self, place: &mut Option<S::Entry>) -> Result<(), Refusal> {
        if S::LOCK_FREE {
            // SAFETY: the Store Rule, `LOCK_FREE`.
            if unsafe { self.store.pop(place, Turn::Newcomer) }? {
                self.serve(Side::Senders);
            }
            Ok(())
        } else {
            self.locked(|lines, batch| {
                // SAFETY: the Store Rule, inside `with`.
                let popped = unsafe { self.store.pop(place, Turn::Newcomer) };
                let again = self.called(Side::Senders, popped == Ok(true), lines, batch);
                (popped.map(|_| ()), again)
            })
        }
    }

    /// Asks the store for something that changes nothing.
    #[inline]
    pub(super) fn ask<T>(&self, question: impl FnOnce(&S) -> T) -> T {
        if S::LOCK_FREE {
            question(&self.store)
        } else {
            self.lines.with(|_| question(&self.store))
        }
    }

    pub(super) fn len(&self) -> usize {
        // SAFETY: the Store Rule, by `ask`.
        self.ask(|store| unsafe { store.len() })
    }

    pub(super) fn capacity(&self) -> usize {
        // SAFETY: the Store Rule, by `ask`.
        self.ask(|store| unsafe { store.capacity() })
    }

    pub(super) fn most_promised(&self) -> usize {
        // SAFETY: the Store Rule, by `ask`.
        self.ask(|store| unsafe { store.most_promised() })
    }

    pub(super) fn is_closed(&self) -> bool {
        // SAFETY: the Store Rule, by `ask`.
        self.ask(|store| unsafe { store.is_closed() })
    }

    /// Closes, and tells everybody.
    #[cold]
    pub(super) fn close(&self) -> bool {
        self.locked(|lines, batch| {
            // SAFETY: the Store Rule, inside `with`.
            let open = unsafe { self.store.close() };
            let again = if open { self.settle_all(lines, batch) } else { Again::NO };
            (open, again)
        })
    }

    // The contended case: who is served, and when.

    #[cold]
    #[inline(never)]
    pub(super) fn serve(&self, side: Side) {
        self.locked(|lines, batch| ((), self.called(side, true, lines, batch)));
    }

    /// Serves `side` if it was to be called.
    #[inline(always)]
    pub(super) fn called(
        &self,
        side: Side,
        call: bool,
        lines: &mut Lines<R>,
        batch: &mut Batch,
    ) -> Again {
        if !call {
            return Again::NO;
        }
        if side == Side::Senders {
            // SAFETY: the Store Rule: called inside `with`.
            lines.senders.miss(|| unsafe { self.store.judge(side) }.ready);
        }
        self.settle(side, lines, batch)
    }

    /// Makes offers to `side` and publishes its flags. Ends every step that may let somebody go on.
    pub(super) fn settle(&self, side: Side, lines: &mut Lines<R>, batch: &mut Batch) -> Again {
        let mut again = Again::NO;
        loop {
            // SAFETY: the Store Rule: called inside `with`.
            let judged = unsafe { self.store.judge(side) };
            let served = match side {
                Side::Senders => lines.senders.serve(judged.ready, batch),
                Side::Receivers => lines.receivers.serve(judged.ready, batch),
            };
            match side {
                Side::Senders => again.senders = served.again,
                Side::Receivers => again.receivers = served.again,
            }
            // On the very word that was judged, or a wake-up is lost:
            //   1. settle judges "nothing there"      2. a push comes, sees no call
            //   3. settle sets the call               4. nobody serves
            // SAFETY: the Store Rule: called inside `with`.
            if unsafe { self.store.publish(side, judged, served.call, served.strict) } {
                return again;
            }
        }
    }

    /// Serves everybody there is.
    pub(super) fn settle_all(&self, lines: &mut Lines<R>, batch: &mut Batch) -> Again {
        let senders = self.settle(Side::Senders, lines, batch);
        let mut again = self.settle(Side::Receivers, lines, batch).or(senders);
        // SAFETY: the Store Rule: called inside `with`.
        if unsafe { self.store.is_closed() } {
            again.closing = lines.closing.serve(usize::MAX, batch).again;
        }
        again
    }

    /// Runs `f` with the lock held; when it is released, wakes those whom `f` put in the batch, and goes on
    /// if the batch had no room for all.
    #[inline(always)]
    pub(super) fn locked<T>(&self, f: impl FnOnce(&mut Lines<R>, &mut Batch) -> (T, Again)) -> T {
        let mut batch: Batch = Batch::new();
        let (result, again) = self.lines.with(|lines| f(lines, &mut batch));
        if !batch.is_empty() {
            self.wake(&mut batch, again);
        }
        result
    }

    #[inline(never)]
    fn wake(&self, batch: &mut Batch, mut again: Again) {
        wake_each(|| {
            loop {
                if let Some(waker) = batch.pop() {
                    return Some(waker);
                }
                if !again.any() {
                    return None;
                }
                again = self.lines.with(|lines| self.settle_all(lines, batch));
            }
        });
    }
}

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    /// Drops what is left in the store.
    pub(super) fn drain(&self) {
        drain(|| {
            let mut entry = None;
            let _ = self.pop(&mut entry);
            entry
        });
    }

    /// Starts over: no values, nobody waits, one end on each side.
    pub(super) fn restart(&mut self) {
        // Those who wait were forgotten together with their ends: their nodes are valid for ever, and
        // never looked at again.
        let stale = self.lines.with(|lines| {
            (lines.senders, lines.closing) = (Many::NEW, Many::NEW);
            core::mem::replace(&mut lines.receivers, R::NEW)
        });
        drop(stale);
        self.store.reopen();
        self.drain();
        self.ends.reset();
    }
}

impl<S, R, L> fmt::Debug for Channel<S, R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}
