//! Futures together, as a combinator sees them.

use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::Context;

use super::rule::{First, Rule};

/// Futures that can be combined: tuples of 1 to 12 of them, `[F; N]`, `[Option<F>; N]`, and with the
/// feature `alloc` `Vec<F>`. Sealed.
///
/// `C` is what a combinator makes of them: themselves, or [`Holes`]. The compiler knows it; in a bound of
/// your own leave it out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that can be combined: it has to be futures",
    label = "not a tuple, an array or a `Vec` of futures",
    note = "combined can be tuples of 1 to 12 futures, `[F; N]`, `[Option<F>; N]` and, with the feature `alloc`, `Vec<F>`, where `F` is a future"
)]
pub trait Futures<C = Self>: sealed::Sealed + Sized {
    #[doc(hidden)]
    fn into_children(self) -> C;
}

/// An array of futures in which some places may be empty: what combinators make of `[Option<F>; N]`.
#[derive(Debug)]
pub struct Holes<F, const N: usize>(pub(super) [Option<F>; N]);

/// The children of a combinator with the rule `R`. Sealed: see [`Futures`].
#[diagnostic::on_unimplemented(
    message = "the futures `{Self}` cannot be combined by this rule",
    note = "`try_join` and `race_ok` need futures of a `Result`, `race` and `select` futures with one type of output"
)]
pub trait Children<R: Rule>: sealed::Sealed {
    /// What is kept of all.
    type Kept;

    /// What one can end the combinator with.
    type Break;

    /// A [`Slot`](super::slot::Slot) for each.
    #[doc(hidden)]
    type Slots;

    /// How many children there are.
    #[doc(hidden)]
    fn count(&self) -> usize;

    #[doc(hidden)]
    fn store(self) -> Self::Slots;

    /// How many slots there are.
    #[doc(hidden)]
    fn places(slots: Pin<&mut Self::Slots>) -> usize;

    /// [`Slot::poll`](super::slot::Slot::poll) of this number.
    #[doc(hidden)]
    fn poll(
        slots: Pin<&mut Self::Slots>,
        index: usize,
        left: &mut usize,
        cx: &mut Context<'_>,
    ) -> ControlFlow<Self::Break>;

    /// Drops all children, and what was kept.
    #[doc(hidden)]
    fn clear(slots: Pin<&mut Self::Slots>);

    /// Takes what was kept, when all are done.
    #[doc(hidden)]
    fn take(slots: Pin<&mut Self::Slots>) -> Self::Kept;
}

/// Children that can be taken back. Sealed: tuples, arrays, and a `Vec` of futures that are `Unpin`.
pub trait TakeBack: Children<First> {
    /// The same with `Option`s: `(Option<A>, Option<B>)`, `[Option<F>; N]`, `Vec<Option<F>>`.
    type Left;

    #[doc(hidden)]
    fn take_back(slots: Self::Slots) -> Self::Left;
}

pub(super) mod sealed {
    #[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
    pub trait Sealed {}
}
