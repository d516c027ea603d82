//! Signals: none is lost between the one who gives it and the one who waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wakeful::executor::block_on;
use wakeful::sync::{
    AutoResetEvent, Barrier, CancellationToken, Latch, ManualResetEvent, Notify,
    OwnedCancellationToken, SingleWaiterNotify, WaitGroup,
};

use super::{ROUNDS, THREADS, give_up, on_threads};

#[test]
fn one_notification_goes_round_among_all() {
    let notify = Notify::new();
    notify.notify_one();
    let (inside, rounds) = (AtomicUsize::new(0), AtomicUsize::new(0));
    on_threads(|thread, round| {
        if (thread + round) % 4 == 0 {
            // Gives up, or takes the turn: then it has to give it back.
            if give_up(notify.notified()).is_some() {
                notify.notify_one();
            }
        }
        block_on(notify.notified());
        assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0, "the notification was doubled");
        rounds.fetch_add(1, Ordering::Relaxed);
        inside.fetch_sub(1, Ordering::Relaxed);
        match round % 2 {
            0 => notify.notify_one(),
            _ => notify.notify_last(),
        }
    });
    assert_eq!(rounds.into_inner(), ROUNDS * THREADS);
}

#[test]
fn an_auto_reset_event_is_one_turn() {
    let turn = AutoResetEvent::new(true);
    let inside = AtomicUsize::new(0);
    on_threads(|_, _| {
        block_on(turn.wait());
        assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
        inside.fetch_sub(1, Ordering::Relaxed);
        turn.set();
    });
    assert!(turn.try_wait());
}

#[test]
fn an_event_wakes_all_who_wait_and_shows_what_happened_before() {
    for round in 0..ROUNDS / 8 + 1 {
        let event = ManualResetEvent::new(false);
        let data = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let _ = give_up(event.wait());
                    block_on(event.wait());
                    assert_eq!(data.load(Ordering::Relaxed), round + 1);
                });
            }
            scope.spawn(|| {
                data.store(round + 1, Ordering::Relaxed);
                event.set();
            });
        });
    }
}

#[test]
fn notify_waiters_reaches_the_futures_that_exist() {
    for _ in 0..ROUNDS / 8 + 1 {
        let notify = Notify::new();
        let ready = Latch::new(THREADS);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let notified = notify.notified();
                    ready.count_down();
                    block_on(notified);
                });
            }
            scope.spawn(|| {
                block_on(ready.wait());
                notify.notify_waiters();
            });
        });
    }
}

#[test]
fn two_threads_take_turns_by_single_waiter_notifications() {
    let (ping, pong) = (SingleWaiterNotify::new(), SingleWaiterNotify::new());
    let count = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..ROUNDS {
                block_on(ping.notified());
                assert_eq!(count.load(Ordering::Relaxed), 2 * round + 1);
                count.store(2 * round + 2, Ordering::Relaxed);
                pong.notify_one();
            }
        });
        scope.spawn(|| {
            for round in 0..ROUNDS {
                count.store(2 * round + 1, Ordering::Relaxed);
                ping.notify_one();
                block_on(pong.notified());
                assert_eq!(count.load(Ordering::Relaxed), 2 * round + 2);
            }
        });
    });
}

#[test]
fn a_barrier_keeps_rounds_apart_and_has_one_leader_in_each() {
    let barrier = Barrier::new(THREADS);
    let (arrived, leaders) = (AtomicUsize::new(0), AtomicUsize::new(0));
    on_threads(|_, round| {
        arrived.fetch_add(1, Ordering::Relaxed);
        if block_on(barrier.wait()).is_leader() {
            leaders.fetch_add(1, Ordering::Relaxed);
        }
        assert!(arrived.load(Ordering::Relaxed) >= (round + 1) * THREADS);
    });
    assert_eq!(leaders.into_inner(), ROUNDS);
}

#[test]
fn a_wait_group_waits_for_workers_that_come_and_go() {
    let group = Arc::new(WaitGroup::new());
    let done = Arc::new(AtomicUsize::new(0));
    for round in 0..ROUNDS / 8 + 1 {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let (worker, done) = (group.worker_owned(), done.clone());
                std::thread::spawn(move || {
                    done.fetch_add(1, Ordering::Relaxed);
                    drop(worker);
                })
            })
            .collect();
        block_on(group.wait());
        assert_eq!(done.load(Ordering::Relaxed), (round + 1) * THREADS);
        threads.into_iter().for_each(|thread| thread.join().expect("it does not panic"));
    }
}

#[test]
fn cancelling_reaches_every_token_of_a_tree() {
    for _ in 0..ROUNDS / 16 + 1 {
        let root = OwnedCancellationToken::new();
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                let child = root.child_token();
                scope.spawn(move || {
                    drop(child.child_token());
                    let grandchild = child.child_token();
                    block_on(grandchild.cancelled());
                    assert!(child.is_cancelled());
                });
            }
            scope.spawn(|| root.cancel());
        });
    }
}

#[test]
fn a_borrowed_child_hears_its_parent_and_itself() {
    for round in 0..ROUNDS / 16 + 1 {
        let root = CancellationToken::new();
        let child = root.child_token();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let endless = std::future::pending::<()>();
                assert_eq!(block_on(child.run_until_cancelled(endless)), None);
            });
            scope.spawn(|| if round % 2 == 0 { root.cancel() } else { child.cancel() });
        });
        assert!(child.is_cancelled());
        assert_eq!(root.is_cancelled(), round % 2 == 0);
    }
}
