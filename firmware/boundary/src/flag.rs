//! Wakers that leave a mark.

use core::pin::Pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// Whether somebody was woken. A mere store, so a wake in the handler and one that it interrupts do not
/// get in each other's way.
#[derive(Debug)]
pub(crate) struct Flag(AtomicBool);

static FLAGS: [Flag; 4] = [const { Flag(AtomicBool::new(false)) }; 4];

/// The flag of this number, down.
pub(crate) fn lowered(number: usize) -> &'static Flag {
    let flag = &FLAGS[number];
    flag.0.store(false, Ordering::Relaxed);
    flag
}

impl Flag {
    /// Whether it was raised.
    pub(crate) fn is_up(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Raises it.
    pub(crate) fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// A waker that raises it.
    pub(crate) fn waker(&'static self) -> Waker {
        let data = (&raw const *self).cast();
        // SAFETY: the functions take the address of a flag that stays for ever.
        unsafe { Waker::from_raw(RawWaker::new(data, &TABLE)) }
    }

    /// Polls `future` with its waker.
    pub(crate) fn poll<F: Future>(&'static self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.waker()))
    }

    /// What the future is worth that was polled once: its output, also if it was woken since and is polled again.
    pub(crate) fn output<F: Future>(
        &'static self,
        polled: Option<Poll<F::Output>>,
        future: Pin<&mut F>,
    ) -> Result<F::Output, &'static str> {
        match polled {
            Some(Poll::Ready(output)) => Ok(output),
            Some(Poll::Pending) if !self.is_up() => Err("a wake-up was lost"),
            _ => match self.poll(future) {
                Poll::Ready(output) => Ok(output),
                Poll::Pending => Err("woken for nothing"),
            },
        }
    }
}

static TABLE: RawWakerVTable =
    RawWakerVTable::new(|data| RawWaker::new(data, &TABLE), raise, raise, |_| {});

/// # Safety
///
/// `data` is that of [`Flag::waker`].
unsafe fn raise(data: *const ()) {
    // SAFETY: see above.
    let flag = unsafe { &*data.cast::<Flag>() };
    flag.raise();
}
