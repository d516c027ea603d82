//! Wakers in other threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use wakeful::executor::block_on;
use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::{StdLock, ThreadSafe};

use crate::rig::{Does, Rig, Task};

#[test]
fn wakers_are_woken_and_dropped_by_other_threads_when_the_combinator_is_gone() {
    for children in [4, 70] {
        let (task, waker) = Task::new();
        let mut rig = Rig::<StdLock>::new(Wakers::new(), children);
        rig.poll(&waker);
        let mut wakers: Vec<_> = rig.children.iter_mut().filter_map(|c| c.waker.take()).collect();
        let others = wakers.split_off(2);
        let threads = [wakers, others].map(|wakers| {
            thread::spawn(move || {
                for (at, waker) in wakers.into_iter().enumerate() {
                    if at % 2 == 0 { waker.wake() } else { drop(waker) }
                }
            })
        });
        drop(rig);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        drop(waker);
        assert_eq!(Arc::strong_count(&task), 1);
    }
}

/// Threads wake children; each child counts as many wakes as it is told, and is ready then.
fn many_wakes<L: ThreadSafe + 'static>(make: impl Fn() -> Wakers<L>, children: usize) {
    let rounds = if cfg!(miri) { 3 } else { 200 };
    let counts: Arc<Vec<_>> = Arc::new((0..children).map(|_| AtomicUsize::new(0)).collect());
    let mut rig = Rig::new(make(), children);
    let mut threads = Vec::new();
    block_on(std::future::poll_fn(|cx| {
        let _ = rig.poll_from(0, cx.waker());
        rig.polled.clear();
        if threads.is_empty() {
            for of in 0..2 {
                let wakers: Vec<_> =
                    (0..children).map(|at| rig.children[at].waker.clone()).collect();
                let counts = Arc::clone(&counts);
                threads.push(thread::spawn(move || {
                    for _ in 0..rounds {
                        for at in (of..children).step_by(2) {
                            counts[at].fetch_add(1, Ordering::Relaxed);
                            wakers[at].as_ref().unwrap().wake_by_ref();
                        }
                    }
                }));
            }
        }
        let done = |at: usize| counts[at].load(Ordering::Relaxed) == rounds;
        if (0..children).all(done) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }));
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    // The last wakes are there to be polled, or have been.
    let (_, waker) = Task::new();
    rig.poll(&waker);
    assert_eq!(rig.poll(&waker), []);
    rig.children.iter_mut().for_each(|child| child.does = Does::End);
    (0..children).for_each(|child| rig.wake(child));
    assert_eq!(rig.poll(&waker).len(), children);
}

#[test]
fn threads_wake_children_and_every_wake_ends_in_a_poll() {
    static POOL: WakerPool<1, StdLock> = WakerPool::new();
    let sizes: &[usize] = if cfg!(miri) { &[2, 65] } else { &[2, 63, 130] };
    sizes.iter().for_each(|&children| many_wakes::<StdLock>(Wakers::new, children));
    many_wakes(|| Wakers::in_pool(&POOL), 8);
}

#[test]
fn a_first_waker_may_be_cloned_by_many_threads_at_once() {
    // One slot each: who finds none polls all.
    static POOL: WakerPool<2, StdLock> = WakerPool::new();
    let turns = if cfg!(miri) { 3 } else { 300 };
    for turn in 0..turns {
        let (task, waker) = Task::new();
        let make = || if turn % 2 == 0 { Wakers::new() } else { Wakers::in_pool(&POOL) };
        let mut wakers: Wakers<StdLock> = make();
        let mut kept = Vec::new();
        let cx = &mut std::task::Context::from_waker(&waker);
        let _ = wakers.these(2, 0..2, cx, |_, cx| {
            let waker = cx.waker();
            thread::scope(|scope| {
                let threads = [0; 2].map(|_| scope.spawn(|| waker.clone()));
                kept.extend(threads.map(|thread| thread.join().unwrap()));
            });
            std::ops::ControlFlow::<()>::Continue(())
        });
        assert!(kept[0].will_wake(&kept[1]) && kept[2].will_wake(&kept[3]));
        kept[3].wake_by_ref();
        assert_eq!(task.wakes(), 1);
        let mut polled = Vec::new();
        let _ = wakers.woken(2, 0, cx, |index, cx| {
            assert!(cx.waker().will_wake(&kept[2]));
            polled.push(index);
            std::ops::ControlFlow::<()>::Continue(())
        });
        assert_eq!(polled, [1]);
        drop((wakers, kept, waker));
        assert_eq!(Arc::strong_count(&task), 1);
    }
}
