//! Arrays of futures, and of futures that may be missing.

use core::array::from_fn;
use core::future::Future;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::Context;

use super::children::{Children, Futures, Holes, TakeBack, sealed::Sealed};
use super::rule::{First, Judge};
use super::slot::{Slot, at};

impl<F: Future, const N: usize> Futures for [F; N] {
    #[inline]
    fn into_children(self) -> Self {
        self
    }
}

impl<F: Future, const N: usize> Futures<Holes<F, N>> for [Option<F>; N] {
    #[inline]
    fn into_children(self) -> Holes<F, N> {
        Holes(self)
    }
}

impl<F, const N: usize> Sealed for [F; N] {}
impl<F, const N: usize> Sealed for Holes<F, N> {}

impl<F: Future, R: Judge<F>, const N: usize> Children<R> for [F; N] {
    type Kept = [R::Kept; N];
    type Break = R::Break;
    type Slots = [Slot<F, R::Kept>; N];

    #[inline]
    fn count(&self) -> usize {
        N
    }

    #[inline]
    fn store(self) -> Self::Slots {
        self.map(Slot::Running)
    }

    #[inline]
    fn places(_: Pin<&mut Self::Slots>) -> usize {
        N
    }

    #[inline]
    fn poll(
        slots: Pin<&mut Self::Slots>,
        index: usize,
        left: &mut usize,
        cx: &mut Context<'_>,
    ) -> ControlFlow<R::Break> {
        at(as_slice(slots), index).poll::<R>(left, cx)
    }

    fn clear(slots: Pin<&mut Self::Slots>) {
        clear(as_slice(slots), N);
    }

    fn take(mut slots: Pin<&mut Self::Slots>) -> Self::Kept {
        from_fn(|index| at(as_slice(slots.as_mut()), index).expect())
    }
}

impl<F: Future, R: Judge<F>, const N: usize> Children<R> for Holes<F, N> {
    type Kept = [Option<R::Kept>; N];
    type Break = R::Break;
    type Slots = [Slot<F, R::Kept>; N];

    #[inline]
    fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    #[inline]
    fn store(self) -> Self::Slots {
        self.0.map(|child| child.map_or(Slot::Gone, Slot::Running))
    }

    #[inline]
    fn places(_: Pin<&mut Self::Slots>) -> usize {
        N
    }

    #[inline]
    fn poll(
        slots: Pin<&mut Self::Slots>,
        index: usize,
        left: &mut usize,
        cx: &mut Context<'_>,
    ) -> ControlFlow<R::Break> {
        at(as_slice(slots), index).poll::<R>(left, cx)
    }

    fn clear(slots: Pin<&mut Self::Slots>) {
        clear(as_slice(slots), N);
    }

    fn take(mut slots: Pin<&mut Self::Slots>) -> Self::Kept {
        from_fn(|index| at(as_slice(slots.as_mut()), index).take())
    }
}

impl<F: Future, const N: usize> TakeBack for [F; N] {
    type Left = [Option<F>; N];

    fn take_back(slots: <Self as Children<First>>::Slots) -> Self::Left {
        slots.map(Slot::into_running)
    }
}

impl<F: Future, const N: usize> TakeBack for Holes<F, N> {
    type Left = [Option<F>; N];

    fn take_back(slots: <Self as Children<First>>::Slots) -> Self::Left {
        slots.map(Slot::into_running)
    }
}

#[inline]
fn as_slice<F, V, const N: usize>(slots: Pin<&mut [Slot<F, V>; N]>) -> Pin<&mut [Slot<F, V>]> {
    // SAFETY: the Slot Rule: the same slots at the same place.
    unsafe { slots.map_unchecked_mut(|slots| slots.as_mut_slice()) }
}

/// Drops all children, and what was kept of them.
pub(super) fn clear<F, V>(mut slots: Pin<&mut [Slot<F, V>]>, count: usize) {
    // Why not `slots.len()`? It makes a shared reference.
    for index in 0..count {
        at(slots.as_mut(), index).set(Slot::Gone);
    }
}
