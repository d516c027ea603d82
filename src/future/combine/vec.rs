//! Any number of futures.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::Future;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::Context;

use super::arrays::clear;
use super::children::{Children, Futures, TakeBack, sealed::Sealed};
use super::rule::{First, Judge};
use super::slot::{Slot, at};

impl<F: Future> Futures for Vec<F> {
    #[inline]
    fn into_children(self) -> Self {
        self
    }
}

impl<F> Sealed for Vec<F> {}

/// Slots in a box. They stay where they are when it moves: so it may be moved although they are pinned.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
#[derive(Debug)]
pub struct Boxed<F, V> {
    slots: Pin<Box<[Slot<F, V>]>>,
    count: usize,
}

impl<F, V> Boxed<F, V> {
    fn at(self: Pin<&mut Self>, index: usize) -> Pin<&mut Slot<F, V>> {
        at(self.get_mut().slots.as_mut(), index)
    }
}

impl<F: Future, R: Judge<F>> Children<R> for Vec<F> {
    type Kept = Vec<R::Kept>;
    type Break = R::Break;
    type Slots = Boxed<F, R::Kept>;

    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    fn store(self) -> Self::Slots {
        let count = self.len();
        Boxed { slots: Box::into_pin(self.into_iter().map(Slot::Running).collect()), count }
    }

    #[inline]
    fn places(slots: Pin<&mut Self::Slots>) -> usize {
        slots.count
    }

    #[inline]
    fn poll(
        slots: Pin<&mut Self::Slots>,
        index: usize,
        left: &mut usize,
        cx: &mut Context<'_>,
    ) -> ControlFlow<R::Break> {
        slots.at(index).poll::<R>(left, cx)
    }

    fn clear(slots: Pin<&mut Self::Slots>) {
        let count = slots.count;
        clear(slots.get_mut().slots.as_mut(), count);
    }

    fn take(mut slots: Pin<&mut Self::Slots>) -> Self::Kept {
        (0..slots.count).map(|index| slots.as_mut().at(index).expect()).collect()
    }
}

// Why `F: Unpin`? The slots in the box are pinned, whoever owns the box.
impl<F: Future + Unpin> TakeBack for Vec<F> {
    type Left = Vec<Option<F>>;

    fn take_back(slots: <Self as Children<First>>::Slots) -> Self::Left {
        Pin::into_inner(slots.slots).into_vec().into_iter().map(Slot::into_running).collect()
    }
}
