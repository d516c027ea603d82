//! Blocks in a static.

use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::{StdLock, ThreadSafe};

use crate::rig::{Rig, Task};

type Pool<const N: usize> = WakerPool<N, StdLock>;

fn rig<const N: usize>(pool: &'static Pool<N>, children: usize) -> Rig<StdLock> {
    Rig::new(Wakers::in_pool(pool), children)
}

fn is_in_the_pool<L: ThreadSafe>(rig: &Rig<L>, task: &std::task::Waker) -> bool {
    !rig.waker(0).will_wake(task)
}

#[test]
fn in_a_pool_those_woken_are_polled() {
    static POOL: Pool<2> = Pool::new();
    for children in [1, 2, 31, Wakers::<StdLock>::SMALL] {
        let (task, waker) = Task::new();
        let mut rig = rig(&POOL, children);
        rig.poll(&waker);
        assert!(is_in_the_pool(&rig, &waker));
        for child in 0..children {
            rig.wake(child);
            assert_eq!(rig.poll(&waker), [child]);
            assert_eq!(rig.children[child].clones, 1);
        }
        assert_eq!(task.wakes(), children);
    }
}

#[test]
fn who_finds_no_room_in_the_pool_polls_all() {
    static POOL: Pool<2> = Pool::new();
    let (task, waker) = Task::new();
    let mut rigs = [0; 3].map(|_| rig(&POOL, 3));
    rigs.iter_mut().for_each(|rig| drop(rig.poll(&waker)));
    assert_eq!(rigs.each_ref().map(|rig| is_in_the_pool(rig, &waker)), [true, true, false]);
    rigs[2].wake(1);
    assert_eq!(task.wakes(), 1);
    assert_eq!(rigs[2].poll(&waker), [0, 1, 2]);
    assert_eq!(rigs[2].poll(&waker), [0, 1, 2]);
    let [one, two, _] = rigs;
    drop(one);
    let mut next = rig(&POOL, 3);
    next.poll(&waker);
    assert!(is_in_the_pool(&next, &waker), "the room was given back");
    drop(two);
}

#[test]
fn too_many_children_for_a_pool_are_all_polled() {
    static POOL: Pool<1> = Pool::new();
    let (_, waker) = Task::new();
    let children = Wakers::<StdLock>::SMALL + 1;
    let mut rig = rig(&POOL, children);
    rig.poll(&waker);
    rig.wake(children - 1);
    assert_eq!(rig.poll(&waker).len(), children);
    assert_eq!(rig.poll_from(5, &waker), std::ops::ControlFlow::Continue(()));
    assert_eq!(rig.polled()[..2], [5, 6]);
}

#[test]
fn a_waker_of_an_earlier_use_wakes_nobody_until_its_number_comes_again() {
    static POOL: Pool<1> = Pool::new();
    let (_, waker) = Task::new();
    let mut first = rig(&POOL, 2);
    first.poll(&waker);
    let stale = first.waker(1).clone();
    drop(first);
    stale.wake_by_ref();
    let mut polled = 0;
    for turn in 1..=8 {
        let (task, waker) = Task::new();
        let mut next = rig(&POOL, 2);
        next.poll(&waker);
        stale.wake_by_ref();
        polled += task.wakes();
        let spurious = next.poll(&waker);
        if turn < 4 {
            assert_eq!((spurious, task.wakes()), (vec![], 0), "{turn}");
        }
        next.wake(0);
        assert_eq!(next.poll(&waker), [0]);
    }
    assert!(polled >= 1, "numbers come again");
}

#[test]
fn a_combinator_that_is_forgotten_keeps_its_room() {
    static POOL: Pool<1> = Pool::new();
    let (_, waker) = Task::new();
    let mut one = rig(&POOL, 2);
    one.poll(&waker);
    let kept = one.waker(1).clone();
    let Rig { wakers, .. } = one;
    std::mem::forget(wakers);
    kept.wake();
    let mut two = rig(&POOL, 2);
    two.poll(&waker);
    assert!(!is_in_the_pool(&two, &waker));
}

#[test]
fn the_public_pool_prints_and_has_a_default() {
    static POOL: wakeful::future::WakerPool<3> = wakeful::future::WakerPool::new();
    assert_eq!(format!("{POOL:?}"), "WakerPool(..)");
    let _ = wakeful::future::WakerPool::<1>::default();
    let size = size_of::<wakeful::future::WakerPool<1>>();
    assert_eq!(size, 4 * usize::BITS as usize);
}
