//! A value that makes itself.

use core::fmt;

use super::once::OnceCell;
use crate::lock::RawLock;

/// A value that is made when it is first needed, always by the same closure.
///
/// Use it where every place that needs the value would make it alike; if they differ, use a
/// [`OnceCell`]. If making it never awaits, std's `LazyLock` is enough.
///
/// # Examples
///
/// ```
/// use std::future::{Ready, ready};
/// use wakeful::executor::block_on;
/// use wakeful::sync::Lazy;
///
/// static LIMIT: Lazy<u32, fn() -> Ready<u32>> = Lazy::new(|| ready(16));
///
/// let answer = Lazy::new(async || LIMIT.get().await + 26);
/// assert_eq!(*block_on(answer.get()), 42);
/// ```
///
/// # Cancel safety
///
/// Weak: if the future that runs the closure is dropped, its work is lost, and another who waits
/// runs it again.
///
/// # Deadlocks and cost
///
/// As for [`OnceCell`].
pub struct Lazy<T, F, L: RawLock> {
    cell: OnceCell<T, L>,
    init: F,
}

impl<T, F, L: RawLock> Lazy<T, F, L> {
    /// A value that `init` will make.
    pub const fn new(init: F) -> Self {
        Self { cell: OnceCell::new(), init }
    }

    /// The value, if it has been made.
    pub fn try_get(&self) -> Option<&T> {
        self.cell.get()
    }
}

impl<T, F: AsyncFn() -> T, L: RawLock> Lazy<T, F, L> {
    /// The value, made now if it is not there.
    ///
    /// # Cancel safety
    ///
    /// Weak: if this is dropped while the closure runs, its work is lost, and another who waits runs
    /// it again.
    pub async fn get(&self) -> &T {
        self.cell.get_or_init(|| (self.init)()).await
    }
}

impl<T: fmt::Debug, F, L: RawLock> fmt::Debug for Lazy<T, F, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lazy").field(&self.try_get()).finish()
    }
}
