//! Going on with the panic of a task.

use std::panic::resume_unwind;

use super::JoinError;

impl JoinError {
    /// Goes on with the panic of the task, as if its future had been awaited in place.
    ///
    /// # Panics
    ///
    /// With what the task panicked with; or, if it was cancelled, because of that.
    #[track_caller]
    pub fn resume(self) -> ! {
        resume_unwind(self.into_panic())
    }
}
