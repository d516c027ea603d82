//! What a task of a `LocalExecutor` keeps beside its future, and its waker.

use alloc::sync::Arc;
use core::cell::{Cell, UnsafeCell};
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, AtomicUsize};
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

use super::far::{Linked, Mark, Push};
use super::queue::Queue;
use super::thread::is_here;
use crate::executor::task::{Meta, Runnable};

/// In a ready queue, or to be put there after its poll.
const QUEUED: u8 = 1;
/// It is being polled.
const POLLING: u8 = 2;
/// Its future is gone.
const ENDED: u8 = 4;

/// What a task of a `LocalExecutor` keeps beside its future.
///
/// # The Thread Rule
///
/// *Plain cells of tasks and of their queue are touched by the thread of the executor alone; without `std`, by
/// whoever has the executor or a spawner of it, neither of which is `Send`.*
///
/// # The Seat Rule
///
/// *The runnable of a task is its executor's from its spawn to its end, so async-task takes it for scheduled
/// all the time: nobody else polls or drops the future, and a wake need not ask async-task.*
///
/// So a wake on the executor's own thread, and a poll, are a few plain loads and stores.
pub(in crate::executor) struct Part {
    queue: Arc<Queue>,
    /// async-task's waker of the task, by which references to it are counted. Written before anybody knows
    /// of the task, and never dropped.
    counted: UnsafeCell<Option<ManuallyDrop<Waker>>>,
    pub(super) mark: Mark<AtomicUsize>,
    /// The next on the stack of those that others woke.
    far: AtomicPtr<Meta>,
    /// The next in the ready queue.
    pub(super) next: Cell<*const Meta>,
    flags: Cell<u8>,
    runnable: Cell<*mut ()>,
    seat: Cell<Option<Seat>>,
}

// SAFETY: the Thread Rule; the rest is atomic, or not written any more.
unsafe impl Sync for Part {}
// SAFETY: likewise: a task may be freed by any thread, and then nobody else has it.
unsafe impl Send for Part {}

/// Where a task's future lies, and how it is polled.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) future: *mut (),
    /// Whether the future has come to its end.
    pub(super) poll: unsafe fn(*mut (), &mut Context<'_>) -> bool,
}

impl Part {
    pub(super) const fn new(queue: Arc<Queue>) -> Self {
        Self {
            queue,
            counted: UnsafeCell::new(None),
            mark: Mark(AtomicUsize::new(0)),
            far: AtomicPtr::new(ptr::null_mut()),
            next: Cell::new(ptr::null()),
            flags: Cell::new(QUEUED),
            runnable: Cell::new(ptr::null_mut()),
            seat: Cell::new(None),
        }
    }

    /// The part of `meta`, which is of a task of a `LocalExecutor`.
    #[inline(always)]
    pub(super) fn of(meta: &Meta) -> &Self {
        match &meta.part {
            Some(part) => part,
            None => unreachable!("a task of another executor"),
        }
    }

    #[inline(always)]
    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    fn counted(&self) -> &Waker {
        // SAFETY: it is not written any more.
        let counted = unsafe { &*self.counted.get() };
        counted.as_deref().unwrap_or(Waker::noop())
    }

    /// Takes the runnable of a new task in, and gives the task a waker of its own.
    ///
    /// # Safety
    ///
    /// Nobody else knows of the task.
    pub(super) unsafe fn take_in(runnable: Runnable) -> NonNull<Meta> {
        let meta = NonNull::from(runnable.metadata());
        // SAFETY: the runnable keeps it.
        let task = unsafe { meta.as_ref() };
        let part = Self::of(task);
        let counted = ManuallyDrop::new(runnable.waker());
        // SAFETY: nobody else knows of the task.
        unsafe { *part.counted.get() = Some(counted) };
        // SAFETY: the count of `counted` is that of this waker.
        let own = unsafe { Waker::new(meta.as_ptr().cast_const().cast(), &VTABLE) };
        // SAFETY: the caller's promise.
        unsafe { task.adopt(own) };
        part.seat_again(runnable);
        meta
    }

    /// Keeps the runnable.
    #[inline(always)]
    pub(super) fn seat_again(&self, runnable: Runnable) {
        self.runnable.set(runnable.into_raw().as_ptr());
    }

