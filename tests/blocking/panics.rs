//! What panics, and whom that concerns.

use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Wake, Waker};
use std::thread::ThreadId;
use std::time::Duration;

use wakeful::executor::BlockingPool;

use crate::support::{Gate, Pool, payload, run};

/// One thread that stays, until the pool is dropped.
fn one_thread() -> Pool {
    Pool::of(1, Duration::from_millis(200))
}

fn thread_of(pool: &BlockingPool) -> ThreadId {
    run(pool.unblock(|| std::thread::current().id()))
}

/// Panics when it is dropped.
struct Bomb(Arc<AtomicUsize>);

impl Drop for Bomb {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        panic_any(Small);
    }
}

/// Panics when it is dropped, as what a panic leaves behind.
struct Small;

impl Drop for Small {
    fn drop(&mut self) {
        // What that leaves behind is leaked: it could panic in turn.
        assert!(std::thread::panicking() || cfg!(miri), "a payload panics");
    }
}

#[test]
fn a_panic_comes_back_with_its_payload() {
    let pool = one_thread();
    let call = pool.unblock(|| -> u32 { panic_any(7_u32) });
    assert_eq!(payload(|| run(call)).downcast_ref(), Some(&7_u32));
    assert_eq!(run(pool.unblock(|| 1)), 1);
}

#[test]
fn no_panic_ends_a_thread() {
    let pool = BlockingPool::builder().threads(1).keep_alive(Duration::MAX).build();
    let bombs = Arc::new(AtomicUsize::new(0));
    let first = thread_of(&pool);
    let (gate, closure) = Gate::new();
    let busy = pool.unblock(closure);
    gate.wait_begun();
    let bomb = || Bomb(bombs.clone());
    // Of closures that nobody waits for: what they capture, give, and panic with.
    let captured = bomb();
    pool.unblock(move || drop(captured)).detach();
    let output = bomb();
    pool.unblock(move || output).detach();
    pool.unblock(|| panic_any(Small)).detach();
    gate.open();
    run(busy);
    assert_eq!(thread_of(&pool), first);
    assert_eq!(run(pool.unblock(|| 2)), 2);
    assert_eq!(bombs.load(SeqCst), 2);
}

struct PanickingWaker;

impl Wake for PanickingWaker {
    fn wake(self: Arc<Self>) {
        panic!("a waker panics");
    }
}

#[test]
fn a_waker_that_panics_loses_no_output_and_ends_no_thread() {
    let pool = one_thread();
    let (gate, closure) = Gate::new();
    let mut call = pool.unblock(move || {
        closure();
        3
    });
    let waker = Waker::from(Arc::new(PanickingWaker));
    assert!(std::pin::pin!(&mut call).poll(&mut Context::from_waker(&waker)).is_pending());
    gate.open();
    assert_eq!(run(pool.unblock(|| 4)), 4);
    assert_eq!(run(call), 3);
}

#[test]
fn a_waker_that_panics_does_not_end_an_iterator() {
    let pool = one_thread();
    let (gate, closure) = Gate::new();
    let mut closure = Some(closure);
    let mut items = pool.unblock_iter((0..40).inspect(move |_| {
        if let Some(closure) = closure.take() {
            closure();
        }
    }));
    let waker = Waker::from(Arc::new(PanickingWaker));
    assert!(items.poll_next(&mut Context::from_waker(&waker)).is_pending());
    gate.open();
    let sum = run(async {
        let mut sum = 0;
        while let Some(item) = items.next().await {
            sum += item;
        }
        sum
    });
    assert_eq!(sum, 780);
}

#[test]
fn a_panic_of_an_iterator_comes_after_the_items_before_it() {
    let pool = one_thread();
    let mut items = pool.unblock_iter((0..5).map(|n| if n == 3 { panic_any("three") } else { n }));
    for n in 0..3 {
        assert_eq!(run(items.next()), Some(n));
    }
    assert_eq!(payload(|| run(items.next())).downcast_ref(), Some(&"three"));
    assert!(items.is_terminated());
    assert_eq!(run(items.next()), None);
}

/// Gives one item, and panics when it is dropped.
struct Grumpy {
    item: Option<u32>,
    _bomb: Bomb,
}

impl Iterator for Grumpy {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.item.take()
    }
}

#[test]
fn an_iterator_whose_destructor_panics_ends_all_the_same() {
    let pool = one_thread();
    let bombs = Arc::new(AtomicUsize::new(0));
    let grumpy = Grumpy { item: Some(1), _bomb: Bomb(bombs.clone()) };
    let mut items = pool.unblock_iter(grumpy);
    assert_eq!(run(items.next()), Some(1));
    assert_eq!(run(items.next()), None);
    assert_eq!(bombs.load(SeqCst), 1);
    assert_eq!(run(pool.unblock(|| 5)), 5);
}
