//! Panics as values, and what becomes of those that nobody can have.

#[cfg_attr(feature = "std", path = "std.rs")]
#[cfg_attr(not(feature = "std"), path = "core.rs")]
mod catch;

use alloc::boxed::Box;
use core::any::Any;
use core::mem;

pub(crate) use self::catch::catch;

/// What somebody panicked with.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Runs `f`, whose panic concerns nobody.
pub(crate) fn quietly(f: impl FnOnce()) {
    if let Err(panic) = catch(f) {
        lose(panic);
    }
}

/// Drops what nobody wants. If that panics, the panic ends here, and so does one of what it panicked with.
pub(crate) fn lose<T>(value: T) {
    let dropped = catch(|| drop(value));
    let dropped = catch(|| drop(dropped));
    // Dropping this one could panic in turn, and so on.
    mem::forget(dropped);
}

/// What a future ends with that was polled and then dropped; `panicked` makes the panic of its destructor the
/// error. The first panic counts, and so does any other error.
pub(crate) fn conclude<T, E>(
    polled: Result<T, E>,
    dropped: Result<(), Payload>,
    panicked: impl FnOnce(Payload) -> E,
) -> Result<T, E> {
    let Err(panic) = dropped else { return polled };
    match polled {
        Ok(output) => {
            lose(output);
            Err(panicked(panic))
        }
        Err(first) => {
            lose(panic);
            Err(first)
        }
    }
}
