//! Who is to be polled, in order: what the tasks of a `LocalExecutor` share.

use alloc::sync::Arc;
use core::cell::{Cell, UnsafeCell};
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicPtr;
use core::task::Waker;

use super::current::Current;
use super::far::Stack;
use super::part::{Part, Unwound};
use super::seated::Seated;
use super::thread::here;
use crate::executor::task::{Enrolled, JoinHandle, Meta, Runnable, run, spawn_as};
use crate::lock::Words;
use crate::wait::{End, List, Stage, WakerCell};

/// The most tasks that one turn polls.
pub(super) const TURN: usize = 64;

/// Who is to be polled. Every task has a reference to it: it is there as long as anybody wakes them.
///
/// # The Ready Rule
///
/// *Who is in the ready queue, or in the list of the living, is alive.*
pub(super) struct Queue {
    thread: usize,
    /// Those that others woke.
    pub(super) far: Stack<AtomicPtr<Meta>>,
    /// Who sees to it that they are polled.
    pub(super) parent: WakerCell<Words>,
    // The Thread Rule holds for the rest.
    head: Cell<*const Meta>,
    tail: Cell<*const Meta>,
    /// Whether the ready queue is looked at again before anybody waits.
    active: Cell<bool>,
    closed: Cell<bool>,
    len: Cell<usize>,
    live: UnsafeCell<List<Enrolled>>,
    pub(super) current: Current,
}

