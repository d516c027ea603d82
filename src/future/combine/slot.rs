//! Where a child lies, and after it what is kept of it: the *Slot Rule*.

use core::fmt;
use core::future::Future;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::rule::Judge;

/// Where a child lies, and after it what is kept of it.
///
/// ```text
///            its output is kept
///   Running ────────────────────▶ Kept
///      │                            │ all are done: taken; or somebody
///      │ its output is the end,     ▼ ended it: dropped
///      └─────────────────────────▶ Gone
///        or somebody else's was
/// ```
///
/// Each step drops the child in place.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub enum Slot<F, V> {
    Running(F),
    Kept(V),
    Gone,
}

// The *Slot Rule*:
//
// * A child is pinned with its slot, a slot with those that it is one of, and they with the combinator. So a
//   child in something pinned is only polled, or dropped where it is. What is kept of a child is not
//   pinned, and moves.
// * A pinned child may point into itself. So from the first poll on nobody makes a shared reference to a
//   slot: it would promise that nothing in there changes.

// Why not `V: Unpin`? By the Slot Rule nobody makes a `Pin<&mut V>`.
impl<F: Unpin, V> Unpin for Slot<F, V> {}

impl<F, V> Slot<F, V> {
    /// The child, unless it is done.
    fn running(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        // SAFETY: the Slot Rule: nothing is moved out of it.
        match unsafe { self.get_unchecked_mut() } {
            // SAFETY: the Slot Rule: pinned with its slot.
            Self::Running(child) => Some(unsafe { Pin::new_unchecked(child) }),
            Self::Kept(_) | Self::Gone => None,
        }
    }

    /// Polls the child; if it is done, it is dropped, and counted in `left`. Breaks if its output is the end.
    /// Nothing happens if it was done before.
    #[inline]
    pub(super) fn poll<R: Judge<F, Kept = V>>(
        mut self: Pin<&mut Self>,
        left: &mut usize,
        cx: &mut Context<'_>,
    ) -> ControlFlow<R::Break>
    where
        F: Future,
    {
        let Some(child) = self.as_mut().running() else { return ControlFlow::Continue(()) };
        let Poll::Ready(output) = child.poll(cx) else { return ControlFlow::Continue(()) };
        *left -= 1;
        // If dropping the child panics, the slot is what it is set to, nevertheless.
        match R::judge(output) {
            ControlFlow::Continue(kept) => {
                self.set(Self::Kept(kept));
                ControlFlow::Continue(())
            }
            ControlFlow::Break(end) => {
                self.set(Self::Gone);
                ControlFlow::Break(end)
            }
        }
    }

    /// Takes what was kept.
    pub(super) fn take(self: Pin<&mut Self>) -> Option<V> {
        // SAFETY: the Slot Rule: a running child is not moved.
        let slot = unsafe { self.get_unchecked_mut() };
        if let Self::Running(_) = slot {
            return None;
        }
        match core::mem::replace(slot, Self::Gone) {
            Self::Kept(kept) => Some(kept),
            _ => None,
        }
    }

    /// Takes what was kept of one that was there.
    pub(super) fn expect(self: Pin<&mut Self>) -> V {
        self.take().expect("outputs are taken when all are kept")
    }

    /// The child, unless it is done, of a slot that nobody pinned.
    pub(super) fn into_running(self) -> Option<F> {
        match self {
            Self::Running(child) => Some(child),
            Self::Kept(_) | Self::Gone => None,
        }
    }
}

/// The slot of this number.
pub(super) fn at<F, V>(slots: Pin<&mut [Slot<F, V>]>, index: usize) -> Pin<&mut Slot<F, V>> {
    // SAFETY: the Slot Rule: pinned with the others.
    unsafe { slots.map_unchecked_mut(|slots| &mut slots[index]) }
}

impl<F, V> fmt::Debug for Slot<F, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running(_) => "Running",
            Self::Kept(_) => "Kept",
            Self::Gone => "Gone",
        })
    }
}
