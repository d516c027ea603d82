//! Whom this thread polls that is served by it: whose timers it looks at before it sleeps.

use core::cell::Cell;
use core::ptr;
use core::task::RawWakerVTable;

/// The parts of the waker of the task that is being polled; no data, no task.
#[derive(Debug)]
pub(super) struct Current {
    data: Cell<*const ()>,
    vtable: &'static RawWakerVTable,
}

#[allow(dead_code, reason = "for executors")]
impl Current {
    pub(super) const fn of(vtable: &'static RawWakerVTable) -> Self {
        Self { data: Cell::new(ptr::null()), vtable }
    }

    #[inline(always)]
    pub(super) fn get(&self) -> *const () {
        self.data.get()
    }

    /// `data` is polled from now on; returns who was before.
    #[inline(always)]
    pub(super) fn replace(&self, data: *const ()) -> *const () {
        self.data.replace(data)
    }
}

std::thread_local! {
    static SERVED: Cell<*const Current> = const { Cell::new(ptr::null()) };
}

/// While this lives, the one whom the cell names is served, or nobody is.
///
/// # The Served Rule
///
/// *The cell of the innermost `Serving` of a thread lives at least as long as that.*
#[allow(dead_code, reason = "for executors")]
#[derive(Debug)]
pub(super) struct Serving {
    outer: *const Current,
}

#[allow(dead_code, reason = "for executors")]
impl Serving {
    /// # Safety
    ///
    /// `current` lives until this is dropped, which is before any `Serving` of this thread that is there
    /// already.
    pub(super) unsafe fn new(current: Option<&Current>) -> Self {
        let current = current.map_or(ptr::null(), ptr::from_ref);
        Self { outer: SERVED.replace(current) }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        SERVED.set(self.outer);
    }
}

/// Whether a waker of these parts is that of the task that is served.
pub(super) fn is_served(data: *const (), vtable: &RawWakerVTable) -> bool {
    let current = SERVED.get();
    if current.is_null() {
        return false;
    }
    // SAFETY: the Served Rule.
    let current = unsafe { &*current };
    ptr::eq(current.data.get(), data) && ptr::eq(current.vtable, vtable)
}
