//! Tuples of futures.

use core::future::Future;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::Context;

use super::children::{Children, Futures, TakeBack, sealed::Sealed};
use super::rule::{First, Judge};
use super::slot::Slot;

// Why is a tuple of anything `Futures`? So that the compiler says which of them is not a future. With arrays
// and vectors that would hide the `join` of strings.

/// Implements the traits for a tuple: the number of its futures, the first, and the others.
macro_rules! tuple {
    ($count:literal, $A:ident 0 $(, $F:ident $n:tt)*) => {
        impl<$A, $($F),*> Futures for ($A, $($F,)*) {
            #[inline]
            fn into_children(self) -> Self {
                self
            }
        }

        impl<$A, $($F),*> Sealed for ($A, $($F,)*) {}

        impl<R, $A: Future, $($F: Future),*> Children<R> for ($A, $($F,)*)
        where
            R: Judge<$A> $(+ Judge<$F, Break = <R as Judge<$A>>::Break>)*,
        {
            type Kept = (<R as Judge<$A>>::Kept, $(<R as Judge<$F>>::Kept,)*);
            type Break = <R as Judge<$A>>::Break;
            type Slots =
                (Slot<$A, <R as Judge<$A>>::Kept>, $(Slot<$F, <R as Judge<$F>>::Kept>,)*);

            #[inline]
            fn count(&self) -> usize {
                $count
            }

            #[inline]
            fn store(self) -> Self::Slots {
                (Slot::Running(self.0), $(Slot::Running(self.$n),)*)
            }

            #[inline]
            fn places(_: Pin<&mut Self::Slots>) -> usize {
                $count
            }

            #[inline]
            fn poll(
                slots: Pin<&mut Self::Slots>,
                index: usize,
                left: &mut usize,
                cx: &mut Context<'_>,
            ) -> ControlFlow<Self::Break> {
                match index {
                    // SAFETY: the Slot Rule: pinned with the others.
                    0 => unsafe { slots.map_unchecked_mut(|slots| &mut slots.0) }.poll::<R>(left, cx),
                    $(
                        // SAFETY: the Slot Rule: pinned with the others.
                        $n => unsafe { slots.map_unchecked_mut(|slots| &mut slots.$n) }
                            .poll::<R>(left, cx),
                    )*
                    _ => ControlFlow::Continue(()),
                }
            }

            fn clear(mut slots: Pin<&mut Self::Slots>) {
                // SAFETY: the Slot Rule: pinned with the others.
                unsafe { slots.as_mut().map_unchecked_mut(|slots| &mut slots.0) }.set(Slot::Gone);
                $(
                    // SAFETY: the Slot Rule: pinned with the others.
                    unsafe { slots.as_mut().map_unchecked_mut(|slots| &mut slots.$n) }
                        .set(Slot::Gone);
                )*
            }

            #[inline]
            fn take(mut slots: Pin<&mut Self::Slots>) -> Self::Kept {
                (
                    // SAFETY: the Slot Rule: pinned with the others.
                    unsafe { slots.as_mut().map_unchecked_mut(|slots| &mut slots.0) }.expect(),
                    $(
                        // SAFETY: the Slot Rule: pinned with the others.
                        unsafe { slots.as_mut().map_unchecked_mut(|slots| &mut slots.$n) }.expect(),
                    )*
                )
            }
        }

        impl<$A: Future, $($F: Future<Output = $A::Output>),*> TakeBack for ($A, $($F,)*) {
            type Left = (Option<$A>, $(Option<$F>,)*);

            fn take_back(slots: <Self as Children<First>>::Slots) -> Self::Left {
                (slots.0.into_running(), $(slots.$n.into_running(),)*)
            }
        }
    };
}

tuple!(1, A 0);
tuple!(2, A 0, B 1);
tuple!(3, A 0, B 1, C 2);
tuple!(4, A 0, B 1, C 2, D 3);
tuple!(5, A 0, B 1, C 2, D 3, E 4);
tuple!(6, A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(7, A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(8, A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(9, A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(10, A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(11, A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(12, A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
