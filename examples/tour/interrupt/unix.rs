//! Ctrl-C, heard by a signal handler that stores a flag. A second one ends the process at once.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};

type Handler = extern "C" fn(c_int);

unsafe extern "C" {
    /// In every Unix's C library, to which std links. `None` is `SIG_DFL`, a null pointer.
    fn signal(number: c_int, handler: Option<Handler>) -> *const ();
}

/// The same number on every Unix.
const SIGINT: c_int = 2;

static REQUESTED: AtomicBool = AtomicBool::new(false);

pub(crate) fn listen() {
    // SAFETY: the handler does nothing but what is allowed in a signal handler: see there.
    unsafe { signal(SIGINT, Some(interrupted)) };
}

pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

extern "C" fn interrupted(_: c_int) {
    REQUESTED.store(true, Ordering::Relaxed);
    // SAFETY: `signal` is async-signal-safe (POSIX), and so is a store to a lock-free atomic.
    unsafe { signal(SIGINT, None) };
}
