//! How tasks are polled, and how they go.

use core::future::{Future, pending};
use core::pin::{Pin, pin};
use core::ptr::NonNull;
use core::task::Context;

use super::cell::Head;
use super::local::StaticSpawner;
use super::roster::{Roster, Turn};
use super::{Entry, StaticExecutor};
use crate::executor::block_on_with::Nap;
use crate::executor::park::Park;
use crate::future::combine::{All, Children, Futures};
use crate::lock::{RawLock, ThreadSafe};

impl<P, L, const N: usize, const LEVELS: usize> StaticExecutor<P, L, N, LEVELS>
where
    P: Park + Sync + 'static,
    L: ThreadSafe + 'static,
{
    /// Runs `future` and the tasks that are spawned, here, until `future` is done; returns its output.
    ///
    /// The future may borrow, and need not be `Send`. It is of the most urgent level. Tasks that are not done
    /// go on with the next `run`, which may be on another thread.
    ///
    /// # Panics
    ///
    /// If somebody runs the executor already, be it a task of it; if no slot is free; if a task or `P` does.
    pub fn run<F: Future>(&'static self, future: F) -> F::Output {
        self.run_all((future,)).0
    }

    /// Runs several futures until all are done; returns all outputs, in the shape of the futures.
    ///
    /// They may be a tuple of up to 12, an array, or what else can be [joined](crate::future::Join). Each is a
    /// task: it is polled when it was woken, and takes a slot. With `LEVELS` above 1, the first is of level 0, the
    /// second of level 1, and so on; the rest is of the last level.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakeful::executor::{StaticExecutor, ThreadPark};
    ///
    /// static EXECUTOR: StaticExecutor<ThreadPark, 4> = StaticExecutor::new(ThreadPark::new());
    ///
    /// let name = String::from("Ada");
    /// let outputs = EXECUTOR.run_all((async { name.len() }, async { &name[1..] }));
    /// assert_eq!(outputs, (3, "da"));
    /// ```
    ///
    /// The executor has to stay for ever, as its wakers may:
    ///
    /// ```compile_fail,E0597
    /// use wakeful::executor::{StaticExecutor, ThreadPark};
    ///
    /// let executor: StaticExecutor<ThreadPark, 4> = StaticExecutor::new(ThreadPark::new());
    /// executor.run(async {});
    /// ```
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    pub fn run_all<T, C>(&'static self, futures: T) -> C::Kept
    where
        T: Futures<C>,
        C: Children<All>,
    {
        let mut run = Run::start(self);
        run.all(futures.into_children())
    }

    /// Runs what `main` makes of a spawner for local tasks, which need not be `Send`.
    ///
    /// When it is done, the local tasks are dropped; those that are not local go on with the next `run`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use wakeful::executor::{StaticExecutor, TaskCell, ThreadPark};
    ///
    /// static EXECUTOR: StaticExecutor<ThreadPark, 4> = StaticExecutor::new(ThreadPark::new());
    /// static CELL: TaskCell<64> = TaskCell::new();
    ///
    /// let shared = Rc::new(1);
    /// let two = EXECUTOR.run_local(async |spawner| {
    ///     let shared = Rc::clone(&shared);
    ///     spawner.spawn(&CELL, async move { *shared + 1 }).unwrap().await
    /// });
    /// assert_eq!(two, Ok(2));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run), and if the drop of a local task does: the others are dropped nevertheless.
    pub fn run_local<T, F>(&'static self, main: F) -> T
    where
        F: for<'run> AsyncFnOnce(StaticSpawner<'run, P, L, N, LEVELS>) -> T,
    {
        let mut run = Run::start(self);
        // SAFETY: the Local Rule: `run` is the runner, here, and drops local tasks when it goes.
        let spawner = unsafe { StaticSpawner::new(self) };
        run.all((main(spawner),)).0
    }

    /// Runs the tasks that are spawned for ever.
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    pub fn run_forever(&'static self) -> ! {
        loop {
            self.run(pending::<()>());
        }
    }

    /// Polls the task in this slot, whose turn it is.
    ///
    /// # Safety
    ///
    /// The Runner Rule; the slot has such a task.
    unsafe fn poll_task(&'static self, index: usize, head: NonNull<Head<L>>) {
        let mut end = End { roster: &self.roster, index, head, output: false };
        // SAFETY: the Cell Rule: it stays for ever.
        if unsafe { head.as_ref() }.is_cancelled() {
            return end.drop_future();
        }
        let waker = self.waker(self.roster.place(index));
        // SAFETY: the Cell Rule: by the runner, and a task in a slot is not over.
        end.output = unsafe { Head::poll(head, &mut Context::from_waker(&waker)) }.is_ready();
        if !end.output {
            core::mem::forget(end);
        }
    }
}

/// The runner of an executor.
struct Run<P: Park + 'static, L: RawLock + 'static, const N: usize, const LEVELS: usize> {
    executor: &'static StaticExecutor<P, L, N, LEVELS>,
    nap: Nap<'static, P>,
}

impl<P, L, const N: usize, const LEVELS: usize> Run<P, L, N, LEVELS>
where
    P: Park + Sync + 'static,
    L: ThreadSafe + 'static,
{
    fn start(executor: &'static StaticExecutor<P, L, N, LEVELS>) -> Self {
        assert!(
            executor.roster.start(),
            "wakeful: this executor runs already: `run` is not for its own tasks, nor for two threads"
        );
        Self { executor, nap: Nap::new(&executor.park) }
    }

    fn all<C: Children<All>>(&mut self, children: C) -> C::Kept {
        let roster = &self.executor.roster;
        let mut left = children.count();
        let mut slots = pin!(children.store());
        if left > 0 {
            for child in 0..C::places(slots.as_mut()) {
                let added = roster.add(child.min(LEVELS - 1), |_| Entry::Child(child));
                assert!(added.is_some(), "wakeful: the executor has no slot for a future of `run`");
            }
        }
        while left > 0 {
            // SAFETY: the Runner Rule.
            match unsafe { roster.next() } {
                Some(Turn { index, entry: Entry::Child(child) }) => {
                    self.poll_child::<C>(slots.as_mut(), index, child, &mut left);
                }
                Some(Turn { index, entry: Entry::Task { head, .. } }) => {
                    // SAFETY: the Runner Rule.
                    unsafe { self.executor.poll_task(index, head) };
                }
                None => self.nap.park(),
            }
        }
        C::take(slots)
    }

    fn poll_child<C: Children<All>>(
        &self,
        slots: Pin<&mut C::Slots>,
        index: usize,
        child: usize,
        left: &mut usize,
    ) {
        let roster = &self.executor.roster;
        let waker = self.executor.waker(roster.place(index));
        let before = *left;
        // No output ends a run.
        let _ = C::poll(slots, child, left, &mut Context::from_waker(&waker));
        if *left < before {
            // SAFETY: the Runner Rule: it was its turn, so it is live.
            unsafe { roster.release(index) };
        }
    }
}

/// A run ends, be it by a panic: nothing stays behind that is its own.
impl<P: Park, L: RawLock, const N: usize, const LEVELS: usize> Drop for Run<P, L, N, LEVELS> {
    fn drop(&mut self) {
        self.executor.roster.closing.set(true);
        Closing { roster: &self.executor.roster, index: 0 }.close();
    }
}

/// Drops the local tasks; the rest of them while a panic unwinds.
struct Closing<'a, L: RawLock, const N: usize, const LEVELS: usize> {
    roster: &'a Roster<Entry<L>, L, N, LEVELS>,
    index: usize,
}

