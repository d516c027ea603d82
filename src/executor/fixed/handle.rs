//! Waiting for a task, and cancelling it.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::cell::{Free, Head};
use crate::executor::Cancelled;
use crate::lock::RawLock;
use crate::wait::completed;

/// Waits for the output of a task of a [`StaticExecutor`](super::StaticExecutor). Dropped, it lets the task go
/// on.
///
/// It may be awaited anywhere: in another task, in another executor, or by `run` itself.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
///
/// static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
/// static CELL: TaskCell<64> = TaskCell::new();
///
/// let waits = EXECUTOR.spawn(&CELL, core::future::pending::<()>()).unwrap();
/// assert!(EXECUTOR.run(waits.cancel()).is_err());
/// ```
///
/// # Cancel safety
///
/// Strict, as long as the handle is there: `&mut handle` may be awaited again. With the handle the output is
/// dropped.
///
/// # Panics
///
/// If it is polled after it completed.
///
/// # Cost
///
/// A word.
#[must_use = "dropped, it lets the task go on, and drops its output"]
pub struct StaticJoinHandle<T, L: RawLock> {
    /// The handle of the Cell Rule, until it completed.
    head: Option<NonNull<Head<L>>>,
    output: PhantomData<T>,
}

/// Waits until a task that was cancelled is gone.
///
/// Resolves to its output if it was over before it heard of it. Dropped, the task is cancelled all the same.
#[must_use = "the task is gone when this has been awaited, or later"]
pub struct StaticCancel<T, L: RawLock>(StaticJoinHandle<T, L>);

// SAFETY: what the handle moves to another thread is the output.
unsafe impl<T: Send, L: RawLock + Sync> Send for StaticJoinHandle<T, L> {}
// SAFETY: a shared handle looks at the state alone.
unsafe impl<T, L: RawLock + Sync> Sync for StaticJoinHandle<T, L> {}
impl<T, L: RawLock> Unpin for StaticJoinHandle<T, L> {}

impl<T, L: RawLock> StaticJoinHandle<T, L> {
    /// # Safety
    ///
    /// The Cell Rule: the caller claimed the cell, and fills it for a future with such an output.
    pub(super) const unsafe fn new(head: NonNull<Head<L>>) -> Self {
        Self { head: Some(head), output: PhantomData }
    }

    fn head(&self) -> Option<&Head<L>> {
        // SAFETY: the Cell Rule: it stays for ever.
        self.head.as_ref().map(|head| unsafe { head.as_ref() })
    }

    /// Whether the task is over: it would be ready.
    pub fn is_finished(&self) -> bool {
        self.head().is_none_or(Head::is_over)
    }

    /// Cancels the task: its future is not polled any more, and is dropped by the `run` of its executor, when
    /// it is its turn.
    ///
    /// # Cancel safety
    ///
    /// The call itself cancels; what it returns need not be awaited.
    pub fn cancel(self) -> StaticCancel<T, L> {
        if let Some(head) = self.head() {
            // SAFETY: the Cell Rule: this is the handle.
            unsafe { head.cancel() };
        }
        StaticCancel(self)
    }

    /// Lets the task go on; its output is dropped.
    pub fn detach(self) {}
}

impl<T, L: RawLock> StaticCancel<T, L> {
    /// Whether the task is gone.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<T, L: RawLock> Future for StaticJoinHandle<T, L> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(pointer) = self.head else { completed() };
        // SAFETY: the Cell Rule: it stays for ever.
        let head = unsafe { pointer.as_ref() };
        if head.output().is_none() {
            head.awaiter().register(cx.waker());
        }
        let Some(output) = head.output() else { return Poll::Pending };
        // The drop of a waker may panic: nothing has been taken yet.
        drop(head.awaiter().take());
        self.head = None;
        let _free = Free(head);
        if !output {
            return Poll::Ready(Err(Cancelled));
        }
        // SAFETY: the Cell Rule: the task is over, so the output in there is the handle's.
        Poll::Ready(Ok(unsafe { Head::room(pointer).cast().read() }))
    }
}

impl<T, L: RawLock> Drop for StaticJoinHandle<T, L> {
    fn drop(&mut self) {
        let Some(pointer) = self.head.take() else { return };
        // SAFETY: the Cell Rule: it stays for ever.
        let head = unsafe { pointer.as_ref() };
        let _awaiter = head.awaiter().take();
        let Some(output) = head.detach() else { return };
        let _free = Free(head);
        if output {
            // SAFETY: the Cell Rule: likewise.
            unsafe { Head::room(pointer).cast::<T>().drop_in_place() };
        }
    }
}

impl<T, L: RawLock> Future for StaticCancel<T, L> {
    type Output = Result<T, Cancelled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

impl<T, L: RawLock> fmt::Debug for StaticJoinHandle<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticJoinHandle").field("finished", &self.is_finished()).finish()
    }
}

impl<T, L: RawLock> fmt::Debug for StaticCancel<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticCancel").field("finished", &self.is_finished()).finish()
    }
}
