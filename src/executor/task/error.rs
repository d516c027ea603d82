//! Why a task has no output.

use alloc::string::String;
use core::fmt;

use super::Payload;

/// Why a task has no output: it was cancelled, or it panicked.
///
/// # Examples
///
/// ```
/// use wakeful::executor::LocalExecutor;
///
/// # std::panic::set_hook(Box::new(|_| ()));
/// let executor = LocalExecutor::new();
/// let task = executor.spawn(async { panic!("no") });
/// let error = executor.run(task).unwrap_err();
/// assert!(error.is_panic());
/// assert_eq!(error.to_string(), "the task panicked: no");
/// assert_eq!(error.into_panic().downcast_ref(), Some(&"no"));
/// ```
pub struct JoinError {
    payload: Option<Payload>,
}

// SAFETY: a shared reference reaches the payload only to see whether it is a string.
unsafe impl Sync for JoinError {}

impl JoinError {
    pub(super) const fn cancelled() -> Self {
        Self { payload: None }
    }

    pub(super) const fn panicked(payload: Payload) -> Self {
        Self { payload: Some(payload) }
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
    /// # Panics
    ///
    /// If the task did not panic.
    #[track_caller]
    pub fn into_panic(self) -> Payload {
        match self.payload {
            Some(payload) => payload,
            None => panic!("the task did not panic: it was cancelled"),
        }
    }

    /// What the task panicked with.
    ///
    /// # Errors
    ///
    /// The error itself, if the task did not panic.
    pub fn try_into_panic(self) -> Result<Payload, Self> {
        self.payload.ok_or_else(Self::cancelled)
    }

    /// What the task said when it panicked.
    fn message(&self) -> Option<&str> {
        let payload = self.payload.as_deref()?;
        let text = payload.downcast_ref::<&'static str>().copied();
        text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_panic(), self.message()) {
            (false, _) => f.write_str("Cancelled"),
            (true, None) => f.write_str("Panicked(..)"),
            (true, Some(message)) => f.debug_tuple("Panicked").field(&message).finish(),
        }
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_panic(), self.message()) {
            (false, _) => f.write_str("the task was cancelled"),
            (true, None) => f.write_str("the task panicked"),
            (true, Some(message)) => write!(f, "the task panicked: {message}"),
        }
    }
}

impl core::error::Error for JoinError {}
