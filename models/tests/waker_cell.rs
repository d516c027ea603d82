//! A waker cell: whoever registers and then checks misses no wake.

use std::future::{Future, pending, poll_fn};
use std::sync::Arc;
use std::task::Poll;

use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, block_on, join, large_model, model, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::wait::WakerCell;

/// A cell and the condition that it is for; the orderings are the cell's business alone.
struct Signal<L> {
    raised: AtomicBool,
    cell: WakerCell<L>,
}

impl<L: ThreadSafe> Signal<L> {
    fn new() -> Arc<Self> {
        let cell = WakerCell::new();
        // loom wants its atomic made before the race.
        assert!(cell.take().is_none());
        Arc::new(Self { raised: AtomicBool::new(false), cell })
    }

    fn raise(&self) {
        self.raised.store(true, Ordering::Relaxed);
        self.cell.wake();
    }

    fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }

    fn wait(&self) -> impl Future<Output = ()> + '_ {
        poll_fn(|cx| {
            self.cell.register(cx.waker());
            if self.is_raised() { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

/// A task that only lends its waker.
fn bystander() -> Task<impl Future<Output = ()>> {
    Task::new(pending())
}

fn a_wake_meets_a_registration<L: ThreadSafe + 'static>() {
    small_model(|| {
        let signal = Signal::<L>::new();
        let other = Arc::clone(&signal);
        let waker = thread::spawn(move || other.raise());
        block_on(signal.wait());
        waker.join().unwrap();
    });
}

#[test]
fn a_wake_against_a_registration_is_not_lost() {
    a_wake_meets_a_registration::<LoomLock>();
}

#[test]
fn a_wake_against_a_registration_with_a_plain_word_is_not_lost() {
    a_wake_meets_a_registration::<LoomPlainLock>();
}

#[test]
fn two_wakes_meet_a_registration() {
    large_model(|| {
        let signal = Signal::<LoomLock>::new();
        let wakers = [0; 2].map(|_| {
            let signal = Arc::clone(&signal);
            thread::spawn(move || signal.raise())
        });
        block_on(signal.wait());
        join(wakers);
    });
}

fn a_wake_meets_the_same_waker<L: ThreadSafe + 'static>() {
    small_model(|| {
        let signal = Signal::<L>::new();
        let waiter = Task::new(signal.wait());
        signal.cell.register(waiter.waker());
        let other = Arc::clone(&signal);
        let waker = thread::spawn(move || other.raise());
        waiter.run();
        waker.join().unwrap();
    });
}

#[test]
fn a_wake_against_the_same_waker_again_is_not_lost() {
    a_wake_meets_the_same_waker::<LoomLock>();
}

#[test]
fn a_wake_against_the_same_waker_of_a_plain_word_is_not_lost() {
    a_wake_meets_the_same_waker::<LoomPlainLock>();
}

#[test]
fn a_wake_against_another_waker_is_not_lost() {
    model(|| {
        let signal = Signal::<LoomLock>::new();
        let before = bystander();
        signal.cell.register(before.waker());
        let other = Arc::clone(&signal);
        let waker = thread::spawn(move || other.raise());
        block_on(signal.wait());
        waker.join().unwrap();
    });
}

#[test]
fn two_wakes_against_another_waker_are_not_lost() {
    large_model(|| {
        let signal = Signal::<LoomLock>::new();
        let before = bystander();
        signal.cell.register(before.waker());
        let wakers = [0; 2].map(|_| {
            let signal = Arc::clone(&signal);
            thread::spawn(move || signal.raise())
        });
        block_on(signal.wait());
        join(wakers);
    });
}

#[test]
fn a_waker_is_taken_once() {
    small_model(|| {
        let signal = Signal::<LoomLock>::new();
        let task = bystander();
        signal.cell.register(task.waker());
        let other = Arc::clone(&signal);
        let taker = thread::spawn(move || other.cell.take().is_some());
        let mine = signal.cell.take().is_some();
        assert!(mine != taker.join().unwrap());
    });
}

#[test]
fn a_take_against_a_wake_uses_the_waker_once() {
    small_model(|| {
        let signal = Signal::<LoomLock>::new();
        let task = bystander();
        signal.cell.register(task.waker());
        let other = Arc::clone(&signal);
        let waker = thread::spawn(move || other.cell.wake());
        let taken = signal.cell.take().is_some();
        waker.join().unwrap();
        assert_eq!(task.wakes(), !taken as usize);
        assert!(signal.cell.take().is_none());
    });
}

#[test]
fn a_take_against_a_registration_leaves_it_or_wakes_it() {
    small_model(|| {
        let signal = Signal::<LoomLock>::new();
        let task = bystander();
        let other = Arc::clone(&signal);
        let taker = thread::spawn(move || other.cell.take());
        signal.cell.register(task.waker());
        let taken = taker.join().unwrap().is_some();
        let kept = signal.cell.take().is_some();
        assert_eq!(taken as usize + kept as usize + task.wakes(), 1);
    });
}

#[test]
fn two_registrations_keep_one_waker_and_wake_who_was_refused() {
    small_model(|| {
        let signal = Signal::<LoomLock>::new();
        let (mine, theirs) = (bystander(), bystander());
        let (other, waker) = (Arc::clone(&signal), theirs.waker().clone());
        let other = thread::spawn(move || other.cell.register(&waker));
        signal.cell.register(mine.waker());
        other.join().unwrap();
        assert!(mine.wakes() + theirs.wakes() <= 1, "one of them has the cell");
        let kept = signal.cell.take().expect("one of them is registered");
        let refused = if kept.will_wake(mine.waker()) { mine } else { theirs };
        assert_eq!(refused.wakes(), 0, "who is registered was woken, too");
    });
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let signal = Signal::<LoomLock>::new();
        let mut first = Task::new(signal.wait());
        let other = Arc::clone(&signal);
        let waker = thread::spawn(move || other.raise());
        if first.poll().is_none() {
            first.migrate().run();
        }
        waker.join().unwrap();
    });
}

#[test]
fn a_waker_that_is_never_woken_is_dropped_with_the_cell() {
    small_model(|| {
        let signal = Signal::<LoomLock>::new();
        let other = Arc::clone(&signal);
        let registrar = thread::spawn(move || other.cell.register(bystander().waker()));
        signal.cell.register(bystander().waker());
        registrar.join().unwrap();
    });
}
