//! The static executor: no wake-up is lost, nobody is polled for ever, and each output has one owner.

use std::future::poll_fn;
use std::mem;
use std::sync::Arc;
use std::task::{Poll, Waker};

use loom::alloc::Track;
use loom::sync::Notify;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread::{self, JoinHandle};
use models::{LoomLock, LoomPlainLock, Watched, block_on, join, model, small_model};
use wakeful::executor::Park;
use wakeful::executor::generic::{StaticExecutor, TaskCell};
use wakeful::lock::ThreadSafe;

/// A thread that sleeps until it is unparked.
struct Bell(Notify);

impl Park for Bell {
    fn park(&self) {
        self.0.wait();
    }

    fn unpark(&self) {
        self.0.notify();
    }
}

type Exec<L, const N: usize> = StaticExecutor<Bell, L, N>;
type Cell<L> = TaskCell<L, 64>;

/// What is a static to those who use it, until all have been joined.
struct Static<T: 'static>(*mut T);

impl<T: std::fmt::Debug> Static<T> {
    fn new(value: T) -> Self {
        // As `models::share`: loom wants its objects made before they are raced for.
        let _ = format!("{value:?}");
        Self(Box::into_raw(Box::new(value)))
    }

    fn get(&self) -> &'static T {
        // SAFETY: it stays until `free`, which comes after all.
        unsafe { &*self.0 }
    }

    fn free(self) {
        // SAFETY: made of a box; nobody uses it any more.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

fn executor<L: ThreadSafe, const N: usize>() -> Static<Exec<L, N>> {
    Static::new(StaticExecutor::new(Bell(Notify::new())))
}

fn cell<L: ThreadSafe>() -> Static<Cell<L>> {
    Static::new(TaskCell::new())
}

/// What is waited for. It orders nothing by itself: that is left to the wake.
#[derive(Clone)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn new() -> Self {
        Self(Arc::new(AtomicBool::new(false)))
    }

    fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn raise(&self, waker: &Waker) {
        self.0.store(true, Ordering::Relaxed);
        waker.wake_by_ref();
    }

    fn raise_later(&self, waker: Waker) -> JoinHandle<()> {
        let this = self.clone();
        thread::spawn(move || this.raise(&waker))
    }
}

/// Waits for flags that are raised by threads of their own, which it starts with its first poll. Resolves to how
/// often it was polled.
async fn waits(flags: Vec<Flag>) -> usize {
    let (mut threads, mut polls) = (Vec::new(), 0);
    poll_fn(|cx| {
        polls += 1;
        if threads.is_empty() {
            threads.extend(flags.iter().map(|flag| flag.raise_later(cx.waker().clone())));
        }
        if flags.iter().all(Flag::is_raised) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    join(threads);
    polls
}

fn a_wake_meets_the_runner<L: ThreadSafe + 'static>() {
    small_model(|| {
        let on = executor::<L, 1>();
        assert!(on.get().run(waits(vec![Flag::new()])) <= 2);
        on.free();
    });
}

#[test]
fn a_task_woken_while_the_runner_goes_to_sleep_is_polled() {
    a_wake_meets_the_runner::<LoomLock>();
}

#[test]
fn a_task_woken_while_the_runner_goes_to_sleep_with_plain_words_is_polled() {
    a_wake_meets_the_runner::<LoomPlainLock>();
}

fn two_wake_one<L: ThreadSafe + 'static>() {
    model(|| {
        let on = executor::<L, 1>();
        assert!(on.get().run(waits(vec![Flag::new(), Flag::new()])) <= 3);
        on.free();
    });
}

#[test]
fn a_task_woken_by_two_sees_what_both_did() {
    two_wake_one::<LoomLock>();
}

#[test]
fn a_task_woken_by_two_with_plain_words_sees_what_both_did() {
    two_wake_one::<LoomPlainLock>();
}

fn two_are_woken<L: ThreadSafe + 'static>() {
    model(|| {
        let on = executor::<L, 2>();
        let polls = on.get().run_all((waits(vec![Flag::new()]), waits(vec![Flag::new()])));
        assert!(polls.0 <= 2 && polls.1 <= 2, "{polls:?}");
        on.free();
    });
}

#[test]
fn two_tasks_woken_at_once_are_both_polled() {
    two_are_woken::<LoomLock>();
}

#[test]
fn two_tasks_woken_at_once_with_plain_words_are_both_polled() {
    two_are_woken::<LoomPlainLock>();
}

/// The waker of a task that is over.
fn stale<L: ThreadSafe + 'static, const N: usize>(on: &'static Exec<L, N>) -> Waker {
    on.run(poll_fn(|cx| Poll::Ready(cx.waker().clone())))
}

#[test]
fn a_stale_waker_against_the_next_task_of_its_slot_is_no_poll() {
    model(|| {
        let on = executor::<LoomLock, 1>();
        let waker = stale(on.get());
        let other = thread::spawn(move || waker.wake());
        assert!(on.get().run(waits(vec![Flag::new()])) <= 2);
        other.join().unwrap();
        on.free();
    });
}