impl<L: RawLock, const N: usize, const LEVELS: usize> Closing<'_, L, N, LEVELS> {
    fn close(mut self) {
        self.rest();
    }

    fn rest(&mut self) {
        while self.index < N {
            let index = self.index;
            self.index += 1;
            // SAFETY: the Runner Rule.
            match unsafe { self.roster.entry(index) } {
                // SAFETY: the Runner Rule; it was live.
                Some(Entry::Child(_)) => unsafe { self.roster.release(index) },
                Some(Entry::Task { head, local: true }) => {
                    End { roster: self.roster, index, head, output: false }.drop_future();
                }
                _ => {}
            }
        }
    }
}

impl<L: RawLock, const N: usize, const LEVELS: usize> Drop for Closing<'_, L, N, LEVELS> {
    fn drop(&mut self) {
        self.rest();
        // SAFETY: the Runner Rule: this is his last step.
        unsafe { self.roster.stop() };
    }
}

/// The end of a task, of whatever kind: first its slot is free, then its handle hears of it.
struct End<'a, L: RawLock, const N: usize, const LEVELS: usize> {
    roster: &'a Roster<Entry<L>, L, N, LEVELS>,
    index: usize,
    head: NonNull<Head<L>>,
    output: bool,
}

impl<L: RawLock, const N: usize, const LEVELS: usize> End<'_, L, N, LEVELS> {
    fn drop_future(self) {
        // SAFETY: the Cell Rule: by the runner, who ends the task by this.
        unsafe { Head::drop_future(self.head) };
    }
}

impl<L: RawLock, const N: usize, const LEVELS: usize> Drop for End<'_, L, N, LEVELS> {
    fn drop(&mut self) {
        // SAFETY: the Runner Rule: a task that is not over is live.
        unsafe { self.roster.release(self.index) };
        // SAFETY: the Cell Rule: by the runner, and the future is gone.
        unsafe { Head::finish(self.head, self.output) };
    }
}
