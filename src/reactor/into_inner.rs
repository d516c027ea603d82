//! What cannot be put back.

use core::error::Error;
use core::fmt;
use std::io;

/// The mode of what was in a device could not be put back: the error of
/// [`Device::into_inner`](super::Device::into_inner). Operations on it do not block any more than in the device.
pub struct IntoInnerError<T> {
    io: T,
    error: io::Error,
}

impl<T> IntoInnerError<T> {
    pub(super) const fn new(io: T, error: io::Error) -> Self {
        Self { io, error }
    }

    /// What the system said.
    pub const fn error(&self) -> &io::Error {
        &self.error
    }

    /// What was inside.
    pub fn into_inner(self) -> T {
        self.io
    }

    /// Both.
    pub fn into_parts(self) -> (io::Error, T) {
        (self.error, self.io)
    }
}

impl<T> From<IntoInnerError<T>> for io::Error {
    fn from(error: IntoInnerError<T>) -> Self {
        error.error
    }
}

impl<T> fmt::Debug for IntoInnerError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoInnerError").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<T> fmt::Display for IntoInnerError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the mode of the descriptor could not be put back: {}", self.error)
    }
}

impl<T> Error for IntoInnerError<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
