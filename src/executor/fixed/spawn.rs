//! How tasks come into cells.

use core::future::Future;

use super::cell::{Head, TaskCell};
use super::error::SpawnError;
use super::handle::StaticJoinHandle;
use super::table::Table;
use super::{Entry, StaticExecutor};
use crate::executor::park::Park;
use crate::lock::ThreadSafe;

/// What a spawn returns.
pub(super) type Spawned<F, L> = Result<StaticJoinHandle<<F as Future>::Output, L>, SpawnError<F>>;

impl<P, L, const N: usize, const LEVELS: usize> StaticExecutor<P, L, N, LEVELS>
where
    P: Park + Sync + 'static,
    L: ThreadSafe + 'static,
{
    /// Spawns a task, of the least urgent level. It is polled by whoever runs the executor, now or later.
    ///
    /// It may be called from any thread, from interrupt handlers and from tasks. For futures that are not
    /// `Send` see [`run_local`](Self::run_local).
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::{SpawnError, StaticExecutor, TaskCell, ThreadPark};
    ///
    /// static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
    /// static CELL: TaskCell<16> = TaskCell::new();
    ///
    /// let one = EXECUTOR.spawn(&CELL, async { 1 }).unwrap();
    /// assert!(matches!(EXECUTOR.spawn(&CELL, async { 2 }), Err(SpawnError::Busy(_))));
    /// assert_eq!(EXECUTOR.run(one), Ok(1));
    /// ```
    ///
    /// A future that borrows from the caller, or may not be sent to the runner, does not compile:
    ///
    /// ```compile_fail,E0597
    /// # use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
    /// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
    /// # static CELL: TaskCell<64> = TaskCell::new();
    /// let n = 1;
    /// EXECUTOR.spawn(&CELL, async { assert_eq!(&n, &1) }).unwrap().detach();
    /// ```
    ///
    /// ```compile_fail,E0277
    /// # use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
    /// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
    /// # static CELL: TaskCell<64> = TaskCell::new();
    /// let n = std::rc::Rc::new(1);
    /// EXECUTOR.spawn(&CELL, async move { assert_eq!(*n, 1) }).unwrap().detach();
    /// ```
    ///
    /// Nor does one that is too large:
    ///
    /// ```compile_fail,E0080
    /// # use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
    /// # static EXECUTOR: StaticExecutor<ThreadPark, 2> = StaticExecutor::new(ThreadPark::new());
    /// # static CELL: TaskCell<64> = TaskCell::new();
    /// let many = [1_u8; 100];
    /// let sum = async move { std::future::ready(()).await; many.iter().sum::<u8>() };
    /// EXECUTOR.spawn(&CELL, sum).unwrap().detach();
    /// ```
    ///
    /// # Errors
    ///
    /// The future comes back if the cell is not free, or no slot is.
    pub fn spawn<F, const SIZE: usize>(
        &'static self,
        cell: &'static TaskCell<L, SIZE>,
        future: F,
    ) -> Result<StaticJoinHandle<F::Output, L>, SpawnError<F>>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.spawn_at(LEVELS - 1, cell, future)
    }

    /// Spawns a task of this level: 0 is the most urgent, and the last is `LEVELS - 1`.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
    ///
    /// static EXECUTOR: StaticExecutor<ThreadPark, 4, 2> = StaticExecutor::new(ThreadPark::new());
    /// static URGENT: TaskCell<16> = TaskCell::new();
    ///
    /// EXECUTOR.spawn_at(0, &URGENT, async { assert!(EXECUTOR.is_running()) }).unwrap().detach();
    /// EXECUTOR.run(wakeful::future::yield_now());
    /// assert!(URGENT.is_free());
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`spawn`](Self::spawn).
    ///
    /// # Panics
    ///
    /// If there is no such level.
    pub fn spawn_at<F, const SIZE: usize>(
        &'static self,
        level: usize,
        cell: &'static TaskCell<L, SIZE>,
        future: F,
    ) -> Result<StaticJoinHandle<F::Output, L>, SpawnError<F>>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        // SAFETY: the future and its output are `Send`, and borrow nothing.
        unsafe { self.put(level, cell, future, false) }
    }

    /// Puts a future into a cell, and the cell into a slot.
    ///
    /// # Safety
    ///
    /// The future, and its output, may be sent to another thread, and borrow nothing; unless it is `local`.
    /// Then this is the thread of the runner, and what it borrows is there until `run` has ended.
    pub(super) unsafe fn put<F: Future, const SIZE: usize>(
        &'static self,
        level: usize,
        cell: &'static TaskCell<L, SIZE>,
        future: F,
        local: bool,
    ) -> Spawned<F, L> {
        const { TaskCell::<L, SIZE>::fits::<F>() };
        assert!(level < LEVELS, "wakeful: there is no such level");
        let Some(pointer) = cell.claim() else { return Err(SpawnError::Busy(future)) };
        // SAFETY: the Cell Rule: it stays for ever.
        let head = unsafe { pointer.as_ref() };
        let mut future = Some(future);
        let added = self.roster.add(level, |place| {
            if let Some(future) = future.take() {
                // SAFETY: the Cell Rule: claimed; and the future fits.
                unsafe { Head::room(pointer).cast().write(future) };
            }
            // SAFETY: the Cell Rule: claimed.
            unsafe { head.fill(Table::of::<F>(), self.waker(place)) };
            Entry::Task { head: pointer, local }
        });
        if let (None, Some(future)) = (added, future) {
            head.free();
            return Err(SpawnError::Full(future));
        }
        // SAFETY: the Cell Rule: claimed, and filled with such a future.
        let handle = unsafe { StaticJoinHandle::new(pointer) };
        self.park.unpark();
        Ok(handle)
    }
}
