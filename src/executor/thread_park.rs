//! How a thread of `std` sleeps, as a board does.

use super::park::Park;
use super::parker::Parker;

/// A [`Park`] for threads.
///
/// Use it to run on your computer what is to run on a board. The token of [`std::thread::park`] is left
/// alone.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{ThreadPark, block_on_with};
///
/// static PARK: ThreadPark = ThreadPark::new();
/// assert_eq!(block_on_with(&PARK, async { 1 + 1 }), 2);
/// ```
#[derive(Debug)]
pub struct ThreadPark(Parker);

impl ThreadPark {
    /// One without a token.
    pub const fn new() -> Self {
        Self(Parker::new())
    }
}

impl Default for ThreadPark {
    fn default() -> Self {
        Self::new()
    }
}

impl Park for ThreadPark {
    fn park(&self) {
        self.0.park();
    }

    fn unpark(&self) {
        self.0.unpark();
    }
}
