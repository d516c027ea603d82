//! Where there is no heap, nobody has a block in one.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::ops::{ControlFlow, Range};
use core::task::{RawWaker, Waker};

use crate::lock::ThreadSafe;

/// The handle of such a block.
#[derive(Debug)]
pub(super) struct Block<L: ThreadSafe>(Infallible, PhantomData<L>);

impl<L: ThreadSafe> Block<L> {
    pub(super) fn new(_: usize, waker: Waker) -> Result<Self, Waker> {
        Err(waker)
    }

    pub(super) fn raw(&self, _: usize) -> RawWaker {
        match self.0 {}
    }

    pub(super) fn clone_raw(&self, _: usize) -> RawWaker {
        match self.0 {}
    }

    pub(super) fn wake(&self, _: usize) {
        match self.0 {}
    }

    pub(super) fn register(&mut self, _: &Waker) {
        match self.0 {}
    }

    pub(super) fn owes(&mut self) -> bool {
        match self.0 {}
    }

    pub(super) fn take(&mut self) {
        match self.0 {}
    }

    pub(super) fn each<B>(
        &mut self,
        _: Range<usize>,
        _: &mut impl FnMut(usize, RawWaker) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        match self.0 {}
    }
}
