//! Why a task has no output.

use core::fmt;

use super::Payload;

/// Why a task has no output: it was cancelled, or it panicked.
pub struct JoinError {
    payload: Option<Payload>,
}

impl JoinError {
    pub(super) const fn cancelled() -> Self {
        Self { payload: None }
    }

    /// Whether the task was cancelled, or its executor dropped it.
    pub fn is_cancelled(&self) -> bool {
        self.payload.is_none()
    }

    /// Whether the task panicked.
    pub fn is_panic(&self) -> bool {
        self.payload.is_some()
    }

    /// What the task panicked with.
    ///
    /// # Errors
    ///
    /// The error itself, if the task did not panic.
    pub fn try_into_panic(self) -> Result<Payload, Self> {
        self.payload.ok_or_else(Self::cancelled)
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_panic() { "Panicked(..)" } else { "Cancelled" })
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_panic() { "the task panicked" } else { "the task was cancelled" })
    }
}

impl core::error::Error for JoinError {}
