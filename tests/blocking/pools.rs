//! How many threads there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use wakeful::executor::{BlockingPool, Unblock};
use wakeful::future::Join;

use crate::support::{Dropped, Gate, Pool, dropped_on, eventually, payload, run};

#[test]
fn a_pool_grows_to_its_limit_and_not_beyond() {
    let pool = Pool::new(3);
    assert_eq!(pool.threads(), 0);
    let (gates, calls): (Vec<Gate>, Vec<Unblock<()>>) = (0..5)
        .map(|_| {
            let (gate, closure) = Gate::new();
            (gate, pool.unblock(closure))
        })
        .unzip();
    // Those in front begin, however long they take.
    gates[..3].iter().for_each(Gate::wait_begun);
    assert_eq!(pool.threads(), 3);
    assert!(gates[3..].iter().all(|gate| gate.begun.try_recv().is_err()));
    let mut gates = gates.into_iter();
    gates.next().unwrap().open();
    let rest: Vec<Gate> = gates.collect();
    rest[2].wait_begun();
    assert_eq!(pool.threads(), 3);
    rest.into_iter().for_each(Gate::open);
    run(calls.join());
}

#[test]
fn threads_end_when_they_have_idled_and_others_come() {
    let pool = Pool::of(8, Duration::from_millis(5));
    for _ in 0..3 {
        assert_eq!(run([1, 2, 3].map(|n| pool.unblock(move || n)).join()), [1, 2, 3]);
        eventually(|| pool.threads() == 0);
    }
}

#[test]
fn a_thread_that_idles_is_used_again() {
    let pool = Pool::of(8, Duration::from_millis(500));
    for _ in 0..10 {
        run(pool.unblock(|| ()));
        // It sleeps, or is about to: then there may be one more.
        assert!(pool.threads() <= 2);
    }
}

#[test]
fn closures_may_wait_for_others() {
    let pool = Arc::new(Pool::new(10));
    fn nested(pool: Arc<Pool>, depth: u32) -> u32 {
        let again = pool.clone();
        match depth {
            0 => 0,
            _ => run(pool.unblock(move || nested(again, depth - 1))) + 1,
        }
    }
    assert_eq!(nested(pool.clone(), 10), 10);
    eventually(|| pool.threads() == 0);
}

#[test]
fn a_pool_that_is_dropped_does_what_it_was_given() {
    let pool = BlockingPool::builder().threads(1).keep_alive(Duration::MAX).build();
    let (gate, closure) = Gate::new();
    let (value, told) = Dropped::new();
    let busy = pool.unblock(closure);
    gate.wait_begun();
    let last = pool.unblock(move || drop(value));
    drop(pool);
    gate.open();
    dropped_on(&told);
    run((busy, last).join());
}

#[test]
fn a_pool_that_is_dropped_ends_threads_that_sleep() {
    struct Ended(Arc<AtomicUsize>);
    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    std::thread_local! {
        static LAST: std::cell::RefCell<Option<Ended>> = const { std::cell::RefCell::new(None) };
    }
    let pool = BlockingPool::builder().keep_alive(Duration::MAX).build();
    let ended = Arc::new(AtomicUsize::new(0));
    for _ in 0..3 {
        let ended = Ended(ended.clone());
        run(pool.unblock(move || LAST.set(Some(ended))));
    }
    let begun = Arc::strong_count(&ended) - 1 + ended.load(SeqCst);
    drop(pool);
    eventually(|| Arc::strong_count(&ended) == 1);
    assert!(begun <= 3 && ended.load(SeqCst) == 3);
}

#[test]
#[cfg_attr(miri, ignore = "it starts threads of any size")]
fn without_any_thread_a_call_panics_instead_of_waiting_for_ever() {
    let pool = BlockingPool::builder().stack_size(1 << 60).build();
    let (value, told) = Dropped::new();
    let call = pool.unblock(move || drop(value));
    let refused = payload(|| run(call));
    let message = refused.downcast_ref::<String>().expect("a message");
    assert!(message.contains("no thread for blocking work could be started"), "{message}");
    dropped_on(&told);
    let mut items = pool.unblock_iter(0..3);
    payload(|| run(items.next()));
    assert_eq!(run(items.next()), None);
    assert_eq!(pool.threads(), 0);
}

#[test]
fn threads_have_the_name_and_the_stack_that_was_asked_for() {
    let builder = BlockingPool::builder().thread_name("files").stack_size(1 << 20);
    let pool = builder.keep_alive(Duration::ZERO).build();
    let name = run(pool.unblock(|| std::thread::current().name().map(String::from)));
    assert_eq!(name.as_deref(), Some("files"));
    eventually(|| pool.threads() == 0);
}

#[test]
#[should_panic(expected = "one at least")]
fn a_pool_has_a_thread_at_least() {
    let _ = BlockingPool::builder().threads(0);
}
