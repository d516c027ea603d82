//! A once cell is filled once, whoever comes, fails or goes, and shows a whole value.

use std::future::{Future, pending};
use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type OnceCell<L = LoomLock> = generic::OnceCell<Watched, L>;

fn once() -> Arc<OnceCell> {
    share(OnceCell::new())
}

/// Fills the cell with `n`, or finds what others filled it with.
fn init<L: ThreadSafe>(cell: &OnceCell<L>, n: u32) -> u32 {
    block_on(cell.get_or_init(async || Watched::new(n))).get()
}

/// A task that has the right to fill the cell, and never does.
fn filling(cell: &Arc<OnceCell>) -> Task<impl Future<Output = ()> + Send + use<>> {
    let cell = Arc::clone(cell);
    Task::waiting(async move {
        cell.get_or_init(pending).await;
    })
}

fn two_fill<L: ThreadSafe + 'static>() {
    small_model(|| {
        let cell = share(OnceCell::<L>::new());
        let other = Arc::clone(&cell);
        let other = thread::spawn(move || init(&other, 1));
        let mine = init(&cell, 2);
        assert_eq!(mine, other.join().unwrap());
        assert_eq!(cell.get().unwrap().get(), mine);
    });
}

#[test]
fn two_who_fill_see_one_value() {
    two_fill::<LoomLock>();
}

#[test]
fn two_who_fill_a_cell_with_a_plain_word_see_one_value() {
    two_fill::<LoomPlainLock>();
}

#[test]
fn three_who_fill_see_one_value() {
    model(|| {
        let cell = once();
        let others = [1, 2].map(|n| {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                let seen = init(&cell, n);
                assert_eq!(seen, cell.get().unwrap().get());
            })
        });
        let mine = init(&cell, 3);
        join(others);
        assert_eq!(cell.get().unwrap().get(), mine);
    });
}

#[test]
fn who_gets_a_value_gets_all_of_it() {
    small_model(|| {
        let cell = once();
        let other = Arc::clone(&cell);
        let setter = thread::spawn(move || assert!(other.set(Watched::new(1)).is_ok()));
        if let Some(value) = cell.get() {
            assert_eq!(value.get(), 1);
        }
        setter.join().unwrap();
        assert_eq!(cell.get().unwrap().get(), 1);
    });
}

#[test]
fn of_two_who_set_one_succeeds() {
    small_model(|| {
        let cell = once();
        let other = Arc::clone(&cell);
        let other = thread::spawn(move || other.set(Watched::new(1)).is_ok());
        let mine = cell.set(Watched::new(2)).is_ok();
        assert!(mine != other.join().unwrap());
        assert_eq!(cell.get().unwrap().get(), 1 + mine as u32);
    });
}

#[test]
fn a_set_against_an_init_leaves_one_value() {
    small_model(|| {
        let cell = once();
        let other = Arc::clone(&cell);
        let setter = thread::spawn(move || other.set(Watched::new(1)).is_ok());
        let seen = init(&cell, 2);
        assert_eq!(seen, 2 - setter.join().unwrap() as u32);
    });
}

#[test]
fn the_next_fills_when_the_first_is_dropped() {
    small_model(|| {
        let cell = once();
        let first = filling(&cell);
        let canceller = thread::spawn(move || drop(first));
        assert_eq!(init(&cell, 2), 2);
        canceller.join().unwrap();
    });
}

#[test]
fn the_third_fills_when_two_are_dropped() {
    model(|| {
        let cell = once();
        let (first, second) = (filling(&cell), filling(&cell));
        let cancellers = [thread::spawn(move || drop(first)), thread::spawn(move || drop(second))];
        assert_eq!(init(&cell, 3), 3);
        join(cancellers);
    });
}

#[test]
fn the_next_fills_when_the_first_fails() {
    small_model(|| {
        let cell = once();
        let other = Arc::clone(&cell);
        let first = thread::spawn(move || {
            // It fails, unless the other was faster.
            block_on(other.get_or_try_init(async || Err(()))).is_err()
        });
        assert_eq!(init(&cell, 2), 2);
        first.join().unwrap();
        assert_eq!(cell.get().unwrap().get(), 2);
    });
}

#[test]
fn who_waits_is_dropped_against_the_one_who_fills() {
    model(|| {
        let cell = once();
        let first = filling(&cell);
        let second = filling(&cell);
        let other = Arc::clone(&cell);
        let third = thread::spawn(move || init(&other, 3));
        let canceller = thread::spawn(move || drop(second));
        drop(first);
        assert_eq!(third.join().unwrap(), 3);
        canceller.join().unwrap();
    });
}
