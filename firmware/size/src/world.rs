//! What the compiler cannot see through: inputs, outputs, a waker, who else there is.

use core::cell::UnsafeCell;
use core::future::Future;
use core::hint::black_box;
use core::pin::pin;
use core::ptr::{null, read_volatile, write_volatile};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

const INPUT: *const u32 = 0x4000_0000 as *const u32;
const OUTPUT: *mut u32 = 0x4000_0004 as *mut u32;

/// A number from outside.
#[inline(never)]
pub fn input() -> u32 {
    // SAFETY: a register of a board that does not exist: no program here is run.
    unsafe { read_volatile(INPUT) }
}

/// A number for outside.
#[inline(never)]
pub fn output(value: u32) {
    // SAFETY: likewise.
    unsafe { write_volatile(OUTPUT, value) }
}

static TASK: RawWakerVTable = RawWakerVTable::new(clone, wake, wake, drop);

fn clone(data: *const ()) -> RawWaker {
    RawWaker::new(data, black_box(&TASK))
}

fn wake(_: *const ()) {
    output(1);
}

fn drop(_: *const ()) {}

/// Polls until the future is ready, or until it is no longer waited for: then it is dropped.
#[inline(always)]
pub fn drive<F: Future>(future: F) -> Option<F::Output> {
    // SAFETY: the functions ignore the pointer, and keep nothing.
    let waker = unsafe { Waker::from_raw(RawWaker::new(null(), black_box(&TASK))) };
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return Some(output),
            Poll::Pending if input() == 0 => return None,
            Poll::Pending => {}
        }
    }
}

/// A static of which the compiler must assume that others have it, too.
#[derive(Debug)]
pub struct Single<T>(T);

// SAFETY: one core, no interrupt handlers, and no program here is run.
unsafe impl<T> Sync for Single<T> {}

impl<T> Single<T> {
    /// Holds `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value.
    #[inline(always)]
    pub fn get(&'static self) -> &'static T {
        black_box(&self.0)
    }
}

/// A static whose value has no constructor that is `const`: made when the program starts.
#[derive(Debug)]
pub struct Made<T>(UnsafeCell<Option<T>>);

// SAFETY: as for `Single`.
unsafe impl<T> Sync for Made<T> {}

impl<T> Made<T> {
    /// Nothing yet.
    #[allow(clippy::new_without_default, reason = "for statics")]
    pub const fn new() -> Self {
        Self(UnsafeCell::new(None))
    }

    /// The value, made by `make`.
    #[inline(always)]
    pub fn get_or(&'static self, make: impl FnOnce() -> T) -> &'static T {
        // SAFETY: called once, before anybody else could have the value.
        let place = unsafe { &mut *self.0.get() };
        black_box(place.insert(make()))
    }
}
