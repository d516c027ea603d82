//! The end of a task, and the one who waits for it.

use core::task::Waker;

use crate::lock::{Counter, RawLock};
use crate::wait::WakerCell;

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its output is there.
    Output,
    /// Its future is gone, and there is no output.
    Gone,
}

/// Whether a task has ended, and who is to be told.
///
/// | word | means | what the handle may do |
/// |---|---|---|
/// | 0 | the task lives | wait in `awaiter` |
/// | [`End::Output`] | the output has been stored | take it |
/// | [`End::Gone`] | the future was dropped | |
///
/// The word is written once, by the one who has the future; the handle alone waits.
#[derive(Debug)]
pub struct Ending<L: RawLock> {
    word: L::Counter,
    awaiter: WakerCell<L>,
}

const OUTPUT: usize = 1;
const GONE: usize = 2;

impl<L: RawLock> Ending<L> {
    /// The task lives.
    #[allow(clippy::new_without_default, reason = "for models")]
    pub const fn new() -> Self {
        Self { word: L::Counter::ZERO, awaiter: WakerCell::new() }
    }

    /// How it ended, if it has.
    #[inline]
    pub fn get(&self) -> Option<End> {
        match self.word.load() {
            0 => None,
            OUTPUT => Some(End::Output),
            _ => Some(End::Gone),
        }
    }

    /// The task has ended; tells the one who waits. A waker that panics does so after all is done.
    #[inline]
    pub fn set(&self, end: End) {
        // A wake is a read-modify-write, so who registers later sees this.
        self.word.store(if end == End::Output { OUTPUT } else { GONE });
        self.awaiter.wake();
    }

    /// How it ended; or else `waker` is woken when it has.
    #[inline]
    pub fn wait(&self, waker: &Waker) -> Option<End> {
        self.get().or_else(|| {
            self.awaiter.register(waker);
            self.get()
        })
    }

    /// Nobody waits any more: gives the waker back that is still there.
    pub fn leave(&self) -> Option<Waker> {
        self.awaiter.take()
    }
}