    /// The runnable, which was kept.
    ///
    /// # Safety
    ///
    /// By the Seat Rule: once for each time that it was kept.
    pub(super) unsafe fn unseat(&self) -> Option<Runnable> {
        let raw = NonNull::new(self.runnable.replace(ptr::null_mut()))?;
        // SAFETY: it is from `into_raw`, and nobody else takes it.
        Some(unsafe { Runnable::from_raw(raw) })
    }

    pub(super) fn set_seat(&self, seat: Seat) {
        self.seat.set(Some(seat));
    }

    /// Polls the future where it lies; `None` if it was not polled before.
    #[inline(always)]
    pub(super) fn poll(&self, waker: &Waker) -> Option<bool> {
        let seat = self.seat.get()?;
        // SAFETY: the Seat Rule: nobody else polls it; it lies there until its end.
        Some(unsafe { (seat.poll)(seat.future, &mut Context::from_waker(waker)) })
    }

    /// Its turn has come.
    #[inline(always)]
    pub(super) fn begin(&self) {
        self.flags.set(POLLING);
    }

    /// Its poll is over, and it is alive. Whether it was woken meanwhile.
    #[inline(always)]
    pub(super) fn is_woken(&self) -> bool {
        let flags = self.flags.get() & !POLLING;
        self.flags.set(flags);
        flags & QUEUED != 0
    }

    /// A wake on the executor's own thread. Whether it is to be put in the ready queue.
    #[inline(always)]
    pub(super) fn call(&self) -> bool {
        let flags = self.flags.get();
        if flags & (QUEUED | ENDED) != 0 {
            return false;
        }
        self.flags.set(flags | QUEUED);
        flags & POLLING == 0
    }

    /// No wake on the executor's own thread does anything any more.
    pub(super) fn numb(&self) {
        self.flags.set(ENDED);
    }

    /// Its future is gone. A reference to the task, for the one who ends it.
    pub(super) fn end(&self, meta: &Meta) -> Waker {
        self.flags.set(ENDED);
        if self.mark.end() {
            // SAFETY: it has ended, and this is called once.
            unsafe { meta.take_own() }
        } else {
            // That one is for whoever comes to it on the stack.
            meta.own().clone()
        }
    }
}

/// A task that is being polled. Dropped if that panics, as it may without `std`: then the task is at its end.
pub(super) struct Unwound(pub(super) *const Meta);

impl Drop for Unwound {
    fn drop(&mut self) {
        // SAFETY: it is alive.
        let part = Part::of(unsafe { &*self.0 });
        // SAFETY: the Seat Rule.
        drop(unsafe { part.unseat() });
    }
}

// SAFETY: a field that is used for nothing else.
unsafe impl Linked for Meta {
    type Link = AtomicPtr<Meta>;

    #[inline(always)]
    fn link(&self) -> &AtomicPtr<Meta> {
        &Part::of(self).far
    }
}

// A waker's data is the task's `Meta`, and each waker has a count.

pub(super) static VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_ref);

fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the waker's reference keeps it.
    let meta = unsafe { &*data.cast::<Meta>() };
    mem::forget(Part::of(meta).counted().clone());
    RawWaker::new(data, &VTABLE)
}

fn wake(data: *const ()) {
    wake_by_ref(data);
    drop_ref(data);
}

#[inline]
fn wake_by_ref(data: *const ()) {
    let task: *const Meta = data.cast();
    // SAFETY: the waker's reference keeps it.
    let meta = unsafe { &*task };
    let part = Part::of(meta);
    if is_here(part.queue.thread()) {
        if part.call() {
            // SAFETY: it is alive, and not in the queue.
            unsafe { part.queue.push(task) };
        }
    } else {
        wake_far(task, meta, part);
    }
}

#[inline(never)]
fn wake_far(task: *const Meta, meta: &Meta, part: &Part) {
    if !part.mark.call() {
        return;
    }
    // SAFETY: who ends the task leaves it its own reference, as it is marked.
    match unsafe { part.queue.far.push(task) } {
        Push::First => part.queue.parent.wake(),
        Push::More => {}
        // SAFETY: likewise: nobody will come to it, so that reference is to be given up here.
        Push::Closed if !part.mark.come() => drop(unsafe { meta.take_own() }),
        Push::Closed => {}
    }
}

fn drop_ref(data: *const ()) {
    // SAFETY: the waker's reference keeps it.
    let meta = unsafe { &*data.cast::<Meta>() };
    // SAFETY: a count is the caller's, and given up with this.
    drop(unsafe { ptr::read(Part::of(meta).counted()) });
}
