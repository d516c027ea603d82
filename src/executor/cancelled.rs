//! What is said where there is no output.

use core::error::Error;
use core::fmt;

/// A task has no output: it was cancelled, or its scope has ended, or, in a
/// [`StaticExecutor`](super::generic::StaticExecutor), it panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task has no output: it was cancelled, its scope has ended, or it panicked")
    }
}

impl Error for Cancelled {}
