//! Barriers, latches and wait groups: all go on, and see what the others did before.

use std::sync::Arc;

use loom::thread;
use models::{
    LoomLock, LoomPlainLock, Task, Watched, block_on, join, large_model, model, share, small_model,
};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Barrier<L = LoomLock> = generic::Barrier<L>;
type Latch = generic::Latch<LoomLock>;
type WaitGroup = generic::WaitGroup<LoomLock>;

/// Comes to the barrier; returns whether this is the leader.
fn meet<L: ThreadSafe>(barrier: &Barrier<L>) -> bool {
    block_on(barrier.wait()).is_leader()
}

/// Nobody is counted who is not there: `n` newcomers open the barrier, and no fewer.
fn assert_empty(barrier: &Barrier, n: usize) {
    let mut others: Vec<_> = (1..n).map(|_| Task::waiting(barrier.wait())).collect();
    assert!(meet(barrier), "the last one leads");
    others.iter_mut().for_each(|other| assert!(other.poll().is_some()));
}

fn two_meet<L: ThreadSafe + 'static>() {
    small_model(|| {
        let barrier = share(Barrier::<L>::new(2));
        let values = Arc::new([Watched::new(0), Watched::new(0)]);
        let (other, shared) = (Arc::clone(&barrier), Arc::clone(&values));
        let other = thread::spawn(move || {
            shared[0].set(1);
            let leader = meet(&other);
            assert_eq!(shared[1].get(), 1);
            leader
        });
        values[1].set(1);
        let leader = meet(&barrier);
        assert_eq!(values[0].get(), 1);
        assert!(leader != other.join().unwrap(), "one of two leads");
    });
}

#[test]
fn two_who_meet_see_what_the_other_did() {
    two_meet::<LoomLock>();
}

#[test]
fn two_who_meet_by_a_plain_word_see_what_the_other_did() {
    two_meet::<LoomPlainLock>();
}

#[test]
fn three_meet() {
    large_model(|| {
        let barrier: Arc<Barrier> = share(Barrier::new(3));
        let others = [0; 2].map(|_| {
            let barrier = Arc::clone(&barrier);
            thread::spawn(move || meet(&barrier))
        });
        let leaders = meet(&barrier) as usize;
        let leaders =
            leaders + others.map(|other| other.join().unwrap() as usize).iter().sum::<usize>();
        assert_eq!(leaders, 1);
        assert_empty(&barrier, 3);
    });
}

#[test]
fn two_meet_again() {
    model(|| {
        let barrier: Arc<Barrier> = share(Barrier::new(2));
        let other = Arc::clone(&barrier);
        let other = thread::spawn(move || [meet(&other), meet(&other)]);
        let mine = [meet(&barrier), meet(&barrier)];
        let theirs = other.join().unwrap();
        assert!(mine[0] != theirs[0] && mine[1] != theirs[1], "one of two leads each round");
        assert_empty(&barrier, 2);
    });
}

#[test]
fn one_who_leaves_is_counted_no_more_unless_the_round_is_full() {
    small_model(|| {
        let barrier: Arc<Barrier> = share(Barrier::new(2));
        let leaver = Task::waiting(barrier.wait_owned());
        let canceller = thread::spawn(move || drop(leaver));
        let mut task = Task::new(barrier.wait());
        let met = task.poll();
        canceller.join().unwrap();
        if met.is_none() {
            assert!(meet(&barrier), "the last one leads");
            assert!(task.poll().is_some_and(|result| !result.is_leader()));
        }
        assert_empty(&barrier, 2);
    });
}

#[test]
fn one_who_came_moves_to_another_task() {
    model(|| {
        let barrier: Arc<Barrier> = share(Barrier::new(2));
        let task = Task::waiting(barrier.wait_owned()).migrate();
        let task = thread::spawn(move || assert!(!task.run().is_leader()));
        assert!(meet(&barrier));
        task.join().unwrap();
    });
}

#[test]
fn two_steps_open_a_latch() {
    model(|| {
        let latch: Arc<Latch> = share(Latch::new(2));
        let values = Arc::new([Watched::new(0), Watched::new(0)]);
        let workers = [0, 1].map(|n| {
            let (latch, values) = (Arc::clone(&latch), Arc::clone(&values));
            thread::spawn(move || {
                values[n].set(1);
                latch.count_down();
            })
        });
        block_on(latch.wait());
        assert_eq!(values[0].get() + values[1].get(), 2);
        join(workers);
        assert!(latch.is_open());
    });
}

#[test]
fn a_wait_for_a_latch_is_dropped_against_the_last_step() {
    model(|| {
        let latch: Arc<Latch> = share(Latch::new(1));
        let first = Task::waiting(latch.wait_owned());
        let second = Task::waiting(latch.wait());
        let other = Arc::clone(&latch);
        let worker = thread::spawn(move || other.count_down());
        let canceller = thread::spawn(move || drop(first));
        second.run();
        worker.join().unwrap();
        canceller.join().unwrap();
    });
}

#[test]
fn a_group_waits_for_its_workers() {
    model(|| {
        let group: Arc<WaitGroup> = share(WaitGroup::new());
        let values = Arc::new([Watched::new(0), Watched::new(0)]);
        let workers = [0, 1].map(|n| {
            let (worker, values) = (group.worker_owned(), Arc::clone(&values));
            thread::spawn(move || {
                values[n].set(1);
                drop(worker);
            })
        });
        block_on(group.wait());
        assert_eq!(values[0].get() + values[1].get(), 2);
        join(workers);
    });
}

#[test]
fn a_worker_that_starts_another_is_waited_for() {
    small_model(|| {
        let group: Arc<WaitGroup> = share(WaitGroup::new());
        let value = Arc::new(Watched::new(0));
        let (worker, shared, other) =
            (group.worker_owned(), Arc::clone(&value), Arc::clone(&group));
        let worker = thread::spawn(move || {
            let second = other.worker();
            drop(worker);
            shared.set(1);
            drop(second);
        });
        block_on(group.wait());
        assert_eq!(value.get(), 1);
        worker.join().unwrap();
    });
}
