//! What the combinators differ in: when they end, and with what.

use core::convert::Infallible;
use core::future::Future;
use core::ops::ControlFlow::{self, Break, Continue};

/// When a combinator ends, and with what. Sealed.
///
/// | rule | of | a child's output is | so it ends with |
/// |---|---|---|---|
/// | [`All`] | [`join`](crate::future::Join::join) | kept | all outputs |
/// | [`AllOk`] | [`try_join`](crate::future::TryJoin::try_join) | kept if `Ok`, the end if `Err` | `Ok` of all, or the first error |
/// | [`First`] | [`race`](crate::future::Race::race), [`select`](crate::future::Select::select) | the end | the first output |
/// | [`FirstOk`] | [`race_ok`](crate::future::RaceOk::race_ok) | kept if `Err`, the end if `Ok` | `Ok` of the first, or all errors |
pub trait Rule: sealed::Sealed {
    /// What the combinator resolves to, where all together keep `K`, and one can end it with `B`.
    type Output<K, B>;

    #[doc(hidden)]
    const NAME: &'static str;

    /// Whether it matters who is polled first.
    #[doc(hidden)]
    const ROTATES: bool;

    #[doc(hidden)]
    fn finish<K, B>(end: ControlFlow<B, impl FnOnce() -> K>) -> Self::Output<K, B>;
}

/// What a [`Rule`] makes of the output of a child. Sealed.
pub trait Judge<F: Future>: Rule {
    /// What is kept of the child until all are done.
    type Kept;

    /// What ends the combinator.
    type Break;

    #[doc(hidden)]
    fn judge(output: F::Output) -> ControlFlow<Self::Break, Self::Kept>;
}

/// All have to finish: the rule of [`join`](crate::future::Join::join).
#[derive(Debug)]
pub struct All(());

/// All have to succeed: the rule of [`try_join`](crate::future::TryJoin::try_join).
#[derive(Debug)]
pub struct AllOk(());

/// One has to finish: the rule of [`race`](crate::future::Race::race) and [`select`](crate::future::Select::select).
#[derive(Debug)]
pub struct First(());

/// One has to succeed: the rule of [`race_ok`](crate::future::RaceOk::race_ok).
#[derive(Debug)]
pub struct FirstOk(());

mod sealed {
    #[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
    pub trait Sealed {}
    impl Sealed for super::All {}
    impl Sealed for super::AllOk {}
    impl Sealed for super::First {}
    impl Sealed for super::FirstOk {}
}

impl Rule for All {
    type Output<K, B> = K;
    const NAME: &'static str = "JoinAll";
    const ROTATES: bool = false;

    #[inline]
    fn finish<K, B>(end: ControlFlow<B, impl FnOnce() -> K>) -> K {
        match end {
            Continue(kept) => kept(),
            Break(_) => unreachable!("no output ends a join"),
        }
    }
}

impl<F: Future> Judge<F> for All {
    type Kept = F::Output;
    type Break = Infallible;

    #[inline]
    fn judge(output: F::Output) -> ControlFlow<Infallible, F::Output> {
        Continue(output)
    }
}

impl Rule for AllOk {
    type Output<K, B> = Result<K, B>;
    const NAME: &'static str = "TryJoinAll";
    const ROTATES: bool = false;

    #[inline]
    fn finish<K, B>(end: ControlFlow<B, impl FnOnce() -> K>) -> Result<K, B> {
        match end {
            Continue(kept) => Ok(kept()),
            Break(error) => Err(error),
        }
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Judge<F> for AllOk {
    type Kept = T;
    type Break = E;

    #[inline]
    fn judge(output: Result<T, E>) -> ControlFlow<E, T> {
        match output {
            Ok(value) => Continue(value),
            Err(error) => Break(error),
        }
    }
}

impl Rule for First {
    type Output<K, B> = B;
    const NAME: &'static str = "RaceAll";
    const ROTATES: bool = true;

    #[inline]
    fn finish<K, B>(end: ControlFlow<B, impl FnOnce() -> K>) -> B {
        match end {
            Break(output) => output,
            Continue(_) => nothing("race"),
        }
    }
}

impl<F: Future> Judge<F> for First {
    type Kept = Infallible;
    type Break = F::Output;

    #[inline]
    fn judge(output: F::Output) -> ControlFlow<F::Output, Infallible> {
        Break(output)
    }
}

impl Rule for FirstOk {
    type Output<K, B> = Result<B, K>;
    const NAME: &'static str = "RaceOkAll";
    const ROTATES: bool = true;

    #[inline]
    fn finish<K, B>(end: ControlFlow<B, impl FnOnce() -> K>) -> Result<B, K> {
        match end {
            Break(value) => Ok(value),
            Continue(errors) => Err(errors()),
        }
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Judge<F> for FirstOk {
    type Kept = E;
    type Break = T;

    #[inline]
    fn judge(output: Result<T, E>) -> ControlFlow<T, E> {
        match output {
            Ok(value) => Break(value),
            Err(error) => Continue(error),
        }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
pub(in crate::future) fn nothing(what: &str) -> ! {
    panic!(
        "wakeful: a {what} of nothing has no winner: give it at least one future, \
         and `core::future::pending()` to wait for ever"
    )
}
