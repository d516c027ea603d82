//! One future, on this thread.

use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::pin;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::sync::OnceLock;

use super::driver::park;
use super::parking::{Kept, Parking, here};

/// Runs `future` on the current thread and returns its output. The thread sleeps while there is
/// nothing to do.
///
/// Use it in `main`, in tests, and to enter async code from a thread of your own. Inside of a
/// future it blocks the thread, and with it every other task of that thread's executor.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
///
/// assert_eq!(block_on(async { 1 + 1 }), 2);
/// ```
///
/// # Re-entrancy
///
/// Nested calls are safe: each has a parker of its own. The park token of [`std::thread::park`] is
/// left alone: whoever unparks the thread for another purpose disturbs nothing.
///
/// # Deadlocks
///
/// A future that only another task of the same thread could complete never completes.
///
/// # Panics
///
/// If the future does.
///
/// # Cost
///
/// A future that is ready at once costs its poll and the address of a thread-local: no allocation. The
/// first wait of a thread allocates a parker, which later calls use again. A thread that sleeps here
/// serves the timers of [`time`](crate::time) meanwhile, if all of them are its own.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let lazy = Lazy { home: here(), parking: OnceLock::new() };
    // Dropped before `lazy`: with its timers gone, there is nothing left to drive.
    let mut future = pin!(future);
    loop {
        // While nobody has asked for a waker that lasts, `lazy` does.
        let polled = match lazy.parking.get() {
            Some(kept) => future.as_mut().poll(&mut Context::from_waker(&kept.parking().waker)),
            None => lazy.poll(|cx| future.as_mut().poll(cx)),
        };
        match polled {
            Poll::Ready(output) => return output,
            Poll::Pending => park(&lazy.parking().parker, None),
        }
    }
}

// The *Lazy Rule*: the waker that points to a `Lazy` is never dropped and handed out by reference
// only, so nobody has it after the poll; its clones are wakers of a `Parking`, which own what they
// point to.

/// The waker of the first poll. It lies on the stack and is borrowed for a poll; a *clone* of it is
/// the real thing, which has a parker behind it.
struct Lazy {
    /// The thread that is to sleep; another one may be the first to clone.
    home: usize,
    parking: OnceLock<Kept>,
}

impl Lazy {
    fn parking(&self) -> &Parking {
        self.parking.get_or_init(|| Kept::take(self.home)).parking()
    }

    fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let raw = RawWaker::new((&raw const *self).cast(), &VTABLE);
        // SAFETY: the Lazy Rule. `Lazy` is `Sync`, so any thread may use the reference.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        poll(&mut Context::from_waker(&waker))
    }
}

const _: () = {
    const fn is_sync<T: Sync>() {}
    is_sync::<Lazy>();
};

static VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake_by_ref, wake_by_ref, |_| {});

fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the Lazy Rule: called during `Lazy::poll`.
    let lazy = unsafe { &*data.cast::<Lazy>() };
    let waker = ManuallyDrop::new(lazy.parking().waker.clone());
    RawWaker::new(waker.data(), waker.vtable())
}

fn wake_by_ref(data: *const ()) {
    // SAFETY: the Lazy Rule: called during `Lazy::poll`.
    let lazy = unsafe { &*data.cast::<Lazy>() };
    lazy.parking().waker.wake_by_ref();
}
