//! The one future behind `join`, `try_join`, `race`, `race_ok` and `select`: its children, and its rules.
//!
//! Who uses them need not name anything in here, except in bounds of a function of one's own:
//!
//! ```
//! use wakeful::future::Race;
//! use wakeful::future::combine::{Children, First};
//!
//! /// The first of any futures of numbers.
//! async fn first<C: Race + Children<First, Break = u32>>(children: C) -> u32 {
//!     children.race().await
//! }
//!
//! let one = first((async { 1 }, async { 1 }));
//! assert_eq!(wakeful::executor::block_on(one), 1);
//! ```

mod arrays;
mod children;
mod progress;
mod rule;
mod slot;
mod tuples;
mod turn;
#[cfg(feature = "alloc")]
mod vec;

use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow::{self, Break, Continue};
use core::pin::Pin;
use core::task::{Context, Poll};

use self::progress::{Progress, at_turn, turn_of};
use super::wakers::WakerPool;

pub use self::children::{Children, Futures, Holes, TakeBack};
pub use self::rule::{All, AllOk, First, FirstOk, Judge, Rule};

pub(super) use self::rule::nothing;

/// The future of several futures, until the rule `R` says that it is over.
///
/// What it is called where it is used: [`JoinAll`](super::JoinAll), [`TryJoinAll`](super::TryJoinAll),
/// [`RaceAll`](super::RaceAll), [`RaceOkAll`](super::RaceOkAll).
///
/// The children lie inside of it, and their outputs take their places; nothing is pinned by hand.
///
/// # Polls
///
/// Its first poll polls every child. After that, who was woken is polled, and nobody else, where there is
/// a heap (feature `alloc`) or a [pool](Self::in_pool); otherwise all who are not done.
///
/// # Cancel safety
///
/// That of the children: a drop drops those who are not done, and what was kept of the others.
///
/// # Panics
///
/// If a child does, or the drop of something in here. The others are dropped with the combinator, which is
/// not to be polled any more: it panics, as it does when it is polled after it completed.
///
/// # Cost
///
/// One allocation, made when a child first clones its waker, or wakes itself; none if no child does. A `Vec` costs
/// one more for the children and one for what they leave.
///
/// # Auto traits
///
/// `Send` as far as the children are, and what is kept of them: it lies in here until all are done. `Sync`
/// always: who shares it cannot reach them. `Unpin` as far as the children are: nothing else is pinned; with a
/// `Vec` always: they lie in a box.
#[must_use = "futures do nothing unless polled"]
pub struct Combine<C: Children<R>, R: Rule> {
    // Before the wakers: the children are dropped first, and may hold some.
    // Why a cell? It makes a shared reference to the combinator none to the slots: the Slot Rule.
    slots: UnsafeCell<C::Slots>,
    progress: Progress,
    rule: PhantomData<fn() -> R>,
}

// SAFETY: the slots are reached by unique references alone.
unsafe impl<C: Children<R>, R: Rule> Sync for Combine<C, R> where Progress: Sync {}

impl<C: Children<R>, R: Rule> Combine<C, R> {
    #[inline]
    pub(super) fn new(futures: impl Futures<C>) -> Self {
        let children = futures.into_children();
        let progress = Progress::new(children.count());
        Self { slots: UnsafeCell::new(children.store()), progress, rule: PhantomData }
    }

    /// Takes the room for the wakers of the children from `pool`, not from the heap.
    ///
    /// Use it where there is no heap, so that only those who were woken are polled. If the pool has no room
    /// left, or not for so many children, all are polled. No effect once it has been polled.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::block_on;
    /// use wakeful::future::{Join, WakerPool};
    ///
    /// static POOL: WakerPool<2> = WakerPool::new();
    ///
    /// let both = (async { 1 }, async { "b" }).join().in_pool(&POOL);
    /// assert_eq!(block_on(both), (1, "b"));
    /// ```
    pub fn in_pool<const N: usize>(mut self, pool: &'static WakerPool<N>) -> Self {
        self.progress.set_pool(pool);
        self
    }

