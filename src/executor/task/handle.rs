//! The handle of a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use async_task::FallibleTask;

use super::{JoinError, Meta};

/// Waits for the output of a task; dropped, it leaves the task alone.
pub struct JoinHandle<T> {
    task: Option<FallibleTask<T, Meta>>,
}

/// Waits until a cancelled task is gone.
#[derive(Debug)]
pub struct Cancel<T>(JoinHandle<T>);

impl<T> JoinHandle<T> {
    pub(super) fn new(task: FallibleTask<T, Meta>) -> Self {
        Self { task: Some(task) }
    }

    /// Lets the task go on without anybody to wait for it, as the drop of the handle does.
    pub fn detach(self) {}

    /// Cancels the task.
    pub fn cancel(self) -> Cancel<T> {
        Cancel(self)
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.detach();
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let task = self.task.as_mut().expect("polled once");
        Pin::new(task).poll(cx).map(|output| output.ok_or_else(JoinError::cancelled))
    }
}

impl<T> Future for Cancel<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
