//! Tasks in turns: who is polled when, and when a turn is queued.
#![cfg(all(feature = "executor", feature = "std"))]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use wakeful::channel::local::oneshot;
use wakeful::executor::{PATIENCE, Pace, Turns};
use wakeful::future::yield_now;
use wakeful::sync::local::ManualResetEvent;

thread_local! {
    /// The turns that are queued on this thread's page.
    static PAGE: RefCell<VecDeque<Pace>> = const { RefCell::new(VecDeque::new()) };
}

fn queue(pace: Pace) {
    PAGE.with_borrow_mut(|page| page.push_back(pace));
}

/// Takes the turns that were queued off the page.
fn queued() -> Vec<Pace> {
    PAGE.take().into()
}

/// Has turns until none is queued; how many there were.
fn run_page(tasks: &Turns<'_>) -> usize {
    let mut turns = 0;
    while let Some(_pace) = PAGE.with_borrow_mut(VecDeque::pop_front) {
        tasks.turn();
        turns += 1;
    }
    turns
}

/// A task that is polled for ever, and counts.
async fn spin(polls: &Cell<usize>) {
    loop {
        polls.set(polls.get() + 1);
        yield_now().await;
    }
}

#[test]
fn spawning_queues_one_turn_and_polls_nobody() {
    let polls = Cell::new(0);
    let tasks = Turns::new(queue);
    for _ in 0..3 {
        tasks.spawn(async { polls.set(polls.get() + 1) }).detach();
    }
    assert_eq!((queued(), polls.get()), (vec![Pace::Soon], 0));
    tasks.turn();
    assert_eq!((queued(), polls.get()), (vec![], 3));
    assert!(tasks.is_empty());
}

#[test]
fn many_wakes_queue_one_turn() {
    let (event, passed) = (ManualResetEvent::new(false), Cell::new(0));
    let tasks = Turns::new(queue);
    for _ in 0..10 {
        let wait = async {
            event.wait().await;
            passed.set(passed.get() + 1);
        };
        tasks.spawn(wait).detach();
    }
    run_page(&tasks);
    event.set();
    assert_eq!(queued(), [Pace::Soon]);
    tasks.turn();
    assert_eq!((queued(), passed.get()), (vec![], 10));
}

#[test]
fn a_task_that_wakes_itself_is_polled_once_a_turn() {
    let polls = Cell::new(0);
    let tasks = Turns::new(queue);
    tasks.spawn(spin(&polls)).detach();
    for turn in 1..10 {
        assert_eq!(queued(), [Pace::Soon]);
        tasks.turn();
        assert_eq!(polls.get(), turn);
    }
}

#[test]
fn a_turn_polls_so_many_and_queues_the_next() {
    let polls = Cell::new(0);
    let tasks = Turns::new(queue);
    for _ in 0..1000 {
        tasks.spawn(async { polls.set(polls.get() + 1) }).detach();
    }
    assert_eq!(queued(), [Pace::Soon]);
    tasks.turn();
    assert!((1..=100).contains(&polls.get()), "{} polls in a turn", polls.get());
    assert_eq!(PAGE.with_borrow(VecDeque::len), 1);
    run_page(&tasks);
    assert_eq!(polls.get(), 1000);
}

#[test]
fn after_many_turns_in_a_row_the_page_is_first() {
    let polls = Cell::new(0);
    let tasks = Turns::new(queue);
    tasks.spawn(spin(&polls)).detach();
    let mut paces = Vec::new();
    for _ in 0..3 * PATIENCE {
        paces.extend(queued());
        tasks.turn();
    }
    let later: Vec<usize> =
        (0..paces.len()).filter(|at| paces[*at] == Pace::Later).map(|at| at + 1).collect();
    assert_eq!(paces.len(), 3 * PATIENCE, "one turn is queued in each");
    assert_eq!(later, [PATIENCE + 1, 2 * PATIENCE + 1]);
}

#[test]
fn a_row_ends_when_nothing_is_left() {
    let (event, rounds) = (ManualResetEvent::new(false), Cell::new(0));
    let tasks = Turns::new(queue);
    tasks
        .spawn(async {
            loop {
                event.wait().await;
                event.reset();
                rounds.set(rounds.get() + 1);
            }
        })
        .detach();
    run_page(&tasks);
    for _ in 0..3 * PATIENCE {
        event.set();
        assert_eq!(queued(), [Pace::Soon]);
        tasks.turn();
    }
    assert_eq!(rounds.get(), 3 * PATIENCE);
}

