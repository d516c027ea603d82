//! The wakers of a combinator's children: who is woken is polled, and nothing of them outlives its use.

use std::future::{pending, poll_fn};
use std::mem::{ManuallyDrop, transmute};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread::{self, JoinHandle};
use models::{LoomLock, LoomPlainLock, Task, join, model, small_model};
use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::ThreadSafe;

/// What a child waits for. The orderings are the business of the wakers alone.
struct Flag(AtomicBool);

impl Flag {
    fn new() -> Arc<Self> {
        Arc::new(Self(AtomicBool::new(false)))
    }

    fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// In another thread.
    fn raise_later(self: &Arc<Self>, waker: Waker) -> JoinHandle<()> {
        let flag = Arc::clone(self);
        thread::spawn(move || {
            flag.0.store(true, Ordering::Relaxed);
            waker.wake();
        })
    }
}

/// A child: whether it is ready.
type Child = Box<dyn FnMut(&mut Context<'_>) -> bool>;

/// A join of children, with as many numbers as are asked for.
struct Join<L: ThreadSafe + 'static> {
    wakers: Wakers<L>,
    children: Vec<Option<Child>>,
    /// The numbers of the first two.
    numbers: [usize; 2],
    /// How many numbers there are.
    count: usize,
    /// Whether a round ends with each child that is ready, and the next begins at once, as in a `select`.
    ends_early: bool,
    begun: bool,
    polls: usize,
}

impl<L: ThreadSafe + 'static> Join<L> {
    fn new(wakers: Wakers<L>, children: impl IntoIterator<Item = Child>) -> Self {
        let children: Vec<_> = children.into_iter().map(Some).collect();
        let (numbers, count) = ([0, 1], children.len());
        Self { wakers, children, numbers, count, ends_early: false, begun: false, polls: 0 }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<usize> {
        while let ControlFlow::Break(()) = self.round(cx) {}
        if self.children.iter().all(Option::is_none) {
            Poll::Ready(self.polls)
        } else {
            Poll::Pending
        }
    }

    fn round(&mut self, cx: &mut Context<'_>) -> ControlFlow<()> {
        let Self { wakers, children, numbers, count, ends_early, polls, .. } = self;
        let which = &numbers[..children.len()];
        let poll = |number, cx: &mut Context<'_>| {
            let at = which.iter().position(|&at| at == number).expect("one of them");
            *polls += 1;
            if children[at].as_mut().is_some_and(|child| child(cx)) {
                children[at] = None;
                if *ends_early {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        };
        if self.begun {
            return wakers.woken(*count, 0, cx, poll);
        }
        self.begun = true;
        wakers.these(*count, which.iter().copied(), cx, poll)
    }

    fn task(mut self) -> Task<impl Future<Output = usize>> {
        Task::new(poll_fn(move |cx| self.poll(cx)))
    }

    /// A new task wakes itself until the old one has been woken by whoever is at it: so it lets others go on.
    fn patient_task(mut self) -> Task<impl Future<Output = usize>> {
        Task::new(poll_fn(move |cx| {
            if self.begun {
                thread::yield_now();
            }
            self.poll(cx)
        }))
    }
}

/// A child that waits for `flag`, which is raised in a thread that it spawns when it is first polled.
fn spawns(flag: Arc<Flag>) -> Child {
    let mut thread = None;
    Box::new(move |cx| {
        thread.get_or_insert_with(|| Some(flag.raise_later(cx.waker().clone())));
        if flag.is_raised() {
            thread.take().flatten().map(JoinHandle::join);
        }
        flag.is_raised()
    })
}

/// A child that waits for `flag`, and leaves its waker in `place`.
fn waits(flag: &Arc<Flag>, place: &Arc<std::sync::Mutex<Option<Waker>>>) -> Child {
    let (flag, place) = (Arc::clone(flag), Arc::clone(place));
    Box::new(move |cx| {
        place.lock().unwrap().get_or_insert_with(|| cx.waker().clone());
        flag.is_raised()
    })
}

fn place() -> Arc<std::sync::Mutex<Option<Waker>>> {
    Arc::default()
}

fn taken(place: &std::sync::Mutex<Option<Waker>>) -> Waker {
    place.lock().unwrap().take().expect("left by the first poll")
}

fn a_wake_meets_a_round<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (flag, place) = (Flag::new(), place());
        let mut task = Join::<L>::new(Wakers::new(), [waits(&flag, &place)]).task();
        assert!(task.poll().is_none());
        let waker = flag.raise_later(taken(&place));
        let polls = task.run();
        assert!(polls <= 3);
        waker.join().unwrap();
    });
}

#[test]
fn a_child_woken_against_a_round_is_polled() {
    a_wake_meets_a_round::<LoomLock>();
}

#[test]
fn a_child_woken_against_a_round_with_a_plain_word_is_polled() {
    a_wake_meets_a_round::<LoomPlainLock>();
}

