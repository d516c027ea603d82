//! One future, on whatever can sleep.

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod arc;

use core::future::Future;
use core::pin::pin;
use core::ptr;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use super::park::Park;

/// Runs `future` here and returns its output; sleeps by `park` while there is nothing to do.
///
/// Use it where there is no `std`: `park` is a `&'static` reference, or with the feature `alloc` an `Arc`. For
/// several tasks take a [`StaticExecutor`](super::generic::StaticExecutor); with `std`, `block_on` is cheaper.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{Park, block_on_with};
///
/// /// Always finds something to do.
/// struct Spin;
///
/// impl Park for Spin {
///     fn park(&self) {
///         std::hint::spin_loop();
///     }
///     fn unpark(&self) {}
/// }
///
/// assert_eq!(block_on_with(&Spin, async { 1 + 1 }), 2);
/// ```
///
/// # Re-entrancy
///
/// Nested calls with the same `park` are safe: one that has slept leaves a token, so that no wake-up of the
/// outer one is lost with those that it took. The outer one may be polled once for nothing by that.
///
/// # Deadlocks
///
/// A future that only another task of the same thread could complete never completes.
///
/// # Panics
///
/// If the future or `park` does.
///
/// # Cost
///
/// Nothing is allocated for a reference, and once for an `Arc`.
pub fn block_on_with<P: SharedPark, F: Future>(park: P, future: F) -> F::Output {
    let waker = park.waker();
    let mut nap = Nap::new(park.get());
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        nap.park();
    }
}

/// Sleeps, and gives back the token of somebody else that it may have taken meanwhile.
#[derive(Debug)]
pub(super) struct Nap<'a, P: Park> {
    park: &'a P,
    slept: bool,
}

impl<'a, P: Park> Nap<'a, P> {
    pub(super) const fn new(park: &'a P) -> Self {
        Self { park, slept: false }
    }

    pub(super) fn park(&mut self) {
        self.slept = true;
        self.park.park();
    }
}

impl<P: Park> Drop for Nap<'_, P> {
    fn drop(&mut self) {
        if self.slept {
            self.park.unpark();
        }
    }
}

/// A [`Park`] that stays as long as anybody may unpark it: `&'static P`, and with the feature `alloc` `Arc<P>`.
/// Sealed.
pub trait SharedPark: sealed::Sealed {
    /// What it is.
    type Park: Park;

    #[doc(hidden)]
    fn get(&self) -> &Self::Park;

    /// The waker that unparks it.
    #[doc(hidden)]
    fn waker(&self) -> Waker;
}

mod sealed {
    #[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
    pub trait Sealed {}
}

impl<P: Park + Sync> sealed::Sealed for &'static P {}

impl<P: Park + Sync> SharedPark for &'static P {
    type Park = P;

    fn get(&self) -> &P {
        self
    }

    fn waker(&self) -> Waker {
        // SAFETY: the Park Rule.
        unsafe { Waker::from_raw(raw(*self)) }
    }
}

// The *Park Rule*: the data of these wakers is a `&'static P`, of a `P` that is `Sync`; so any thread may use
// it at any time, and nobody owns anything.

fn raw<P: Park + Sync>(park: &'static P) -> RawWaker {
    RawWaker::new(ptr::from_ref(park).cast(), table::<P>())
}

// Not inlined, so that the address is the same wherever it is asked for: `will_wake` compares it.
#[inline(never)]
fn table<P: Park + Sync + 'static>() -> &'static RawWakerVTable {
    &RawWakerVTable::new(|data| RawWaker::new(data, table::<P>()), unpark::<P>, unpark::<P>, |_| {})
}

fn unpark<P: Park + Sync + 'static>(data: *const ()) {
    // SAFETY: the Park Rule.
    let park: &'static P = unsafe { &*data.cast() };
    park.unpark();
}
