//! The subject, in each of its shapes.

use wakeful::future::Join;

use crate::workload::combine::{Child, Combine};

#[derive(Default)]
pub(super) struct InTuple;
#[derive(Default)]
pub(super) struct InArray;
#[derive(Default)]
pub(super) struct InVec;

impl Combine<2> for InTuple {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, [one, other]: [F; 2]) -> impl Future {
        (one, other).join()
    }
}

impl<const N: usize> Combine<N> for InArray {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        futures.join()
    }
}

impl<const N: usize> Combine<N> for InVec {
    const PRECISE: bool = true;

    #[inline(always)]
    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future {
        Vec::from(futures).join()
    }
}
