//! Tasks that count how often their wakers are cloned and woken.

use std::cell::Cell;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::{Pin, pin};
use std::ptr;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// What was done with the wakers of this thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) clones: usize,
    pub(crate) wakes: usize,
}

std::thread_local! {
    static CALLS: Cell<Calls> = const { Cell::new(Calls { clones: 0, wakes: 0 }) };
}

/// What has been done so far.
pub(crate) fn calls() -> Calls {
    CALLS.get()
}

fn raw(task: *const ()) -> RawWaker {
    fn wake(_: *const ()) {
        CALLS.set(Calls { wakes: CALLS.get().wakes + 1, ..CALLS.get() });
    }
    fn clone(task: *const ()) -> RawWaker {
        CALLS.set(Calls { clones: CALLS.get().clones + 1, ..CALLS.get() });
        raw(task)
    }
    static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake, |_| ());
    RawWaker::new(task, &TABLE)
}

/// Polls for the task of that number.
pub(crate) fn poll<F: Future>(future: Pin<&mut F>, task: usize) -> Poll<F::Output> {
    with(task, |cx| future.poll(cx))
}

/// Runs `f` for the task of that number.
pub(crate) fn with<R>(task: usize, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
    // SAFETY: the data is a number, and the table owns nothing.
    let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw(ptr::without_provenance(task))) });
    f(&mut Context::from_waker(&waker))
}

/// What the future gives, which need not wait.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match poll(pin!(future), 0) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nobody else is about, and yet it waits"),
    }
}
