//! One turn of a loop: each source that has a reason to be polled, once.

use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::list::Sources;
use crate::future::wakers::Wakers;

/// Which sources are polled although nobody woke them: a bit for each.
#[derive(Clone, Copy)]
pub(super) struct Due {
    /// In this turn.
    now: usize,
    /// In the next one: those that had an event, and those that look at the state, which a handler may
    /// have changed.
    next: usize,
    /// Those that have ended.
    ended: usize,
    /// The source that the turn begins with.
    from: usize,
}

const fn bit(number: usize) -> usize {
    1 << number
}

impl Due {
    /// All of them, as in the first turn.
    pub(super) const ALL: Self = Self { now: usize::MAX, next: 0, ended: 0, from: 0 };

    pub(super) const fn is_empty(&self) -> bool {
        self.now | self.next == 0
    }

    pub(super) fn turn<S: ?Sized, T, L: Sources<S, T>>(
        &mut self,
        mut sources: Pin<&mut L>,
        state: &mut S,
        wakers: &mut Wakers,
        cx: &mut Context<'_>,
    ) -> ControlFlow<T> {
        const {
            assert!(L::COUNT <= usize::BITS as usize, "a loop has a source for each bit at most");
        }
        let from = self.from;
        self.from = (from + 1) % L::COUNT;
        self.now = (self.now | core::mem::take(&mut self.next)) & L::ALL;
        let mut polled = 0;
        wakers.woken(L::COUNT, from, cx, |number, cx| {
            polled |= bit(number);
            self.step(number, sources.as_mut(), state, cx)
        })?;
        let due = self.now & !polled;
        let due = (from..L::COUNT).chain(0..from).filter(|number| due & bit(*number) != 0);
        wakers.these(L::COUNT, due, cx, |number, cx| self.step(number, sources.as_mut(), state, cx))
    }

    fn step<S: ?Sized, T, L: Sources<S, T>>(
        &mut self,
        number: usize,
        sources: Pin<&mut L>,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> ControlFlow<T> {
        let bit = bit(number);
        if self.ended & bit != 0 {
            return ControlFlow::Continue(());
        }
        // What the poll sees is the state after all handlers up to now.
        self.now &= !bit;
        self.next &= !bit;
        match sources.poll(number, state, cx) {
            Poll::Pending => ControlFlow::Continue(()),
            Poll::Ready(Some(handled)) => {
                self.next |= bit | L::LOOKING;
                handled
            }
            Poll::Ready(None) => {
                self.ended |= bit;
                assert!(
                    self.ended != L::ALL,
                    "all sources of a Loop have ended, so nobody could end the loop: \
                     add a source that lasts, or let a handler break before"
                );
                ControlFlow::Continue(())
            }
        }
    }
}