// SAFETY: the Thread Rule; the rest is made to be shared.
unsafe impl Sync for Queue {}
// SAFETY: the last one to free it may be on any thread; then nothing is in there but pointers.
unsafe impl Send for Queue {}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            thread: here(),
            far: Stack(AtomicPtr::new(ptr::null_mut())),
            parent: WakerCell::new(),
            head: Cell::new(ptr::null()),
            tail: Cell::new(ptr::null()),
            active: Cell::new(false),
            closed: Cell::new(false),
            len: Cell::new(0),
            live: UnsafeCell::new(List::new()),
            current: Current::of(&super::part::VTABLE),
        }
    }

    #[inline(always)]
    pub(super) fn thread(&self) -> usize {
        self.thread
    }

    /// How many tasks live.
    pub(super) fn len(&self) -> usize {
        self.len.get()
    }

    /// A new task, at the end of the queue.
    ///
    /// # Safety
    ///
    /// What the future borrows lives until the queue is closed, or for ever if it is not.
    pub(super) unsafe fn spawn<F: Future>(self: &Arc<Self>, future: F) -> JoinHandle<F::Output> {
        let meta = Meta::new(ptr::null(), Some(Part::new(self.clone())));
        let seated = |meta| Seated::new(meta, future);
        // SAFETY: the Seat Rule, and the caller's promise.
        let (runnable, handle) =
            unsafe { spawn_as(meta, seated, |runnable, _| keep_seat(runnable)) };
        // SAFETY: it is new.
        let task = unsafe { Part::take_in(runnable) };
        self.enlist(task);
        if self.closed.get() {
            // SAFETY: it is alive.
            let part = Part::of(unsafe { task.as_ref() });
            // SAFETY: the Seat Rule.
            drop(unsafe { part.unseat() });
        } else {
            // SAFETY: it is alive, and not in the queue.
            unsafe { self.push(task.as_ptr()) };
        }
        handle
    }

    fn enlist(&self, task: NonNull<Meta>) {
        // SAFETY: new, so it is alive.
        let node = unsafe { &task.as_ref().node };
        node.set_request(Enrolled(task.as_ptr()));
        // SAFETY: the metadata of a task does not move.
        let node = unsafe { Pin::new_unchecked(node) };
        // SAFETY: the Thread Rule; nobody else is in there, as no code of others runs meanwhile.
        let live = unsafe { &mut *self.live.get() };
        // The list wants a waker, and nobody asks for it.
        // SAFETY: it is struck off at its end (the Link Invariant).
        unsafe { live.link(node, End::Back, Stage::Waiting, const { Waker::noop() }.clone()) };
        self.len.set(self.len.get() + 1);
    }

    /// The future of `meta` is gone. A reference to the task, for the one who ends it.
    pub(super) fn strike(&self, meta: &Meta) -> Waker {
        // SAFETY: as in `enlist`.
        let live = unsafe { &mut *self.live.get() };
        // SAFETY: linked since it was new.
        unsafe { live.unlink(&meta.node, Stage::Granted) };
        self.len.set(self.len.get() - 1);
        Part::of(meta).end(meta)
    }

    /// Puts a task at the end of the ready queue.
    ///
    /// # Safety
    ///
    /// It is alive, and not in the queue.
    #[inline(always)]
    pub(super) unsafe fn push(&self, task: *const Meta) {
        // SAFETY: the caller's promise.
        Part::of(unsafe { &*task }).next.set(ptr::null());
        let last = self.tail.replace(task);
        if last.is_null() {
            self.head.set(task);
            if !self.active.get() {
                self.parent.wake();
            }
        } else {
            // SAFETY: the Ready Rule.
            Part::of(unsafe { &*last }).next.set(task);
        }
    }

    #[inline(always)]
    fn pop(&self) -> Option<NonNull<Meta>> {
        let task = NonNull::new(self.head.get().cast_mut())?;
        // SAFETY: the Ready Rule.
        let next = Part::of(unsafe { task.as_ref() }).next.get();
        self.head.set(next);
        if next.is_null() {
            self.tail.set(ptr::null());
        }
        Some(task)
    }

    /// Whether somebody is to be polled.
    pub(super) fn is_ready(&self) -> bool {
        !self.head.get().is_null() || !self.far.is_empty()
    }

    /// Runs `f`; tasks that it wakes on this thread call nobody, as they are looked at afterwards.
    #[inline(always)]
    pub(super) fn actively<R>(&self, f: impl FnOnce() -> R) -> R {
        let _leave =
            Leave { queue: self, active: self.active.replace(true), current: self.current.get() };
        f()
    }

    /// Has `waker` woken when there is something to do; whether there is nothing yet.
    pub(super) fn rest(&self, waker: &Waker) -> bool {
        // Somebody is to wait, maybe inside of a task or of his own poll: then who is active does not look soon.
        self.active.set(false);
        self.parent.register(waker);
        !self.is_ready()
    }

    /// Polls those who are ready now, at most [`TURN`]; how many there were.
    pub(super) fn turn(&self) -> usize {
        self.actively(|| {
            self.take_far();
            let last = self.tail.get();
            let mut polled = 0;
            while let Some(task) = self.pop() {
                self.poll(task.as_ptr());
                polled += 1;
                if polled == TURN || ptr::eq(task.as_ptr(), last) {
                    break;
                }
            }
            polled
        })
    }

    #[inline(always)]
    fn poll(&self, task: *const Meta) {
        // SAFETY: it was in the ready queue, and nobody but this ends it.
        let meta = unsafe { &*task };
        let part = Part::of(meta);
        part.begin();
        let outer = self.current.replace(task.cast());
        let unwound = Unwound(task);
        let polled = part.poll(meta.own());
        mem::forget(unwound);
        let alive = match polled {
            Some(false) => true,
            // The first poll, or the last.
            // SAFETY: the Seat Rule.
            _ => unsafe { part.unseat() }.is_some_and(run),
        };
        self.current.replace(outer);
        if alive && part.is_woken() {
            // SAFETY: it is alive, and not in the queue.
            unsafe { self.push(task) };
        }
    }

    /// Puts those whom others woke into the ready queue.
    fn take_far(&self) {
        if self.far.is_empty() {
            return;
        }
        for task in self.far.take() {
            self.come(task);
        }
    }

    /// Comes to a task that was on the stack.
    fn come(&self, task: *const Meta) {
        // SAFETY: the Far Rule.
        let meta = unsafe { &*task };
        let part = Part::of(meta);
        if !part.mark.come() {
            // SAFETY: it has ended, and its own reference was left for this.
            drop(unsafe { meta.take_own() });
        } else if part.call() {
            // SAFETY: it is alive, and not in the queue.
            unsafe { self.push(task) };
        }
    }

    /// Drops all tasks, and from now on all that are spawned.
    pub(super) fn close(&self) {
        self.actively(|| {
            self.closed.set(true);
            self.head.set(ptr::null());
            self.tail.set(ptr::null());
            self.numb();
            while let Some(task) = self.first() {
                // SAFETY: the Ready Rule.
                let part = Part::of(unsafe { task.as_ref() });
                // SAFETY: the Seat Rule.
                drop(unsafe { part.unseat() });
            }
        });
    }

    /// From now on nobody who lives is put into the ready queue.
    fn numb(&self) {
        // SAFETY: as in `enlist`.
        let live = unsafe { &mut *self.live.get() };
        let mut walk = live.walk();
        while let Some(entry) = walk.entry() {
            let Enrolled(task) = entry.request();
            // SAFETY: the Ready Rule.
            Part::of(unsafe { &*task }).numb();
            walk.skip();
        }
    }

    /// The first of the living.
    fn first(&self) -> Option<NonNull<Meta>> {
        // SAFETY: as in `enlist`.
        let live = unsafe { &*self.live.get() };
        let Enrolled(task) = live.front()?.request();
        NonNull::new(task.cast_mut())
    }

    /// Lets go of all that others woke, now and later.
    pub(super) fn close_far(&self) {
        for task in self.far.close() {
            self.come(task);
        }
    }
}

/// What async-task is told to do with a runnable: it is at its place.
fn keep_seat(runnable: Runnable) {
    let meta: *const Meta = runnable.metadata();
    // SAFETY: the runnable keeps it, and its executor keeps the runnable.
    Part::of(unsafe { &*meta }).seat_again(runnable);
}

/// Restores what was before a turn, or before somebody else's poll.
struct Leave<'a> {
    queue: &'a Queue,
    active: bool,
    current: *const (),
}

impl Drop for Leave<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        self.queue.active.set(self.active);
        self.queue.current.replace(self.current);
    }
}
