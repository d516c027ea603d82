//! The contended case as one who waits sees it: into a line, polled in there, out of it.

use core::pin::Pin;
use core::task::Waker;

use super::hall::{Again, Channel, Lines};
use crate::channel::Side;
use crate::channel::line::{Line, Many};
use crate::channel::store::{Refusal, Store, Turn};
use crate::lock::RawLock;
use crate::wait::{End, LOST, Node, Stage, completed, flash};

/// Which line a task is in.
pub(super) struct Place<R> {
    /// The side whose turn it takes.
    side: Side,
    line: fn(&mut Lines<R>) -> &mut Many,
}

impl<R> Clone for Place<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Place<R> {}

impl<R> Place<R> {
    /// With those who want to send.
    pub(super) const SENDERS: Self = Self { side: Side::Senders, line: |lines| &mut lines.senders };

    /// With those who wait for the end. They do nothing, so it does not matter whom that serves.
    pub(super) const CLOSING: Self = Self { side: Side::Senders, line: |lines| &mut lines.closing };
}

impl Place<Many> {
    /// With those who want to receive.
    pub(super) const RECEIVERS: Self =
        Self { side: Side::Receivers, line: |lines| &mut lines.receivers };
}

/// What a task in a line wants.
pub(super) trait Want<S: Store> {
    /// Tries to do it. Returns whether the other side is to be called.
    ///
    /// # Safety
    ///
    /// The *Store Rule* holds.
    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal>;

    /// Whether an attempt of this side for `n` has a chance.
    ///
    /// # Safety
    ///
    /// The *Store Rule* holds.
    unsafe fn possible(&self, store: &S, side: Side, n: u32) -> bool {
        // SAFETY: the caller keeps the Store Rule.
        unsafe { store.judge(side) }.ready >= n as usize
    }
}

impl Side {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Senders => Self::Receivers,
            Self::Receivers => Self::Senders,
        }
    }
}

/// How the poll of one in a line ended.
enum Polled {
    /// Done, or not because the channel is closed.
    Ready(Result<(), Refusal>),
    Pending,
    /// It stays, and has to be given a waker: one cloned outside of the lock.
    NeedsWaker,
    /// It need not stay after all: to be tried without a waker in hand.
    TryAgain,
    /// It has left the line in a poll that a waker of somebody else broke off by a panic.
    Gone,
}