    /// How many children are not done.
    pub(super) fn left(&self) -> usize {
        self.progress.left
    }

    pub(super) fn set_biased(self: Pin<&mut Self>) {
        self.parts().1.set_biased();
    }

    pub(super) fn set_pool<const N: usize>(self: Pin<&mut Self>, pool: &'static WakerPool<N>) {
        self.parts().1.set_pool(pool);
    }

    pub(super) fn with_bias(mut self) -> Self {
        self.progress.set_biased();
        self
    }

    pub(super) fn into_slots(self) -> C::Slots {
        self.slots.into_inner()
    }

    #[cfg(feature = "futures-core")]
    pub(super) fn is_over(&self) -> bool {
        self.progress.is_over()
    }

    /// The slots, pinned, and the rest, which is not.
    #[inline]
    fn parts(self: Pin<&mut Self>) -> (Pin<&mut C::Slots>, &mut Progress) {
        // SAFETY: the Slot Rule: the slots are not moved.
        let Self { slots, progress, rule: _ } = unsafe { self.get_unchecked_mut() };
        // SAFETY: the Slot Rule: pinned with the combinator.
        (unsafe { Pin::new_unchecked(slots.get_mut()) }, progress)
    }

    /// Polls until one ends it, by its number and with what; or until nobody is left. The others stay.
    #[inline]
    pub(super) fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<ControlFlow<(usize, C::Break)>> {
        let (mut slots, progress) = self.parts();
        let count = C::places(slots.as_mut());
        let mut polled = progress.begin::<R>(count);
        let Progress { wakers, left, from, .. } = progress;
        let from = *from;
        let mut end = if *left == 0 { Break(None) } else { Continue(()) };
        let before = polled;
        if before > 0 && end.is_continue() {
            end = wakers.woken(count, from, cx, |index, cx| {
                // Who comes below is not polled twice, where a round polls all.
                if turn_of(index, from, count) >= before {
                    return Continue(());
                }
                poll_one::<C, R>(slots.as_mut(), index, left, cx)
            });
        }
        if before < count && end.is_continue() {
            let rest = (before..count).map(|turn| at_turn(turn, from, count));
            end = wakers.these(count, rest, cx, |index, cx| {
                polled += 1;
                poll_one::<C, R>(slots.as_mut(), index, left, cx)
            });
        }
        progress.end(polled);
        match end {
            Continue(()) => Poll::Pending,
            Break(Some(winner)) => Poll::Ready(Break(winner)),
            Break(None) => Poll::Ready(Continue(())),
        }
    }
}

/// Polls the child of this number. Breaks if it ends the combinator, or if it was the last.
#[inline]
fn poll_one<C: Children<R>, R: Rule>(
    slots: Pin<&mut C::Slots>,
    index: usize,
    left: &mut usize,
    cx: &mut Context<'_>,
) -> ControlFlow<Option<(usize, C::Break)>> {
    match C::poll(slots, index, left, cx) {
        Break(end) => Break(Some((index, end))),
        Continue(()) if *left == 0 => Break(None),
        Continue(()) => Continue(()),
    }
}

impl<C: Children<R>, R: Rule> Future for Combine<C, R> {
    type Output = R::Output<C::Kept, C::Break>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Poll::Ready(end) = self.as_mut().poll_next(cx) else { return Poll::Pending };
        let (slots, progress) = self.parts();
        progress.set_over();
        Poll::Ready(R::finish(match end {
            Continue(()) => Continue(|| C::take(slots)),
            Break((_, end)) => {
                C::clear(slots);
                Break(end)
            }
        }))
    }
}

impl<C: Children<R>, R: Rule> fmt::Debug for Combine<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(R::NAME).field("left", &self.progress.left).finish()
    }
}