#[test]
fn a_wake_after_the_end_queues_nothing() {
    let kept = RefCell::new(None);
    let tasks = Turns::new(queue);
    let task = tasks.spawn(poll_fn(|cx| {
        *kept.borrow_mut() = Some(cx.waker().clone());
        Poll::Ready(5)
    }));
    run_page(&tasks);
    assert!(task.is_finished());
    let waker: Waker = kept.take().unwrap();
    waker.wake_by_ref();
    assert_eq!(queued(), []);
    drop(tasks);
    waker.wake();
    assert_eq!(queued(), []);
}

#[test]
fn a_wake_from_another_thread_queues_a_turn() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let (kept, polls) = (RefCell::new(None), Cell::new(0));
    let tasks = Turns::new(|_| {
        CALLS.fetch_add(1, Ordering::SeqCst);
    });
    let task = tasks.spawn(poll_fn(|cx| {
        *kept.borrow_mut() = Some(cx.waker().clone());
        polls.set(polls.get() + 1);
        if polls.get() < 3 { Poll::Pending } else { Poll::Ready(()) }
    }));
    for poll in 1..=3 {
        assert_eq!(CALLS.load(Ordering::SeqCst), poll);
        tasks.turn();
        let waker = kept.take().unwrap();
        thread::spawn(move || {
            waker.wake_by_ref();
            waker.wake();
        })
        .join()
        .unwrap();
    }
    assert!(task.is_finished());
    assert_eq!(CALLS.load(Ordering::SeqCst), 3, "the last wake came after the end");
}

#[test]
fn a_handle_gives_the_output_or_says_why_not() {
    let tasks = Turns::new(queue);
    let (output, panicked) = (tasks.spawn(async { 5 }), tasks.spawn(async { panic_quietly() }));
    let cancelled = tasks.spawn(pending::<()>()).cancel();
    let seen = tasks.spawn(async {
        let cancelled = cancelled.await.is_err_and(|error| error.is_cancelled());
        (output.await.unwrap(), panicked.await.unwrap_err().is_panic(), cancelled)
    });
    run_page(&tasks);
    let mut seen = std::pin::pin!(seen);
    let polled = seen.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Ok((5, true, true)))));
    assert!(tasks.is_empty());
}

/// Without the hook that would print it.
fn panic_quietly() {
    std::panic::resume_unwind(Box::new("thrown"));
}

/// A waker that panics.
struct Bomb;

impl Wake for Bomb {
    fn wake(self: std::sync::Arc<Self>) {
        panic_quietly();
    }
}

#[test]
fn a_waker_that_panics_leaves_the_next_turn_queued() {
    let polls = Cell::new(0);
    let tasks = Turns::new(queue);
    let mut task = Box::pin(tasks.spawn(async {}));
    tasks.spawn(spin(&polls)).detach();
    let bomb = Waker::from(std::sync::Arc::new(Bomb));
    assert!(task.as_mut().poll(&mut Context::from_waker(&bomb)).is_pending());
    assert_eq!(queued(), [Pace::Soon]);
    catch_unwind(AssertUnwindSafe(|| tasks.turn())).unwrap_err();
    assert_eq!(queued(), [Pace::Soon]);
    tasks.turn();
    assert!(polls.get() > 0);
    assert_eq!(queued(), [Pace::Soon]);
}

#[test]
fn a_turn_too_many_does_no_harm() {
    let tasks = Turns::new(queue);
    tasks.turn();
    let (sender, receiver) = oneshot::channel();
    let task = tasks.spawn(receiver);
    tasks.turn();
    tasks.turn();
    assert_eq!(queued(), [Pace::Soon]);
    sender.send(1).unwrap();
    assert_eq!(run_page(&tasks), 1);
    assert!(task.is_finished());
}

#[test]
fn tasks_spawn_tasks() {
    let tasks = Turns::new(queue);
    let spawner = tasks.spawner();
    let outer = tasks.spawn(async move {
        let inner = spawner.spawn(async { 7 });
        inner.await.unwrap() + 1
    });
    run_page(&tasks);
    assert!(outer.is_finished());
    assert!(tasks.is_empty());
}

#[test]
fn a_drop_drops_the_tasks() {
    let (alive, kept) = (Rc::new(()), Cell::new(None));
    let tasks = Turns::new(queue);
    let task = tasks.spawn(poll_fn({
        let alive = alive.clone();
        let kept = &kept;
        move |cx| {
            assert_eq!(Rc::strong_count(&alive), 2);
            kept.set(Some(cx.waker().clone()));
            Poll::<()>::Pending
        }
    }));
    run_page(&tasks);
    drop(tasks);
    assert_eq!(Rc::strong_count(&alive), 1);
    assert!(task.is_finished());
    kept.take().unwrap().wake();
    assert_eq!(queued(), []);
}