// Nothing is taken with a clone of a waker in hand: if its drop panicked, what was taken would be lost.

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    /// One poll of somebody who wants something and was refused it as a newcomer, or waits already.
    /// `None` if it has to wait on; else whether it was done, or the channel is closed.
    #[cold]
    #[inline(never)]
    pub(super) fn wait<W: Want<S>>(
        &self,
        node: Pin<&Node<u32>>,
        place: Place<R>,
        want: &mut W,
        waker: &Waker,
    ) -> Option<Result<(), Refusal>> {
        if flash::SCARCE {
            // All that is done around it is the same for those who send and those who receive.
            return self.wait_shared(node, place, want, waker);
        }
        self.wait_for(node, place, want, waker)
    }

    /// [`wait_for`](Self::wait_for), compiled once.
    #[inline(never)]
    fn wait_shared(
        &self,
        node: Pin<&Node<u32>>,
        place: Place<R>,
        want: &mut dyn Want<S>,
        waker: &Waker,
    ) -> Option<Result<(), Refusal>> {
        self.wait_for(node, place, want, waker)
    }

    fn wait_for<W: Want<S> + ?Sized>(
        &self,
        node: Pin<&Node<u32>>,
        place: Place<R>,
        want: &mut W,
        waker: &Waker,
    ) -> Option<Result<(), Refusal>> {
        if flash::SCARCE && !S::LOCK_FREE && !node.is_shared() {
            match self.attempt(place.side, want) {
                Err(Refusal::Wait) => {}
                done => return Some(done),
            }
        }
        let mut fresh = (!node.is_shared()).then(|| waker.clone());
        let mut tried = false;
        loop {
            match self.poll_waiting(node, place, want, waker, &mut fresh, tried) {
                Polled::Ready(done) => return Some(done),
                Polled::Pending => return None,
                Polled::NeedsWaker => fresh = Some(waker.clone()),
                Polled::Gone => completed(),
                Polled::TryAgain => {
                    drop(fresh.take());
                    tried = true;
                    if !node.is_shared() {
                        match self.attempt(place.side, want) {
                            Err(Refusal::Wait) => fresh = Some(waker.clone()),
                            done => return Some(done),
                        }
                    }
                }
            }
        }
    }

    /// Does what a newcomer wants, if that is possible.
    fn attempt<W: Want<S> + ?Sized>(&self, side: Side, want: &mut W) -> Result<(), Refusal> {
        if S::LOCK_FREE {
            // SAFETY: the Store Rule, `LOCK_FREE`.
            if unsafe { want.attempt(&self.store, Turn::Newcomer) }? {
                self.serve(side.other());
            }
            Ok(())
        } else {
            self.locked(|lines, batch| {
                // SAFETY: the Store Rule, inside `with`.
                let done = unsafe { want.attempt(&self.store, Turn::Newcomer) };
                let call = done == Ok(true);
                (done.map(|_| ()), self.called(side.other(), call, lines, batch))
            })
        }
    }

    /// A poll of one who joins the line, is in it, or was sent away when the channel closed.
    fn poll_waiting<W: Want<S> + ?Sized>(
        &self,
        node: Pin<&Node<u32>>,
        Place { side, line }: Place<R>,
        want: &mut W,
        waker: &Waker,
        fresh: &mut Option<Waker>,
        tried: bool,
    ) -> Polled {
        let (polled, stale) = self.locked(|lines, batch| {
            if !node.is_shared() {
                // SAFETY: the Store Rule, inside `with`.
                let possible =
                    !tried && unsafe { want.possible(&self.store, side, node.request()) };
                if possible && !line(lines).is_strict() {
                    return ((Polled::TryAgain, None), Again::NO);
                }
                let Some(fresh) = fresh.take() else {
                    return ((Polled::NeedsWaker, None), Again::NO);
                };
                // SAFETY: the node is in no list; its future leaves before it is dropped.
                unsafe { line(lines).0.link(node, End::Back, Stage::Waiting, fresh) };
                return ((Polled::Pending, None), self.settle(side, lines, batch));
            }
            // SAFETY: this list guards the node: it was linked here.
            let entry = unsafe { line(lines).0.entry(&node) };
            let stage = entry.stage();
            if stage == Stage::Granted {
                return ((Polled::Gone, None), Again::NO);
            }
            if stage == Stage::Waiting {
                if entry.will_wake(waker) {
                    return ((Polled::Pending, None), Again::NO);
                }
                let Some(fresh) = fresh.take() else {
                    return ((Polled::NeedsWaker, None), Again::NO);
                };
                return ((Polled::Pending, entry.put_waker(Stage::Waiting, fresh)), Again::NO);
            }
            if let Some(fresh) = fresh.take_if(|_| stage == Stage::Offered) {
                // SAFETY: the Store Rule, inside `with`.
                if !tried && unsafe { want.possible(&self.store, side, entry.request()) } {
                    return ((Polled::TryAgain, Some(fresh)), Again::NO);
                }
                let stale = entry.put_waker(Stage::Waiting, fresh);
                entry.add_losses(LOST);
                return ((Polled::Pending, stale), self.settle(side, lines, batch));
            }
            // SAFETY: the Store Rule, inside `with`.
            let done = match unsafe { want.attempt(&self.store, Turn::Offered) } {
                Err(Refusal::Wait) => return ((Polled::NeedsWaker, None), Again::NO),
                done => done,
            };
            let mut again = Again::NO;
            if stage == Stage::Offered {
                // Before any waker runs: if one panics, the future has left already.
                // SAFETY: linked here: the stage is `Offered`. It holds no waker.
                unsafe { line(lines).0.unlink(&node, Stage::Granted) };
                again = self.settle(side, lines, batch);
            }
            let call = done == Ok(true);
            again = again.or(self.called(side.other(), call, lines, batch));
            ((Polled::Ready(done.map(|_| ())), None), again)
        });
        drop(stale);
        polled
    }

    /// The exit of one who waits and is dropped: passes on what it was offered.
    #[cold]
    #[inline(never)]
    pub(super) fn cancel(&self, node: Pin<&Node<u32>>, Place { side, line }: Place<R>) {
        let stale = self.locked(|lines, batch| {
            let list = &mut line(lines).0;
            // SAFETY: this list guards the node: it was linked here by `wait`.
            let entry = unsafe { list.entry(&node) };
            if !matches!(entry.stage(), Stage::Waiting | Stage::Offered) {
                return (None, Again::NO);
            }
            // SAFETY: linked here.
            let stale = unsafe { list.unlink(&node, Stage::Granted) };
            (stale, self.settle(side, lines, batch))
        });
        drop(stale);
    }
}
