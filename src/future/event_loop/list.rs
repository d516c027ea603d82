//! The sources of a loop: a list that is known to the compiler.

use core::fmt;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

/// One source. `poll` handles the event that it finds, if there is one: `Ready(None)` says that there will
/// be no more.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub trait Source<S: ?Sized, T> {
    /// Whether its poll looks at the state.
    const LOOKS: bool;

    /// Looks for an event, and handles it.
    fn poll(
        self: Pin<&mut Self>,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>>;

    /// Drops what waits for the next event.
    fn clear(self: Pin<&mut Self>);
}

/// Several sources, with numbers.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub trait Sources<S: ?Sized, T> {
    /// How many.
    const COUNT: usize;

    /// A bit for each.
    const ALL: usize;

    /// A bit for each whose poll looks at the state.
    const LOOKING: usize;

    /// [`Source::poll`] of the source of that number.
    fn poll(
        self: Pin<&mut Self>,
        number: usize,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>>;

    /// [`Source::clear`] of all.
    fn clear(self: Pin<&mut Self>);
}

/// The sources `L`, and the source `X`.
pub struct And<L, X> {
    /// Pinned with the whole, and so is the other one.
    first: L,
    last: X,
}

impl<L, X> And<L, X> {
    pub(super) const fn new(first: L, last: X) -> Self {
        Self { first, last }
    }

    fn first(self: Pin<&mut Self>) -> Pin<&mut L> {
        // SAFETY: a field that is pinned with the whole; there is no `Drop` to move it.
        unsafe { self.map_unchecked_mut(|this| &mut this.first) }
    }

    fn last(self: Pin<&mut Self>) -> Pin<&mut X> {
        // SAFETY: a field that is pinned with the whole; there is no `Drop` to move it.
        unsafe { self.map_unchecked_mut(|this| &mut this.last) }
    }
}

impl<S: ?Sized, T, L: Sources<S, T>, X: Source<S, T>> Sources<S, T> for And<L, X> {
    const COUNT: usize = L::COUNT + 1;
    const ALL: usize = L::ALL << 1 | 1;
    const LOOKING: usize = L::LOOKING | (X::LOOKS as usize) << L::COUNT;

    #[inline]
    fn poll(
        self: Pin<&mut Self>,
        number: usize,
        state: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>> {
        if number == L::COUNT {
            self.last().poll(state, cx)
        } else {
            self.first().poll(number, state, cx)
        }
    }

    fn clear(mut self: Pin<&mut Self>) {
        self.as_mut().first().clear();
        self.last().clear();
    }
}

impl<S: ?Sized, T> Sources<S, T> for () {
    const COUNT: usize = 0;
    const ALL: usize = 0;
    const LOOKING: usize = 0;

    fn poll(
        self: Pin<&mut Self>,
        _: usize,
        _: &mut S,
        _: &mut Context<'_>,
    ) -> Poll<Option<ControlFlow<T>>> {
        Poll::Pending
    }

    fn clear(self: Pin<&mut Self>) {}
}

impl<L: fmt::Debug, X: fmt::Debug> fmt::Debug for And<L, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("And").field(&self.first).field(&self.last).finish()
    }
}
