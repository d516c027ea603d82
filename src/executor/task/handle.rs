//! The handle of a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use async_task::Task;

use super::protocol::End;
use super::{JoinError, Meta, Output};
use crate::future::panics::lose;
use crate::wait::completed;

/// Waits for the output of a task; dropped, it leaves the task alone.
///
/// Every `spawn` of this crate's executors returns one. It may be awaited under any executor, and sent to
/// another thread if the output may.
///
/// # Examples
///
/// ```
/// use wakeful::executor::LocalExecutor;
///
/// let executor = LocalExecutor::new();
/// let sum = executor.run(async {
///     let two = executor.spawn(async { 2 });
///     let three = executor.spawn(async { 3 });
///     two.await.unwrap() + three.await.unwrap()
/// });
/// assert_eq!(sum, 5);
/// ```
///
/// # Panics in the task
///
/// Are its [`JoinError`], whether the future panics or its destructor; the executor and other tasks go on.
/// A panic of the destructor of an output that nobody waits for ends there. Without `std`, and where
/// panics abort, there is nothing to catch.
///
/// # Cancel safety
///
/// Strict: it may be awaited by reference, in a `select` or with a timeout, and again later. Dropped, it
/// detaches the task: the output is lost, and nothing else. To have the task end, call [`cancel`](Self::cancel).
///
/// # Deadlocks
///
/// A task that awaits its own handle never ends.
///
/// # Panics
///
/// If polled after it completed.
#[must_use = "a task goes on when its handle is dropped: say so by `detach`, or await it"]
pub struct JoinHandle<T> {
    /// Until the future has completed.
    task: Option<Task<Output<T>, Meta>>,
    /// Whether a waker may be registered.
    waits: bool,
}

/// Waits until a cancelled task is gone: the future of [`JoinHandle::cancel`].
///
/// It resolves to the output if the task had completed before; otherwise to an error that
/// [is cancelled](JoinError::is_cancelled), and the task's future has been dropped then, where its executor
/// runs it. It need not be awaited.
///
/// # Cancel safety
///
/// Strict. Dropped, it does not call the cancellation back.
///
/// # Deadlocks
///
/// A task that cancels itself, and awaits that, is dropped there. An executor that does not run drops nothing.
///
/// # Panics
///
/// If polled after it completed.
#[derive(Debug)]
pub struct Cancel<T>(JoinHandle<T>);

impl<T> JoinHandle<T> {
    pub(super) const fn new(task: Task<Output<T>, Meta>) -> Self {
        Self { task: Some(task), waits: false }
    }

    /// Lets the task go on without anybody to wait for it, as the drop of the handle does.
    pub fn detach(self) {}

    /// Cancels the task: from now on its future is not polled any more, and dropped as soon as its executor
    /// comes to it. A poll that is under way is not disturbed, and may even complete the task.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::LocalExecutor;
    ///
    /// let executor = LocalExecutor::new();
    /// let endless = executor.spawn(std::future::pending::<()>());
    /// let error = executor.run(endless.cancel()).unwrap_err();
    /// assert!(error.is_cancelled());
    /// assert!(executor.is_empty());
    /// ```
    pub fn cancel(self) -> Cancel<T> {
        if let Some(task) = &self.task {
            task.metadata().cancel();
        }
        Cancel(self)
    }

    /// Whether the task has ended, one way or the other.
    pub fn is_finished(&self) -> bool {
        self.task.as_ref().is_none_or(|task| task.metadata().ending().get().is_some())
    }

    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.task.is_none()
    }
}

impl<T> Cancel<T> {
    /// Whether the future has completed, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let Some(task) = self.task.take() else { return };
        let stale = if self.waits { task.metadata().ending().leave() } else { None };
        task.detach();
        drop(stale);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(task) = &mut this.task else { completed() };
        let ending = task.metadata().ending();
        let end = match ending.get() {
            Some(end) => end,
            None => {
                this.waits = true;
                let Some(end) = ending.wait(cx.waker()) else { return Poll::Pending };
                // The waker may still be there. Its drop may panic, but not with the output in hand.
                lose(ending.leave());
                end
            }
        };
        let output = match end {
            End::Gone => Err(JoinError::cancelled()),
            End::Output => match Pin::new(task).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(output) => output.into_inner(),
                Poll::Pending => unreachable!("an output that was stored is not there"),
            },
        };
        if let Some(task) = this.task.take() {
            task.detach();
        }
        Poll::Ready(output)
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
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
