//! Who is polled, how often, and when.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Exec, Hand, Lock, Log, cell, executor, turns};

/// A task that logs its number with each poll.
fn logs<L: Lock, const N: usize, const LEVELS: usize>(
    on: &'static Exec<L, N, LEVELS>,
    level: usize,
    number: usize,
    log: &Log,
) -> Hand {
    let (hand, log) = (Hand::new(), log.clone());
    let mine = hand.clone();
    let task = poll_fn(move |cx| {
        log.push(number);
        mine.poll(cx)
    });
    on.spawn_at(level, cell::<L>(), task).unwrap().detach();
    hand
}

#[test]
fn tasks_are_polled_in_the_order_in_which_they_were_woken() {
    fn check<L: Lock>() {
        let (on, log) = (executor::<L, 6, 1>(), Log::new());
        let hands = [0, 1, 2, 3, 4].map(|number| logs(on, 0, number, &log));
        on.run(async {
            turns(1).await;
            assert_eq!(log.take(), [0, 1, 2, 3, 4], "in the order in which they were spawned");
            for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
                order.iter().for_each(|&number: &usize| hands[number].wake());
                turns(1).await;
                assert_eq!(log.take(), order);
            }
            turns(3).await;
            assert_eq!(log.take(), [], "nobody woke them");
        });
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn the_order_is_kept_when_some_are_woken_while_others_are_polled() {
    fn check<L: Lock>() {
        let (on, log) = (executor::<L, 6, 1>(), Log::new());
        let hands = [0, 1, 2, 3].map(|number| logs(on, 0, number, &log));
        // Is woken by 0, as are 3 and 1, after 2 was.
        on.run(async {
            turns(1).await;
            log.take();
            let chain = hands.clone();
            let first = async {
                chain[3].wake();
                chain[1].wake();
            };
            hands[2].wake();
            first.await;
            hands[0].wake();
            turns(1).await;
            assert_eq!(log.take(), [2, 3, 1, 0]);
        });
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_task_is_polled_once_for_all_wakes_since_its_last_poll() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let (hand, other) = (Hand::new(), Hand::new());
        on.spawn(cell::<L>(), hand.future()).unwrap().detach();
        on.spawn(cell::<L>(), other.future()).unwrap().detach();
        on.run(async {
            turns(1).await;
            assert_eq!((hand.polls(), other.polls()), (1, 1));
            for polls in 2..6 {
                for _ in 0..polls {
                    hand.waker().wake_by_ref();
                    hand.wake();
                }
                turns(3).await;
                assert_eq!((hand.polls(), other.polls()), (polls, 1), "others are not polled");
            }
        });
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_wake_during_a_poll_is_one_poll_more() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let polls = Arc::new(AtomicUsize::new(0));
        let count = polls.clone();
        let task = poll_fn(move |cx| {
            if count.fetch_add(1, Ordering::Relaxed) == 0 {
                cx.waker().wake_by_ref();
                cx.waker().wake_by_ref();
            }
            Poll::<()>::Pending
        });
        on.spawn(cell::<L>(), task).unwrap().detach();
        on.run(turns(5));
        assert_eq!(polls.load(Ordering::Relaxed), 2);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_push_unparks_and_a_wake_of_one_who_is_queued_does_not() {
    fn check<L: Lock>() {
        let on = executor::<L, 2, 1>();
        let hand = Hand::new();
        on.spawn(cell::<L>(), hand.future()).unwrap().detach();
        let unparks = || on.park().unparks.load(Ordering::Relaxed);
        assert_eq!(unparks(), 1);
        on.run(turns(1));
        let before = unparks();
        for _ in 0..5 {
            hand.wake();
        }
        assert_eq!(unparks(), before + 1);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn who_wakes_himself_lets_each_other_be_polled_before_he_is_again() {
    fn check<L: Lock>() {
        let (on, log) = (executor::<L, 5, 1>(), Log::new());
        for number in 0..4 {
            let log = log.clone();
            let task = poll_fn(move |cx| {
                log.push(number);
                cx.waker().wake_by_ref();
                Poll::<()>::Pending
            });
            on.spawn(cell::<L>(), task).unwrap().detach();
        }
        let times = if cfg!(miri) { 6 } else { 100 };
        on.run(turns(times));
        let polled = log.take();
        assert!(polled.len() >= 4 * (times - 1));
        for (turn, number) in polled.iter().enumerate() {
            assert_eq!(*number, turn % 4);
        }
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn after_each_poll_the_most_urgent_is_next() {
    fn check<L: Lock>() {
        let (on, log) = (executor::<L, 8, 3>(), Log::new());
        let levels = [2, 2, 1, 1, 0];
        let hands: Vec<_> =
            (0..).zip(levels).map(|(number, level)| logs(on, level, number, &log)).collect();
        let idle = Hand::new();
        let wait = idle.future();
        // The least urgent of all wakes the others, in between.
        let wakes = hands.clone();
        let low = async move {
            turns(1).await;
            for number in [0, 2, 3, 1] {
                wakes[number].wake();
            }
            wakes[4].wake();
            turns(1).await;
            idle.finish();
        };
        on.spawn(cell::<L>(), low).unwrap().detach();
        on.run(wait);
        assert_eq!(log.take(), [4, 2, 3, 0, 1, 4, 2, 3, 0, 1]);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn an_urgent_task_comes_between_two_that_were_woken_before() {
    fn check<L: Lock>() {
        let (on, log) = (executor::<L, 8, 2>(), Log::new());
        let urgent = logs(on, 0, 0, &log);
        let next = logs(on, 1, 2, &log);
        let mut hands = Some((urgent, next));
        let mine = log.clone();
        on.run_all((turns(1), async {
            turns(1).await;
            let (urgent, next) = hands.take().unwrap();
            log.take();
            next.wake();
            // Queued after `next`, and polled before it.
            urgent.wake();
            mine.push(1);
            turns(2).await;
        }));
        assert_eq!(log.take(), [1, 0, 2]);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn of_futures_on_the_stack_the_first_are_the_most_urgent() {
    fn check<L: Lock>() {
        let log = Log::new();
        let child = |number| {
            let log = log.clone();
            async move {
                for _ in 0..2 {
                    log.push(number);
                    turns(1).await;
                }
            }
        };
        executor::<L, 8, 2>().run_all([0, 1, 2].map(child));
        // The others share the last level.
        assert_eq!(log.take(), [0, 0, 1, 2, 1, 2]);
        executor::<L, 8, 1>().run_all((child(0), child(1), child(2)));
        assert_eq!(log.take(), [0, 1, 2, 0, 1, 2]);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn futures_on_the_stack_are_polled_when_they_were_woken_and_may_borrow() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let (a, b) = (Hand::new(), Hand::new());
        let name = String::from("Ada");
        let outputs = on.run_all((
            async {
                a.future().await;
                name.len()
            },
            async {
                b.future().await;
                a.finish();
                &name[1..]
            },
            async {
                turns(4).await;
                assert_eq!((a.polls(), b.polls()), (1, 1));
                b.finish();
            },
        ));
        assert_eq!(outputs, (3, "da", ()));
        assert_eq!((a.polls(), b.polls()), (2, 2));
        assert_eq!(on.run_all([Some(async { 1 }), None]), [Some(1), None]);
        assert_eq!(on.run_all([(); 0].map(|()| async { 1 })), []);
        assert!(on.is_empty() && !on.is_running());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}