#[test]
fn a_child_woken_during_the_first_round_is_polled() {
    model(|| {
        let children = [spawns(Flag::new()), Box::new(|_: &mut Context<'_>| true) as Child];
        Join::<LoomLock>::new(Wakers::new(), children).task().run();
    });
}

fn a_wake_meets_another_task<L: ThreadSafe + 'static>() {
    model(|| {
        let (flag, place) = (Flag::new(), place());
        let mut task = Join::<L>::new(Wakers::new(), [waits(&flag, &place)]).task();
        assert!(task.poll().is_none());
        let waker = flag.raise_later(taken(&place));
        task.migrate().run();
        waker.join().unwrap();
    });
}

#[test]
fn a_child_woken_while_the_task_changes_is_polled_by_the_new_one() {
    a_wake_meets_another_task::<LoomLock>();
}

#[test]
fn a_child_woken_while_the_task_changes_with_a_plain_word_is_polled_by_the_new_one() {
    a_wake_meets_another_task::<LoomPlainLock>();
}

#[test]
fn two_children_woken_at_once_are_both_polled() {
    model(|| {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut task = Join::<LoomLock>::new(Wakers::new(), children).task();
        assert!(task.poll().is_none());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        task.run();
        join(threads);
    });
}

#[test]
fn two_children_woken_while_the_task_changes_are_both_polled() {
    model(|| {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut task = Join::<LoomLock>::new(Wakers::new(), children).patient_task();
        assert!(task.poll().is_none());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        task.migrate().run();
        join(threads);
    });
}

/// A waker of its own: no clone of it is the same, and loom sees who uses it and who drops it.
struct Own {
    used: UnsafeCell<()>,
    task: Waker,
}

impl Own {
    fn of(task: &Waker) -> Waker {
        let own = Self { used: UnsafeCell::new(()), task: task.clone() };
        // SAFETY: the table is made for such a box.
        unsafe { Waker::from_raw(RawWaker::new(Box::into_raw(Box::new(own)).cast(), &OWN)) }
    }

    fn wake(&self) {
        self.used.with(|_| ());
        self.task.wake_by_ref();
        self.used.with(|_| ());
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.used.with_mut(|_| ());
    }
}

static OWN: RawWakerVTable = RawWakerVTable::new(
    |data| {
        // SAFETY: the data of a waker is a box; it stays.
        let waker = Own::of(unsafe { &(*data.cast::<Own>()).task });
        let waker = ManuallyDrop::new(waker);
        RawWaker::new(waker.data(), waker.vtable())
    },
    // SAFETY: the data of a waker is a box; it is consumed.
    |data| unsafe { Box::from_raw(data.cast_mut().cast::<Own>()) }.wake(),
    // SAFETY: the data of a waker is a box; it stays.
    |data| unsafe { &*data.cast::<Own>() }.wake(),
    // SAFETY: the data of a waker is a box; it is consumed.
    |data| drop(unsafe { Box::from_raw(data.cast_mut().cast::<Own>()) }),
);

#[test]
fn a_waker_of_the_task_is_not_changed_while_somebody_uses_it() {
    model(|| {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut all = Join::<LoomLock>::new(Wakers::new(), children);
        let mut task = Task::new(poll_fn(move |cx| {
            if all.begun {
                thread::yield_now();
            }
            all.poll(&mut Context::from_waker(&Own::of(cx.waker())))
        }));
        assert!(task.poll().is_none());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        task.run();
        join(threads);
    });
}

#[test]
fn a_waker_of_the_task_is_not_dropped_with_the_combinator_while_somebody_uses_it() {
    model(|| {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut all = Join::<LoomLock>::new(Wakers::new(), children);
        let lent = Task::new(pending::<()>());
        let mut poll = || all.poll(&mut Context::from_waker(&Own::of(lent.waker())));
        assert!(poll().is_pending());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        let _ = poll();
        drop(all);
        join(threads);
    });
}

/// Children of a tree with two levels: the first and the second, or the last.
fn two_of_many_are_woken(second: usize) {
    model(move || {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut all = Join::<LoomLock>::new(Wakers::new(), children);
        all.numbers = [0, second];
        all.count = 2 * Wakers::<LoomLock>::SMALL;
        let mut task = all.task();
        assert!(task.poll().is_none());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        task.run();
        join(threads);
    });
}

#[test]
fn two_of_many_children_woken_at_once_in_one_word_are_both_polled() {
    two_of_many_are_woken(1);
}

#[test]
fn two_of_many_children_woken_at_once_in_two_words_are_both_polled() {
    two_of_many_are_woken(2 * Wakers::<LoomLock>::SMALL - 1);
}

#[test]
fn those_woken_while_a_round_ends_early_are_polled_in_the_next() {
    model(|| {
        let (flags, places) = ([Flag::new(), Flag::new()], [place(), place()]);
        let children = [0, 1].map(|at| waits(&flags[at], &places[at]));
        let mut all = Join::<LoomLock>::new(Wakers::new(), children);
        all.ends_early = true;
        let mut task = all.task();
        assert!(task.poll().is_none());
        let threads = [0, 1].map(|at| flags[at].raise_later(taken(&places[at])));
        task.run();
        join(threads);
    });
}

#[test]
fn a_wake_against_the_drop_of_the_combinator_leaves_nothing() {
    small_model(|| {
        let (flag, place) = (Flag::new(), place());
        let mut task = Join::<LoomLock>::new(Wakers::new(), [waits(&flag, &place)]).task();
        assert!(task.poll().is_none());
        let waker = flag.raise_later(taken(&place));
        drop(task);
        waker.join().unwrap();
    });
}

#[test]
fn the_last_wakers_are_dropped_by_two_other_threads() {
    small_model(|| {
        let (flag, place) = (Flag::new(), place());
        let mut task = Join::<LoomLock>::new(Wakers::new(), [waits(&flag, &place)]).task();
        assert!(task.poll().is_none());
        let waker = taken(&place);
        let other = waker.clone();
        let threads = [flag.raise_later(waker), thread::spawn(move || drop(other))];
        drop(task);
        join(threads);
    });
}

#[test]
fn a_wake_between_rounds_is_kept_for_the_next() {
    small_model(|| {
        let (flag, place) = (Flag::new(), place());
        let mut task = Join::<LoomLock>::new(Wakers::new(), [waits(&flag, &place)]).task();
        assert!(task.poll().is_none());
        let other = taken(&place).clone();
        let waker = flag.raise_later(other.clone());
        // For nothing, or not.
        other.wake();
        task.run();
        waker.join().unwrap();
    });
}

/// A borrowed waker in another thread, which has to end before the poll does.
fn lend(waker: &Waker) -> &'static Waker {
    // SAFETY: whoever gets it joins the thread before the poll returns.
    unsafe { transmute::<&Waker, &'static Waker>(waker) }
}

/// A child that lets another thread clone its waker while it clones it itself, in its first poll.
fn clones_twice(flag: Arc<Flag>) -> Child {
    let mut first = true;
    Box::new(move |cx| {
        if std::mem::take(&mut first) {
            let (lent, raised) = (lend(cx.waker()), Arc::clone(&flag));
            let other = thread::spawn(move || {
                let waker = lent.clone();
                raised.0.store(true, Ordering::Relaxed);
                waker.wake();
            });
            drop(cx.waker().clone());
            other.join().unwrap();
        }
        flag.is_raised()
    })
}

#[test]
fn a_waker_is_cloned_by_another_thread_in_the_first_round() {
    model(|| {
        let never = Box::new(|_: &mut Context<'_>| true) as Child;
        let children = [clones_twice(Flag::new()), never];
        Join::<LoomLock>::new(Wakers::new(), children).task().run();
    });
}

/// A pool that is a static to its combinators. Each execution has a new one, as loom wants it.
struct Pool(*mut WakerPool<1, LoomLock>);

// SAFETY: a pool is shared between threads, as a static is.
unsafe impl Send for Pool {}
// SAFETY: likewise.
unsafe impl Sync for Pool {}

impl Pool {
    fn new() -> Self {
        Self(Box::into_raw(models_share(WakerPool::new())))
    }

    fn wakers(&self) -> Wakers<LoomLock> {
        // SAFETY: it stays until `free`, which comes after all.
        Wakers::in_pool(unsafe { &*self.0 })
    }

    /// All who used the pool have been joined.
    fn free(self) {
        // SAFETY: made of a box; nobody uses it any more.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

/// As `models::share`, in a box.
fn models_share<T: std::fmt::Debug>(pool: T) -> Box<T> {
    let _ = format!("{pool:?}");
    Box::new(pool)
}

#[test]
fn a_stale_waker_against_the_next_use_of_a_block_harms_nothing() {
    model(|| {
        let pool = Pool::new();
        let (flag, stale, fresh) = (Flag::new(), place(), place());
        let mut first = Join::new(pool.wakers(), [waits(&flag, &stale)]).task();
        assert!(first.poll().is_none());
        let waker = Flag::new().raise_later(taken(&stale));
        drop(first);
        let mut second = Join::new(pool.wakers(), [waits(&flag, &fresh)]).task();
        assert!(second.poll().is_none());
        let other = flag.raise_later(taken(&fresh));
        let polls = second.run();
        assert!(polls <= 5, "polled {polls} times");
        join([waker, other]);
        pool.free();
    });
}

#[test]
fn two_combinators_want_the_same_block() {
    model(|| {
        let pool = Arc::new(Pool::new());
        let use_it = |pool: &Pool| {
            let (flag, place) = (Flag::new(), place());
            let mut task = Join::new(pool.wakers(), [waits(&flag, &place)]).task();
            assert!(task.poll().is_none());
            flag.0.store(true, Ordering::Relaxed);
            taken(&place).wake();
            task.run();
        };
        let other = Arc::clone(&pool);
        let other = thread::spawn(move || use_it(&other));
        use_it(&pool);
        other.join().unwrap();
        Arc::into_inner(pool).expect("joined").free();
    });
}
