//! Queues of deadlines.

mod heap;
mod wheel;

use core::pin::Pin;
use core::task::Waker;

pub use self::heap::Heap;
pub use self::wheel::Wheel;
use crate::wait::{Node, Stage, Steps, Timer, Tired};

/// What a queue says when it is asked who is due.
#[derive(Debug)]
pub enum Due {
    /// This one: it is out of the queue.
    Now(Waker),
    /// Nobody before this time.
    Later(u64),
    /// Nobody waits.
    Nobody,
}

/// A queue of deadlines: [`Heap`] or [`Wheel`].
///
/// Sealed: its methods take what nobody outside can name.
///
/// # Safety
///
/// A node is linked from `insert` to `remove` or to `due`, by the Link Invariant. No code of a user runs
/// in here.
#[allow(private_interfaces, reason = "sealed: nobody outside can name a node")]
pub unsafe trait Queue: Sized {
    /// An empty queue.
    #[allow(clippy::declare_interior_mutable_const, reason = "a constructor, used as a value")]
    const NEW: Self;

    /// Whether nobody waits.
    fn is_empty(&self) -> bool;

    /// Links `node`, which holds `waker` from now on. It is `now`, or later.
    ///
    /// # Safety
    ///
    /// The node is not linked. Its owner removes it before dropping it, and from now on touches it only
    /// with the lock of this queue held.
    unsafe fn insert(&mut self, node: Pin<&Node<Timer>>, waker: Waker, now: u64);

    /// Unlinks `node` and leaves it at `stage`; gives back the waker it held.
    ///
    /// # Safety
    ///
    /// The node is linked in this queue.
    unsafe fn remove(&mut self, node: &Node<Timer>, stage: Stage) -> Option<Waker>;

    /// The first that is due at `now`, unlinked and left at `Passed`; or when to ask again,
    /// which is not after the earliest deadline.
    fn due(&mut self, now: u64, steps: &mut Steps) -> Result<Due, Tired>;

    /// The earliest deadline.
    fn earliest(&mut self, steps: &mut Steps) -> Result<Option<u64>, Tired>;
}