/// Its waker is used while it ends.
#[test]
fn a_wake_against_the_end_of_a_task_leaves_the_slot_in_order() {
    model(|| {
        let on = executor::<LoomLock, 1>();
        let mut thread = None;
        on.get().run(poll_fn(|cx| {
            let waker = cx.waker().clone();
            thread = Some(thread::spawn(move || waker.wake()));
            Poll::Ready(())
        }));
        let mut polls = 0;
        on.get().run(poll_fn(|cx| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        thread.map(JoinHandle::join).unwrap().unwrap();
        on.free();
    });
}

/// Spawns a task that wakes this one.
fn a_spawn_meets_the_runner<L: ThreadSafe + 'static>() {
    model(|| {
        let (on, cell) = (executor::<L, 2>(), cell::<L>());
        let (flag, mut thread) = (Flag::new(), None);
        let (here, room) = (on.get(), cell.get());
        on.get().run(poll_fn(|cx| {
            thread.get_or_insert_with(|| {
                let (flag, waker) = (flag.clone(), cx.waker().clone());
                thread::spawn(move || {
                    here.spawn(room, async move { flag.raise(&waker) }).unwrap().detach();
                })
            });
            if flag.is_raised() { Poll::Ready(()) } else { Poll::Pending }
        }));
        thread.map(JoinHandle::join).unwrap().unwrap();
        assert!(room.is_free());
        on.free();
        cell.free();
    });
}

#[test]
fn a_task_spawned_while_the_runner_goes_to_sleep_is_polled() {
    a_spawn_meets_the_runner::<LoomLock>();
}

#[test]
fn a_task_spawned_while_the_runner_goes_to_sleep_with_plain_words_is_polled() {
    a_spawn_meets_the_runner::<LoomPlainLock>();
}

#[test]
fn of_two_who_want_a_cell_one_gets_it_and_of_two_who_want_a_slot() {
    model(|| {
        let (on, cells) = (executor::<LoomLock, 1>(), [cell(), cell()]);
        let (here, [a, b]) = (on.get(), [cells[0].get(), cells[1].get()]);
        let spawns = move |cell| here.spawn(cell, async {}).map(|task| task.detach()).is_ok();
        let other = thread::spawn(move || (spawns(a), spawns(b)));
        let mine = spawns(a);
        let (first, second) = other.join().unwrap();
        assert_eq!(usize::from(mine) + usize::from(first) + usize::from(second), 1);
        assert_eq!(here.len(), 1);
        on.free();
        cells.into_iter().for_each(Static::free);
    });
}

/// Polls all who are ready, and ends.
async fn turns(turns: usize) {
    for _ in 0..turns {
        wakeful::future::yield_now().await;
    }
}

fn a_handle_meets_the_end<L: ThreadSafe + 'static>() {
    model(|| {
        let (on, cell) = (executor::<L, 2>(), cell::<L>());
        let (here, room) = (on.get(), cell.get());
        let value = Arc::new(Watched::new(0));
        let theirs = value.clone();
        let task = here.spawn(room, async move {
            theirs.increment();
            Track::new(5)
        });
        let other = thread::spawn(move || {
            let output = block_on(task.unwrap()).unwrap();
            assert_eq!((*output.get_ref(), value.get()), (5, 1));
            assert!(room.is_free());
            // The cell, and maybe the slot, of one who was just woken from there.
            if let Ok(task) = here.spawn(room, async {}) {
                task.detach();
            }
        });
        on.get().run(turns(1));
        other.join().unwrap();
        on.get().run(turns(1));
        assert!(room.is_free());
        on.free();
        cell.free();
    });
}

#[test]
fn a_handle_on_another_thread_gets_the_output() {
    a_handle_meets_the_end::<LoomLock>();
}

#[test]
fn a_handle_on_another_thread_with_plain_words_gets_the_output() {
    a_handle_meets_the_end::<LoomPlainLock>();
}

fn a_drop_meets_the_end<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (on, cell) = (executor::<L, 2>(), cell::<L>());
        let (here, room) = (on.get(), cell.get());
        let task = here.spawn(room, async { Track::new(()) }).unwrap();
        let other = thread::spawn(move || drop(task));
        on.get().run(turns(1));
        other.join().unwrap();
        assert!(room.is_free());
        on.free();
        cell.free();
    });
}

#[test]
fn a_handle_dropped_while_its_task_ends_leaves_the_cell_free_and_no_output() {
    a_drop_meets_the_end::<LoomLock>();
}

#[test]
fn a_handle_dropped_while_its_task_ends_with_plain_words_leaves_the_cell_free_and_no_output() {
    a_drop_meets_the_end::<LoomPlainLock>();
}

#[test]
fn a_cancel_against_a_poll_resolves() {
    model(|| {
        let (on, cell) = (executor::<LoomLock, 2>(), cell::<LoomLock>());
        let (here, room) = (on.get(), cell.get());
        let held = Track::new(());
        let task = here.spawn(room, async move {
            let _held = held;
            turns(1).await;
            Track::new(5)
        });
        let (flag, mut thread, mut task) = (Flag::new(), None, Some(task.unwrap()));
        on.get().run(poll_fn(|cx| {
            if let Some(task) = mem::take(&mut task) {
                let (flag, waker) = (flag.clone(), cx.waker().clone());
                thread = Some(thread::spawn(move || {
                    drop(block_on(task.cancel()));
                    assert!(room.is_free());
                    flag.raise(&waker);
                }));
            }
            if flag.is_raised() { Poll::Ready(()) } else { Poll::Pending }
        }));
        thread.map(JoinHandle::join).unwrap().unwrap();
        assert!(here.is_empty());
        on.free();
        cell.free();
    });
}
