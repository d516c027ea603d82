//! What lies in the queues.

use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::sync::AtomicPtr;

/// Something that a pointer stands for, with a place for another one.
///
/// # The Item Rule
///
/// *A pointer in a queue was made by [`into_raw`](Self::into_raw), and becomes an item again once: by the one whose
/// exchange took it out of the queue, or who has the queue for himself.*
///
/// # Safety
///
/// The pointer that `into_raw` gives is good for `from_raw`, on any thread.
pub(super) unsafe trait Item: Send + Sized {
    fn into_raw(self) -> NonNull<()>;

    /// # Safety
    ///
    /// The Item Rule.
    unsafe fn from_raw(raw: NonNull<()>) -> Self;

    /// For the queue that the item is in.
    fn next(&self) -> &AtomicPtr<()>;

    /// # Safety
    ///
    /// The Item Rule: as long as the item is borrowed, nobody takes it out of its queue.
    unsafe fn peek(raw: NonNull<()>) -> ManuallyDrop<Self> {
        // SAFETY: it is not dropped, so it is still the queue's.
        ManuallyDrop::new(unsafe { Self::from_raw(raw) })
    }
}
