//! What a task keeps beside its future, for as long as anybody refers to it.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use core::task::Waker;

use super::protocol::{End, Ending};
use super::stash::Stash;
use crate::executor::local::Part;
use crate::lock::Words;
use crate::wait::Node;

/// What a task keeps beside its future.
///
/// # The Own Rule
///
/// *`own` is written before the task is known to anybody, and stays. It stands for one reference to the
/// task, which ends with the task: until then, whoever finds the task alive may clone it; and for ever,
/// whoever has a reference himself.*
pub(in crate::executor) struct Meta {
    ending: Ending<Words>,
    own: UnsafeCell<Option<ManuallyDrop<Waker>>>,
    cancelled: AtomicBool,
    /// Where [`run`](super::run) waits for the task's own reference, if it ends now.
    pub(super) stash: AtomicPtr<Stash>,
    /// What its executor makes of it.
    home: *const (),
    next: AtomicPtr<()>,
    /// If it is a task of a `LocalExecutor`.
    pub(in crate::executor) part: Option<Part>,
    /// Its place among the tasks of its executor.
    pub(in crate::executor) node: Node<Enrolled>,
}

/// A task in a [`Registry`](super::Registry).
#[derive(Clone, Copy)]
pub(in crate::executor) struct Enrolled(pub(in crate::executor) *const Meta);

// SAFETY: a pointer, and `Meta` is `Sync`.
unsafe impl Send for Enrolled {}

// SAFETY: `own` is not written any more when the task is shared (the Own Rule), `home` is never; the node
// is touched under the lock of its registry (the Link Invariant).
unsafe impl Sync for Meta {}
// SAFETY: likewise; nothing in it belongs to a thread.
unsafe impl Send for Meta {}

impl Meta {
    pub(in crate::executor) const fn new(home: *const (), part: Option<Part>) -> Self {
        Self {
            ending: Ending::new(),
            own: UnsafeCell::new(None),
            cancelled: AtomicBool::new(false),
            stash: AtomicPtr::new(ptr::null_mut()),
            home,
            next: AtomicPtr::new(ptr::null_mut()),
            part,
            node: Node::new(Enrolled(ptr::null())),
        }
    }

    /// What the executor gave to `spawn`.
    #[allow(dead_code, reason = "for the thread pool")]
    #[inline(always)]
    pub(in crate::executor) fn home(&self) -> *const () {
        self.home
    }

    /// For the queue that the task is in, if it is in one.
    #[allow(dead_code, reason = "for the thread pool")]
    #[inline(always)]
    pub(in crate::executor) fn next(&self) -> &AtomicPtr<()> {
        &self.next
    }

    /// Makes `own` a reference to this task, which it has to itself from now on.
    ///
    /// # Safety
    ///
    /// Nobody else knows of the task.
    pub(in crate::executor) unsafe fn adopt(&self, own: Waker) {
        // SAFETY: the Own Rule: nobody else reads it yet.
        unsafe { *self.own.get() = Some(ManuallyDrop::new(own)) };
    }

    /// A waker of the task, which may be cloned.
    #[inline(always)]
    pub(in crate::executor) fn own(&self) -> &Waker {
        // SAFETY: the Own Rule: it is not written any more.
        let own = unsafe { &*self.own.get() };
        own.as_deref().unwrap_or(Waker::noop())
    }

    /// The reference that the task has to itself.
    ///
    /// # Safety
    ///
    /// The task has ended, and this is called once.
    #[inline(always)]
    pub(in crate::executor) unsafe fn take_own(&self) -> Waker {
        // SAFETY: the Own Rule: the count is the caller's from now on.
        unsafe { ptr::read(self.own()) }
    }

    #[inline(always)]
    pub(super) fn ending(&self) -> &Ending<Words> {
        &self.ending
    }

    /// Whether the task is to be dropped and not polled.
    #[inline(always)]
    pub(in crate::executor) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Sees to it that the task ends, if it has not yet.
    pub(super) fn cancel(&self) {
        // ORDERING: Relaxed: the wake orders. Who polls because of it sees the flag.
        self.cancelled.store(true, Ordering::Relaxed);
        self.own().wake_by_ref();
    }

    /// Tells the one who waits that the task is at its end.
    #[inline(always)]
    pub(in crate::executor) fn end(&self, end: End) {
        self.ending.set(end);
    }
}

impl fmt::Debug for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("end", &self.ending.get()).finish_non_exhaustive()
    }
}
