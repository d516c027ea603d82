//! What becomes of a closure.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread;

use wakeful::executor::{Unblock, unblock};
use wakeful::future::Join;

use crate::support::{Dropped, Gate, Pool, calls, dropped_on, poll_once, run};

#[test]
fn a_closure_runs_on_another_thread_and_its_output_comes_back() {
    let pool = Pool::new(1);
    let here = thread::current().id();
    let (there, name) = run(pool.unblock(|| {
        let thread = thread::current();
        (thread.id(), thread.name().map(String::from))
    }));
    assert_ne!(there, here);
    assert_eq!(name.as_deref(), Some("wakeful-blocking"));
}

#[test]
#[cfg_attr(miri, ignore = "the threads of the process outlive the test")]
fn the_pool_of_the_process_works_too() {
    let sum = run((unblock(|| 1), unblock(|| unblock_here() + 1)).join());
    assert_eq!(sum, (1, 3));
}

fn unblock_here() -> u32 {
    run(unblock(|| 2))
}

#[test]
fn no_call_of_many_is_lost() {
    let pool = Pool::of(4, std::time::Duration::from_millis(50));
    let each = calls(20_000).div_ceil(8);
    let count = Arc::new(AtomicUsize::new(0));
    let task = || {
        let (pool, count) = (&pool, count.clone());
        async move {
            for n in 0..each {
                let count = count.clone();
                let got = pool.unblock(move || {
                    count.fetch_add(1, SeqCst);
                    n
                });
                assert_eq!(got.await, n);
            }
        }
    };
    run([(); 8].map(|()| task()).join());
    assert_eq!(count.load(SeqCst), each * 8);
}

#[test]
fn a_closure_runs_before_anybody_polls() {
    let pool = Pool::new(1);
    let (tell, told) = mpsc::channel();
    let call = pool.unblock(move || tell.send(1));
    assert_eq!(told.recv(), Ok(1));
    run(call).unwrap();
}

#[test]
fn dropped_before_it_began_a_closure_is_dropped_there_and_not_run() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let busy = pool.unblock(closure);
    gate.wait_begun();
    let (value, told) = Dropped::new();
    let mut waiting = pool.unblock(move || {
        let _value = &value;
        unreachable!("it was dropped")
    });
    assert_eq!(poll_once(&mut waiting), Poll::Pending);
    drop::<Unblock<()>>(waiting);
    assert_eq!(told.try_recv(), Ok(thread::current().id()));
    gate.open();
    run(busy);
    assert_eq!(run(pool.unblock(|| 5)), 5);
}

#[test]
fn dropped_while_it_runs_a_closure_goes_on_and_its_output_is_dropped_there() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let (value, told) = Dropped::new();
    let call = pool.unblock(move || {
        closure();
        (value, thread::current().id()).0
    });
    gate.wait_begun();
    drop(call);
    gate.open();
    assert_ne!(dropped_on(&told), thread::current().id());
}

#[test]
fn dropped_when_it_is_done_an_output_is_dropped_with_the_future() {
    let pool = Pool::new(1);
    let (value, told) = Dropped::new();
    let call = pool.unblock(move || value);
    // One thread: the second is done after the first.
    run(pool.unblock(|| ()));
    assert!(told.try_recv().is_err());
    drop(call);
    assert_eq!(dropped_on(&told), thread::current().id());
}

#[test]
fn detached_a_closure_runs_and_its_output_is_dropped() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let busy = pool.unblock(closure);
    gate.wait_begun();
    let (value, told) = Dropped::new();
    let mut call = pool.unblock(move || value);
    assert!(poll_once(&mut call).is_pending());
    call.detach();
    assert!(told.try_recv().is_err());
    gate.open();
    run(busy);
    assert_ne!(dropped_on(&told), thread::current().id());
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    let pool = Pool::new(1);
    let (gate, closure) = Gate::new();
    let mut call = pool.unblock(closure);
    assert!(poll_once(&mut call).is_pending());
    gate.open();
    run(call);
}

#[test]
#[should_panic(expected = "polled after it completed")]
fn polled_after_its_end_a_call_panics() {
    let pool = Pool::new(1);
    let mut call = pool.unblock(|| 1);
    assert_eq!(run(&mut call), 1);
    assert!(call.is_terminated());
    let _ = run(&mut call);
}
