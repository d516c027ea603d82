//! Children and tasks that panic.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::task::{RawWaker, RawWakerVTable, Waker};

use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::{StdLock, ThreadSafe};

use crate::rig::{Does, Rig, Task};

fn panics<R>(f: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(f)).is_err()
}

#[test]
fn a_child_that_panics_keeps_the_others_awake() {
    for children in [5, 100] {
        let (_, waker) = Task::new();
        let mut rig = Rig::<StdLock>::new(Wakers::new(), children);
        rig.poll(&waker);
        rig.children[2].does = Does::Panic;
        [1, 2, 3, children - 1].iter().for_each(|&child| rig.wake(child));
        assert!(panics(|| rig.poll_from(0, &waker)));
        assert_eq!(rig.polled(), [1, 2]);
        assert_eq!(rig.poll(&waker), [3, children - 1]);
    }
}

#[test]
fn a_child_that_panics_in_the_first_round_leaves_the_wakers_of_the_others_alive() {
    let (task, waker) = Task::new();
    let mut rig = Rig::<StdLock>::new(Wakers::new(), 4);
    rig.children[2].does = Does::Panic;
    assert!(panics(|| rig.poll_from(0, &waker)));
    rig.wake(0);
    assert_eq!(task.wakes(), 1);
    rig.polled();
    assert_eq!(rig.poll(&waker), [3]);
    assert_eq!(rig.poll(&waker), [0]);
}

thread_local! {
    /// Which operation of a [`Fragile`] panics, and after how many of them.
    static PANIC: Cell<Option<(Op, usize)>> = const { Cell::new(None) };
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Op {
    Clone,
    Wake,
    Drop,
}

fn step(op: Op) {
    if let Some((which, after)) = PANIC.get() {
        if which == op {
            PANIC.set(after.checked_sub(1).map(|after| (op, after)));
            assert!(after > 0, "{op:?} panics");
        }
    }
}

/// The waker of a task whose operations may panic; its count says how many there are.
struct Fragile(Arc<AtomicIsize>);

impl Fragile {
    fn new() -> (Self, Waker) {
        let this = Self(Arc::new(AtomicIsize::new(1)));
        // SAFETY: the table keeps an `Arc` for each waker, and never drops the last one.
        let waker = unsafe { Waker::from_raw(RawWaker::new(Arc::as_ptr(&this.0).cast(), &TABLE)) };
        (this, waker)
    }

    fn left(&self) -> isize {
        self.0.load(Ordering::Relaxed)
    }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        step(Op::Clone);
        count(data, 1);
        RawWaker::new(data, &TABLE)
    },
    |data| {
        // A waker that is consumed is gone, whatever happens.
        count(data, -1);
        step(Op::Wake);
    },
    |_| step(Op::Wake),
    |data| {
        count(data, -1);
        step(Op::Drop);
    },
);

fn count(data: *const (), n: isize) {
    // SAFETY: the tests keep the `Fragile` longer than its wakers.
    unsafe { &*data.cast::<AtomicIsize>() }.fetch_add(n, Ordering::Relaxed);
}

/// A child waits, is woken, its task changes, and it goes: and the n-th operation of a task's waker panics.
fn life<L: ThreadSafe + 'static>(make: impl Fn() -> Wakers<L>, op: Op, after: usize) -> bool {
    let (one, first) = Fragile::new();
    let (two, second) = Fragile::new();
    let mut rig = Rig::new(make(), 3);
    PANIC.set(Some((op, after)));
    let mut fired = panics(|| rig.poll_from(0, &first));
    while rig.begun < 3 {
        fired |= panics(|| rig.poll_from(0, &first));
    }
    fired |= panics(|| rig.children[0].waker.as_ref().map(Waker::wake_by_ref));
    fired |= panics(|| rig.children[1].waker.take().map(Waker::wake));
    fired |= panics(|| rig.poll_from(0, &first));
    fired |= panics(|| rig.children[0].waker.as_ref().map(Waker::wake_by_ref));
    fired |= panics(|| rig.poll_from(0, &second));
    fired |= panics(|| rig.poll_from(0, &second));
    fired |= panics(|| rig.children[2].waker.as_ref().map(Waker::wake_by_ref));
    rig.polled();
    let kept = rig.children[2].waker.take();
    // It is not stuck.
    PANIC.set(None);
    if let Some(waker) = &kept {
        waker.wake_by_ref();
        assert_eq!(rig.poll(&second), [2]);
    }
    PANIC.set(Some((op, if op == Op::Drop { after.saturating_sub(3) } else { 0 })));
    fired |= panics(|| drop(rig));
    PANIC.set(None);
    drop(kept);
    drop((first, second));
    assert_eq!((one.left(), two.left()), (0, 0), "wakers of the tasks are left: {op:?} {after}");
    fired
}

#[test]
fn tasks_whose_wakers_panic_leave_nothing_behind() {
    for op in [Op::Clone, Op::Wake, Op::Drop] {
        let fired = (0..6).filter(|&after| life::<StdLock>(Wakers::new, op, after)).count();
        assert!(fired > 0, "{op:?} was never reached");
    }
}

#[test]
fn tasks_whose_wakers_panic_leave_a_pool_usable() {
    static POOL: WakerPool<1, StdLock> = WakerPool::new();
    for op in [Op::Clone, Op::Wake, Op::Drop] {
        for after in 0..6 {
            life(|| Wakers::in_pool(&POOL), op, after);
            let (_, waker) = Task::new();
            let mut rig = Rig::new(Wakers::in_pool(&POOL), 2);
            rig.poll(&waker);
            assert!(!rig.waker(0).will_wake(&waker), "the block was given back");
        }
    }
}
