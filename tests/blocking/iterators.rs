//! Iterators that run on other threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use wakeful::executor::UnblockIter;

use crate::support::{Dropped, Gate, Pool, dropped_on, eventually, poll_once, run};

async fn collect<T>(mut items: UnblockIter<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item);
    }
    assert!(items.is_terminated());
    all
}

#[test]
fn all_items_come_in_order() {
    let pool = Pool::new(2);
    for room in [0, 1, 2, 3, 16, 1000] {
        let count = if cfg!(miri) { 7 } else { 2000 };
        let items = pool.unblock_iter(0..count).buffered(room);
        assert!(run(collect(items)).into_iter().eq(0..count));
    }
}

#[test]
fn an_iterator_without_items_ends() {
    let pool = Pool::new(1);
    let mut items = pool.unblock_iter(std::iter::empty::<u32>());
    assert_eq!(run(items.next()), None);
    assert_eq!(run(items.next()), None);
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let pool = Pool::new(1);
    let items = pool.unblock_iter(std::iter::repeat_with(|| unreachable!("nobody asked")));
    assert_eq!(pool.threads(), 0);
    drop::<UnblockIter<u32>>(items);
}

#[test]
fn who_takes_slowly_holds_up_no_thread() {
    let pool = Pool::new(1);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let mut items =
        pool.unblock_iter((0..).inspect(move |_| _ = count.fetch_add(1, SeqCst))).buffered(4);
    assert_eq!(run(items.next()), Some(0));
    eventually(|| pool.threads() == 0);
    // It ran ahead as far as the buffer goes, and once more perhaps, for the one that was taken.
    let ahead = asked.load(SeqCst);
    assert!((4..=5).contains(&ahead), "{ahead} items");
    // The one thread has time for others.
    assert_eq!(run(pool.unblock(|| 1)), 1);
    assert_eq!(items.ready() + 1, ahead);
    for n in 1..20 {
        assert_eq!(run(items.next()), Some(n));
    }
}

#[test]
fn a_next_that_is_dropped_loses_no_item() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let mut closure = Some(closure);
    let mut items = pool.unblock_iter((0..3).inspect(move |_| {
        if let Some(closure) = closure.take() {
            closure();
        }
    }));
    assert!(poll_once(&mut items.next()).is_pending());
    gate.open();
    assert_eq!(run(collect(items)), [0, 1, 2]);
}

/// An iterator that tells where it is dropped.
fn watched(
    room: usize,
    pool: &Pool,
) -> (UnblockIter<u32>, std::sync::mpsc::Receiver<thread::ThreadId>) {
    let (value, told) = Dropped::new();
    let items = (0..).inspect(move |_| _ = &value);
    (pool.unblock_iter(items).buffered(room), told)
}

#[test]
fn half_consumed_an_iterator_is_dropped_on_a_thread_of_the_pool() {
    let pool = Pool::new(1);
    for taken in [0, 1, 2, 5] {
        let (mut items, told) = watched(2, &pool);
        for n in 0..taken {
            assert_eq!(run(items.next()), Some(n));
        }
        drop(items);
        assert_ne!(dropped_on(&told), thread::current().id());
    }
}

#[test]
fn dropped_while_it_runs_an_iterator_is_dropped_when_it_returns() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let mut closure = Some(closure);
    let (value, told) = Dropped::new();
    let mut items = pool.unblock_iter((0..).inspect(move |_| {
        let _value = &value;
        if let Some(closure) = closure.take() {
            closure();
        }
    }));
    assert!(poll_once(&mut items.next()).is_pending());
    gate.wait_begun();
    drop(items);
    assert!(told.try_recv().is_err());
    gate.open();
    assert_ne!(dropped_on(&told), thread::current().id());
}

#[test]
fn an_iterator_goes_on_when_its_pool_is_dropped() {
    let pool = wakeful::executor::BlockingPool::new();
    let mut items = pool.unblock_iter(0..15).buffered(2);
    assert_eq!(run(items.next()), Some(0));
    drop(pool);
    assert!(run(collect(items)).into_iter().eq(1..15));
}
