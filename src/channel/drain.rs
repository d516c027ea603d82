//! Dropping what is left, whatever the destructors do.

/// Drops what `next` yields. If a destructor panics, the rest is dropped before the panic goes on; a second
/// panic aborts, as in a `Vec`.
pub(crate) fn drain<T>(mut next: impl FnMut() -> Option<T>) {
    struct Rest<'a, T>(&'a mut dyn FnMut() -> Option<T>);

    impl<T> Drop for Rest<'_, T> {
        fn drop(&mut self) {
            while let Some(value) = (self.0)() {
                drop(value);
            }
        }
    }

    let rest = Rest(&mut next);
    while let Some(value) = (rest.0)() {
        // A panic in here drops `rest`, which goes on.
        drop(value);
    }
}
