//! Where a task lies that is spawned: its future, then its output.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::{MaybeUninit, offset_of};
use core::ptr::NonNull;
use core::task::{Context, Poll, Waker};

use super::table::Table;
use crate::lock::{RawLock, State};
use crate::wait::WakerCell;

/// The task is not over: the place holds its future, and is the runner's.
const TASK: usize = 1;
/// There is a handle.
const HANDLE: usize = 2;
/// The task is over: the place holds its output, and is the handle's.
const OUTPUT: usize = 4;
/// The task is to be dropped.
const CANCEL: usize = 8;

/// Room in a `static` for one task at a time, of up to `SIZE` bytes.
///
/// Use it to [spawn](super::StaticExecutor::spawn) on a [`StaticExecutor`](super::StaticExecutor). The future
/// and its output have to fit; if one does not, the program does not compile.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
///
/// static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
/// static SUM: TaskCell<16> = TaskCell::new();
///
/// let sum = EXECUTOR.spawn(&SUM, async { 1 + 1 }).unwrap();
/// assert_eq!(EXECUTOR.run(sum), Ok(2));
/// assert!(SUM.is_free(), "the next one may have it");
/// ```
///
/// # States
///
/// | state | the room holds |
/// |---|---|
/// | free | nothing |
/// | busy: task and handle | the future |
/// | busy: task alone | the future; its output will be dropped |
/// | busy: handle alone | the output, unless the task was cancelled |
///
/// # Cost
///
/// `SIZE`, and seven words by compare-exchange, nine in the critical flavor; each of both is rounded up to a
/// multiple of 16 bytes.
#[repr(C)]
pub struct TaskCell<L, const SIZE: usize> {
    head: Head<L>,
    room: Room<SIZE>,
}

#[repr(align(16))]
struct Room<const SIZE: usize>(
    #[allow(dead_code, reason = "reached by pointers")] UnsafeCell<MaybeUninit<[u8; SIZE]>>,
);

/// The same for all sizes.
///
/// # The Cell Rule
///
/// *A head lies in a `TaskCell` that stays for ever, and a pointer to it may be used for all of that. Whoever
/// turns `state` from 0 into `TASK` and `HANDLE` fills `task` and the room before anybody else learns of it.
/// `task` stays as it is until the state is 0 again. The room is the runner's while `TASK` is on, then the
/// handle's if `HANDLE` is; the one who is left turns the state to 0, when the room is empty.* The runner
/// alone turns `TASK` off; the handle alone turns `HANDLE` off, or `CANCEL` on.
pub(super) struct Head<L> {
    state: State<L>,
    awaiter: WakerCell<L>,
    task: UnsafeCell<Option<Task>>,
}

struct Task {
    table: &'static Table,
    /// Of its slot: has nothing to drop.
    waker: Waker,
}

// SAFETY: by the Cell Rule, what lies in there has one owner at a time; who spawns sees to it that it may go
// to that one's thread.
unsafe impl<L: Send> Send for Head<L> {}
// SAFETY: likewise.
unsafe impl<L: Sync> Sync for Head<L> {}
// SAFETY: as for the head.
unsafe impl<const SIZE: usize> Sync for Room<SIZE> {}

impl<L: RawLock, const SIZE: usize> TaskCell<L, SIZE> {
    /// A free cell.
    pub const fn new() -> Self {
        let head =
            Head { state: State::new(0), awaiter: WakerCell::new(), task: UnsafeCell::new(None) };
        Self { head, room: Room(UnsafeCell::new(MaybeUninit::uninit())) }
    }

    /// Whether a task can be spawned in here now.
    pub fn is_free(&self) -> bool {
        self.head.state.load() == 0
    }

    /// The head, if it was free; now the caller has it, who fills it.
    pub(super) fn claim(&'static self) -> Option<NonNull<Head<L>>> {
        self.head.state.exchange(0, TASK | HANDLE).ok()?;
        Some(NonNull::from(self).cast())
    }

    /// Whether a future of this type can lie in here, and its output.
    pub(super) const fn fits<F: Future>() {
        assert!(
            size_of::<F>() <= SIZE,
            "the future of the task does not fit into its `TaskCell`: the `SIZE` of that is too small"
        );
        assert!(
            size_of::<F::Output>() <= SIZE,
            "the output of the task does not fit into its `TaskCell`: the `SIZE` of that is too small"
        );
        let align = align_of::<Room<SIZE>>();
        assert!(
            align_of::<F>() <= align && align_of::<F::Output>() <= align,
            "a `TaskCell` is aligned to 16 bytes, and the task needs more"
        );
    }
}

impl<L: RawLock> Head<L> {
    /// Where the future lies, or the output.
    pub(super) fn room(head: NonNull<Self>) -> NonNull<()> {
        let offset = const { offset_of!(TaskCell<L, 0>, room) };
        // SAFETY: the Cell Rule: in bounds of the cell, whose room lies there whatever its size.
        unsafe { head.cast::<()>().byte_add(offset) }
    }

