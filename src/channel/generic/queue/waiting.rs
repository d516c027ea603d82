//! The contended case as one who waits sees it: into a line, polled in there, out of it.

use core::pin::Pin;
use core::task::Waker;

use super::hall::{Again, Channel, Lines};
use crate::channel::Side;
use crate::channel::line::{Line, Many};
use crate::channel::store::{Refusal, Store, Turn};
use crate::lock::RawLock;
use crate::wait::{End, LOST, Node, Stage};

/// What a task in a line wants, and which line it is.
pub(super) trait Want<S, R> {
    /// The side whose turn it takes.
    const SIDE: Side;

    /// Tries to do it. Returns whether the other side is to be called.
    ///
    /// # Safety
    ///
    /// The *Store Rule* holds.
    unsafe fn attempt(&mut self, store: &S, turn: Turn) -> Result<bool, Refusal>;

    /// The line.
    fn line(lines: &mut Lines<R>) -> &mut Many;
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
}

impl<S: Store, R: Line, L: RawLock> Channel<S, R, L> {
    /// One poll of somebody who wants something and was refused it as a newcomer, or waits already.
    /// `None` if it has to wait on; else whether it was done, or the channel is closed.
    #[cold]
    #[inline(never)]
    pub(super) fn wait<W: Want<S, R>>(
        &self,
        node: Pin<&Node<usize>>,
        want: &mut W,
        waker: &Waker,
    ) -> Option<Result<(), Refusal>> {
        let mut fresh = (!node.is_shared()).then(|| waker.clone());
        loop {
            let mut stale = None;
            let polled = self.locked(|lines, batch| {
                if !node.is_shared() {
                    // SAFETY: the Store Rule, inside `with`.
                    match unsafe { want.attempt(&self.store, Turn::Newcomer) } {
                        Ok(call) => {
                            let again = self.called(W::SIDE.other(), call, lines, batch);
                            return (Polled::Ready(Ok(())), again);
                        }
                        Err(Refusal::Closed) => {
                            return (Polled::Ready(Err(Refusal::Closed)), Again::NO);
                        }
                        Err(Refusal::Wait) => {}
                    }
                    let Some(fresh) = fresh.take() else { return (Polled::NeedsWaker, Again::NO) };
                    // SAFETY: the node is in no list; its future leaves before it is dropped.
                    unsafe { W::line(lines).0.link(node, End::Back, Stage::Waiting, fresh) };
                    return (Polled::Pending, self.settle(W::SIDE, lines, batch));
                }
                // SAFETY: this list guards the node: it was linked here above.
                let entry = unsafe { W::line(lines).0.entry(&node) };
                let stage = entry.stage();
                if matches!(stage, Stage::Offered | Stage::Passed) {
                    // SAFETY: the Store Rule, inside `with`.
                    let done = match unsafe { want.attempt(&self.store, Turn::Offered) } {
                        Ok(call) => Ok(call),
                        // Those who were sent away by a close find it closed, or find a message.
                        Err(Refusal::Closed) => Err(Refusal::Closed),
                        Err(Refusal::Wait) => {
                            debug_assert_eq!(stage, Stage::Offered, "closed and not closed");
                            let Some(fresh) = fresh.take() else {
                                return (Polled::NeedsWaker, Again::NO);
                            };
                            stale = entry.put_waker(Stage::Waiting, fresh);
                            entry.add_losses(LOST);
                            return (Polled::Pending, self.settle(W::SIDE, lines, batch));
                        }
                    };
                    let mut again = Again::NO;
                    if stage == Stage::Offered {
                        // Before any waker runs: if one panics, the future has left already.
                        // SAFETY: linked here: the stage is `Offered`.
                        stale = unsafe { W::line(lines).0.unlink(&node, Stage::Granted) };
                        again = self.settle(W::SIDE, lines, batch);
                    }
                    let call = done == Ok(true);
                    again = again.or(self.called(W::SIDE.other(), call, lines, batch));
                    return (Polled::Ready(done.map(|_| ())), again);
                }
                if entry.will_wake(waker) {
                    return (Polled::Pending, Again::NO);
                }
                let Some(fresh) = fresh.take() else { return (Polled::NeedsWaker, Again::NO) };
                stale = entry.put_waker(Stage::Waiting, fresh);
                (Polled::Pending, Again::NO)
            });
            drop(stale);
            match polled {
                Polled::Ready(done) => return Some(done),
                Polled::Pending => return None,
                Polled::NeedsWaker => fresh = Some(waker.clone()),
            }
        }
    }

    /// The exit of one who waits and is dropped: passes on what it was offered.
    #[cold]
    #[inline(never)]
    pub(super) fn cancel<W: Want<S, R>>(&self, node: Pin<&Node<usize>>) {
        let stale = self.locked(|lines, batch| {
            let list = &mut W::line(lines).0;
            // SAFETY: this list guards the node: it was linked here by `wait`.
            let entry = unsafe { list.entry(&node) };
            if !matches!(entry.stage(), Stage::Waiting | Stage::Offered) {
                return (None, Again::NO);
            }
            // SAFETY: linked here.
            let stale = unsafe { list.unlink(&node, Stage::Granted) };
            (stale, self.settle(W::SIDE, lines, batch))
        });
        drop(stale);
    }
}
