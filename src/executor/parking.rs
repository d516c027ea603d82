//! The parkers of a thread, each with the waker that unparks it.

use core::cell::{Cell, RefCell};
use core::mem::ManuallyDrop;
use core::ptr;
use core::task::{RawWakerVTable, Waker};
use std::sync::Arc;
use std::vec::Vec;

use super::driver;
use super::parker::Parker;
use super::served::is_served;

/// A parker and the waker that unparks it, taken from the thread's own store.
///
/// A nested `block_on` takes another one, so that it cannot swallow the wake-ups of the outer one.
///
/// # The Home Rule
///
/// *Whoever sleeps by a parking that is in `Store::own` of a thread is that thread.*
///
/// The store gives to those who block this thread, and to nobody else: a parking that another thread has
/// to make is a stray.
#[derive(Debug)]
pub(super) struct Parking {
    pub(super) parker: Arc<Parker>,
    pub(super) waker: Waker,
    /// Whether it is nobody's own.
    stray: bool,
}

/// How many a thread keeps: calls nested deeper than that allocate.
const KEPT: usize = 4;

struct Store {
    /// Those that no call uses now.
    free: Vec<Parking>,
    /// The wakers of all that the store has made and not dropped.
    own: Vec<Waker>,
}

std::thread_local! {
    static STORE: RefCell<Store> = const { RefCell::new(Store { free: Vec::new(), own: Vec::new() }) };
    /// Something that has an address: whether [`is_polled_again`] was asked since this thread slept.
    static HERE: Cell<usize> = const { Cell::new(0) };
}

/// A number that no other thread has as long as this one runs, and that is larger than 7.
#[inline]
pub(crate) fn here() -> usize {
    // Nothing is to be dropped in there, so it is never gone.
    HERE.with(|here| ptr::from_ref(here).addr())
}

/// Whether this was asked before on this thread, and no `block_on` of it slept, or was to sleep, since then.
pub(crate) fn is_polled_again() -> bool {
    HERE.with(|asked| asked.replace(1) == 1)
}

/// A `block_on` of this thread is to sleep.
#[inline]
pub(super) fn slept() {
    HERE.with(|asked| asked.set(0));
}

/// Whether a waker of these parts wakes a `block_on` of this thread, or the task that a `LocalExecutor`
/// of this thread is polling in its `run`, so that nobody learns of it before this thread sleeps in there.
pub(crate) fn is_own(data: *const (), vtable: &RawWakerVTable) -> bool {
    if is_served(data, vtable) {
        return true;
    }
    let is = |own: &Waker| ptr::eq(own.data(), data) && ptr::eq(own.vtable(), vtable);
    STORE.try_with(|store| store.borrow().own.iter().any(is)).unwrap_or(false)
}

impl Parking {
    /// One for the thread `home`, which is to sleep in it: of its store, or a new one.
    fn take(home: usize) -> Self {
        if home != here() {
            return Self::new(true);
        }
        // While the thread ends, its store may be gone: then a stray every time.
        STORE.try_with(|store| store.borrow_mut().take()).unwrap_or_else(|_| Self::new(true))
    }

    #[cold]
    fn new(stray: bool) -> Self {
        let parker = Arc::new(Parker::new());
        let waker = Waker::from(parker.clone());
        Self { parker, waker, stray }
    }

    /// Back to the thread's store. A wake-up that comes late makes the next `park` return early,
    /// once, and that is allowed.
    fn put_back(self) {
        driver::leave();
        // If the store is gone, so is the parking: `self` is dropped in there.
        if !self.stray {
            let _ = STORE.try_with(|store| store.borrow_mut().put_back(self));
        }
    }
}

/// A parking that goes back to its thread, also when somebody panics.
pub(super) struct Kept(ManuallyDrop<Parking>);

impl Kept {
    /// One for the thread `home`.
    pub(super) fn take(home: usize) -> Self {
        Self(ManuallyDrop::new(Parking::take(home)))
    }

    pub(super) fn parking(&self) -> &Parking {
        &self.0
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // SAFETY: taken once.
        unsafe { ManuallyDrop::take(&mut self.0) }.put_back();
    }
}

impl Store {
    fn take(&mut self) -> Parking {
        self.free.pop().unwrap_or_else(|| {
            let parking = Parking::new(false);
            self.own.push(parking.waker.clone());
            parking
        })
    }

    fn put_back(&mut self, parking: Parking) {
        if self.free.len() < KEPT {
            self.free.push(parking);
        } else {
            self.own.retain(|own| !own.will_wake(&parking.waker));
        }
    }
}
