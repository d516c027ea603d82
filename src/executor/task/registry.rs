//! All live tasks of an executor, for its end.

use alloc::boxed::Box;
use core::fmt;
use core::pin::Pin;
use core::task::Waker;

use super::Meta;
use super::meta::Enrolled;
use crate::lock::{Locked, RawLock};
use crate::wait::{Batch, End, List, Stage, wake_each};

/// All live tasks of an executor, in shards that have a lock each.
///
/// # The Enrolment Rule
///
/// *A task that is enrolled in a registry is alive: its owner strikes it off in the same shard before the
/// task's last poll or drop returns.*
///
/// Tasks lie in their own allocation, so the nodes are pinned (the Link Invariant).
pub(in crate::executor) struct Registry<L> {
    shards: Box<[Line<L>]>,
}

/// On a line of its own.
#[repr(align(128))]
struct Line<L>(Locked<Shard, L>);

struct Shard {
    list: List<Enrolled>,
    /// How many tasks are alive; more than are in the list if the registry is closed.
    alive: usize,
    closed: bool,
}

impl<L: RawLock> Registry<L> {
    /// A registry with so many shards, at least one.
    pub(in crate::executor) fn new(shards: usize) -> Self {
        let shard = || Line(Locked::new(Shard { list: List::new(), alive: 0, closed: false }));
        Self { shards: (0..shards.max(1)).map(|_| shard()).collect() }
    }

    fn shard(&self, shard: usize) -> &Locked<Shard, L> {
        &self.shards[shard % self.shards.len()].0
    }

    /// Adds a task that nobody else knows yet; `false` if the registry is closed.
    ///
    /// # Safety
    ///
    /// The task is alive and in no registry, and its owner [strikes](Self::strike) it off in this shard.
    pub(in crate::executor) unsafe fn enrol(&self, shard: usize, task: &Meta) -> bool {
        // SAFETY: the metadata of a task does not move.
        let node = unsafe { Pin::new_unchecked(&task.node) };
        node.set_request(Enrolled(task));
        self.shard(shard).with(|shard| {
            if !shard.closed {
                // The list wants a waker; the task's own one is cloned when it is needed.
                let waker = const { Waker::noop() }.clone();
                // SAFETY: the Enrolment Rule.
                unsafe { shard.list.link(node, End::Back, Stage::Waiting, waker) };
                shard.alive += 1;
            }
            !shard.closed
        })
    }

    /// Strikes off a task that is at its end.
    ///
    /// # Safety
    ///
    /// The task was enrolled in this shard, and was not struck off.
    pub(in crate::executor) unsafe fn strike(&self, shard: usize, task: &Meta) {
        let node = &task.node;
        self.shard(shard).with(|shard| {
            shard.alive -= 1;
            if node.stage() == Stage::Waiting {
                // SAFETY: linked here, since it waits. The waker is a no-op.
                unsafe { shard.list.unlink(node, Stage::Granted) };
            }
        });
    }

    /// Whether no task that was enrolled is alive.
    pub(in crate::executor) fn is_empty(&self) -> bool {
        self.shards.iter().all(|line| line.0.with(|shard| shard.alive == 0))
    }

    /// Lets in nobody from now on, strikes off all who are there, and wakes them, so that each comes to
    /// its executor once more (or is there already), which drops it instead of polling it.
    pub(in crate::executor) fn close(&self) {
        for line in &self.shards {
            while self.close_some(&line.0) {}
        }
    }

    /// Whether there may be more.
    fn close_some(&self, shard: &Locked<Shard, L>) -> bool {
        let mut batch: Batch = Batch::new();
        let more = shard.with(|shard| {
            shard.closed = true;
            while batch.room() > 0 {
                let Some(front) = shard.list.front() else { return false };
                let Enrolled(task) = front.request();
                // SAFETY: the Enrolment Rule: it is alive, and cannot end before this lock is released.
                let waker = unsafe { &*task }.own().clone();
                let mut walk = shard.list.walk();
                walk.unlink(Stage::Granted);
                batch.push(Some(waker));
            }
            true
        });
        wake_each(|| batch.pop());
        more
    }
}

impl<L> fmt::Debug for Registry<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("shards", &self.shards.len()).finish()
    }
}
