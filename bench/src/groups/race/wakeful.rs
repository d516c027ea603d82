//! The subject: the first one alone, and the first one with the others.

use wakeful::future::{Race, Select};

use crate::workload::combine::{Child, Combine};

#[derive(Default)]
pub(super) struct RaceTuple;
#[derive(Default)]
pub(super) struct RaceArray;
#[derive(Default)]
pub(super) struct SelectTuple;
#[derive(Default)]
pub(super) struct SelectArray;

impl Combine<2> for RaceTuple {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        (one, other).race()
    }
}

impl<const N: usize> Combine<N> for RaceArray {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures.race()
    }
}

impl Combine<2> for SelectTuple {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        (one, other).select()
    }
}

impl<const N: usize> Combine<N> for SelectArray {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures.select()
    }
}