    /// # Safety
    ///
    /// The Cell Rule: the caller claimed the cell.
    pub(super) unsafe fn fill(&self, table: &'static Table, waker: Waker) {
        // SAFETY: the Cell Rule.
        unsafe { *self.task.get() = Some(Task { table, waker }) };
    }

    /// Gives the cell back: the room is empty, and the caller is the last who has it.
    pub(super) fn free(&self) {
        self.state.take();
    }

    /// # Safety
    ///
    /// The Cell Rule: the cell is not free.
    unsafe fn task(&self) -> Option<&Task> {
        // SAFETY: the Cell Rule.
        unsafe { &*self.task.get() }.as_ref()
    }

    /// Polls the future. If it is done, or panics, it is dropped in there; if it is done, its output is in
    /// the room.
    ///
    /// # Safety
    ///
    /// The Cell Rule: the caller is the runner, and the task is not over.
    pub(super) unsafe fn poll(head: NonNull<Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: the Cell Rule: it stays for ever.
        let this = unsafe { head.as_ref() };
        // SAFETY: the Cell Rule: not over, so not free.
        match unsafe { this.task() } {
            // SAFETY: the Table Rule: the table is that of the future in there, which is the runner's.
            Some(task) => unsafe { (task.table.poll)(Self::room(head), cx) },
            None => Poll::Pending,
        }
    }

    /// Drops the future.
    ///
    /// # Safety
    ///
    /// The Cell Rule: the caller is the runner, and the task is not over. It polls it no more.
    pub(super) unsafe fn drop_future(head: NonNull<Self>) {
        // SAFETY: the Cell Rule: it stays for ever.
        let this = unsafe { head.as_ref() };
        // SAFETY: the Cell Rule: not over, so not free.
        if let Some(task) = unsafe { this.task() } {
            // SAFETY: the Table Rule: likewise.
            unsafe { (task.table.drop_future)(Self::room(head)) };
        }
    }

    /// The task is over, with an output in the room or without.
    ///
    /// # Safety
    ///
    /// The Cell Rule: the caller is the runner, and there is no future in the room any more.
    pub(super) unsafe fn finish(head: NonNull<Self>, output: bool) {
        // SAFETY: the Cell Rule: it stays for ever.
        let this = unsafe { head.as_ref() };
        let next = if output { HANDLE | OUTPUT } else { HANDLE };
        let mut old = this.state.load();
        while old & HANDLE != 0 {
            match this.state.exchange(old, next) {
                Ok(()) => return this.awaiter.wake(),
                Err(now) => old = now,
            }
        }
        let _free = Free(this);
        if output {
            // SAFETY: the Cell Rule: not over, so not free.
            if let Some(task) = unsafe { this.task() } {
                // SAFETY: the Table Rule: the output in there is the runner's, as nobody wants it.
                unsafe { (task.table.drop_output)(Self::room(head)) };
            }
        }
    }

    /// Whether the task is to be dropped.
    pub(super) fn is_cancelled(&self) -> bool {
        self.state.load() & CANCEL != 0
    }

    /// Whether the task is over; for the handle.
    pub(super) fn is_over(&self) -> bool {
        self.state.load() & TASK == 0
    }

    /// Tells the runner to drop the task, unless it is over.
    ///
    /// # Safety
    ///
    /// The Cell Rule: the caller is the handle.
    pub(super) unsafe fn cancel(&self) {
        let mut old = self.state.load();
        while old & TASK != 0 {
            match self.state.exchange(old, old | CANCEL) {
                Err(now) => old = now,
                Ok(()) => {
                    // SAFETY: the Cell Rule: there is a handle, so it is not free.
                    if let Some(task) = unsafe { self.task() } {
                        task.waker.wake_by_ref();
                    }
                    return;
                }
            }
        }
    }

    /// Who waits for the end.
    pub(super) fn awaiter(&self) -> &WakerCell<L> {
        &self.awaiter
    }

    /// Whether there is an output, if the task is over.
    pub(super) fn output(&self) -> Option<bool> {
        let state = self.state.load();
        (state & TASK == 0).then_some(state & OUTPUT != 0)
    }

    /// The handle goes. If the task is over, the room is the caller's still: whether there is an output in it.
    pub(super) fn detach(&self) -> Option<bool> {
        let mut old = self.state.load();
        while old & TASK != 0 {
            match self.state.exchange(old, old & !HANDLE) {
                Ok(()) => return None,
                Err(now) => old = now,
            }
        }
        Some(old & OUTPUT != 0)
    }
}

/// Gives a cell back, also if the drop of what was in there panics.
pub(super) struct Free<'a, L: RawLock>(pub(super) &'a Head<L>);

impl<L: RawLock> Drop for Free<'_, L> {
    fn drop(&mut self) {
        self.0.free();
    }
}

impl<L: RawLock, const SIZE: usize> Default for TaskCell<L, SIZE> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock, const SIZE: usize> fmt::Debug for TaskCell<L, SIZE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskCell")
            .field("size", &SIZE)
            .field("free", &self.is_free())
            .field("awaiter", &self.head.awaiter)
            .finish()
    }
}
