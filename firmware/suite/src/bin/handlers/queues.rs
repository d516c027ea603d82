//! Handlers send, tasks receive.

use board::{Line, Test};
use suite::Shared;
use suite::handlers::{with_line_a, with_ticks};
use wakeful::channel::critical::{broadcast, mpmc, mpsc, priority, spsc};
use wakeful::future::yield_now;

use crate::{EXECUTOR, SOON};

pub(super) const TESTS: &[Test] = &[
    Test { name: "spsc_keeps_the_order_of_a_handler", check: spsc_keeps_the_order_of_a_handler },
    Test { name: "two_handlers_send_to_one_mpsc", check: two_handlers_send_to_one_mpsc },
    Test {
        name: "two_tasks_share_what_a_handler_sends",
        check: two_tasks_share_what_a_handler_sends,
    },
    Test { name: "the_highest_that_a_handler_sent_is_first", check: the_highest_is_first },
    Test { name: "every_task_hears_all_that_a_handler_sends", check: every_task_hears_all },
];

const MANY: u32 = 200;

static LETTERS: spsc::Channel<u32, 4> = spsc::Channel::new();

fn spsc_keeps_the_order_of_a_handler() {
    let (tx, mut rx) = LETTERS.split_static();
    let (tx, next) = (Shared::new(Some(tx)), Shared::new(0));
    let handler = || {
        let mut tx = tx.borrow().expect("one handler sends");
        // Two at a time; what there is no room for comes again.
        while tx.try_send(next.get()).is_ok() {
            next.update(|next| next + 1);
            if next.get() % 2 == 0 {
                break;
            }
        }
    };
    with_ticks(SOON, &handler, || {
        EXECUTOR.run(async {
            for expected in 0..MANY {
                assert_eq!(rx.recv().await, Ok(expected));
            }
        });
    });
}

static POSTS: mpsc::Channel<(bool, u32), 8> = mpsc::Channel::new();

fn two_handlers_send_to_one_mpsc() {
    let (tx, mut rx) = POSTS.split_static();
    let (ticks, raised) = (Shared::new(0), Shared::new(0));
    let send = |by_line, next: &Shared<u32>| {
        if tx.try_send((by_line, next.get())).is_ok() {
            next.update(|next| next + 1);
        }
    };
    let on_tick = || {
        Line::A.pend();
        send(false, &ticks);
    };
    with_line_a(&|| send(true, &raised), || {
        with_ticks(SOON, &on_tick, || {
            EXECUTOR.run(async {
                let mut expected = [0; 2];
                while expected.iter().min() < Some(&MANY) {
                    let (by_line, number) = rx.recv().await.expect("the senders are there");
                    assert_eq!(number, expected[usize::from(by_line)]);
                    expected[usize::from(by_line)] += 1;
                }
            });
        });
    });
}

static WORK: mpmc::Channel<u32, 4> = mpmc::Channel::new();

fn two_tasks_share_what_a_handler_sends() {
    let (tx, rx) = WORK.split_static();
    let next = Shared::new(0);
    let handler = || {
        if next.get() == MANY {
            tx.close();
        } else if tx.try_send(next.get()).is_ok() {
            next.update(|next| next + 1);
        }
    };
    let worker = async || {
        let (mut count, mut sum, mut last) = (0, 0, None);
        while let Ok(number) = rx.recv().await {
            assert!(last < Some(number), "out of order");
            (count, sum, last) = (count + 1, sum + number, Some(number));
            // It is the other's turn.
            yield_now().await;
        }
        (count, sum)
    };
    // Rarely enough that whoever received one waits again before the next: who always finds one works alone.
    with_ticks(10 * SOON, &handler, || {
        // The first is more urgent, and would leave nothing.
        let ((), a, b) = EXECUTOR.run_all((async {}, worker(), worker()));
        assert_eq!((a.0 + b.0, a.1 + b.1), (MANY, (0..MANY).sum()));
        assert!(a.0 > 0 && b.0 > 0, "one worked alone");
    });
}

static ORDERS: priority::Channel<u32, 4> = priority::Channel::new();

fn the_highest_is_first() {
    let (tx, rx) = ORDERS.split_static();
    let handler = || {
        if tx.is_empty() {
            for rank in [2, 4, 1, 3] {
                tx.try_send(rank).expect("an empty channel has room");
            }
        }
    };
    with_ticks(10 * SOON, &handler, || {
        EXECUTOR.run(async {
            for _ in 0..10 {
                // The first wakes, the others are there when this goes on.
                for rank in [4, 3, 2, 1] {
                    assert_eq!(rx.recv().await, Ok(rank));
                }
            }
        });
    });
}

static NEWS: broadcast::Channel<u32, 4> = broadcast::Channel::backpressure();

fn every_task_hears_all() {
    let (tx, rx) = NEWS.split_static();
    let next = Shared::new(0);
    let handler = || {
        if tx.try_send(next.get()).is_ok() {
            next.update(|next| next + 1);
        }
    };
    let listen = async |mut rx: broadcast::BorrowedReceiver<'static, u32, 4>| {
        for expected in 0..MANY {
            assert_eq!(rx.recv().await, Ok(expected));
        }
    };
    let second = rx.clone();
    with_ticks(SOON, &handler, || {
        EXECUTOR.run_all((listen(rx), listen(second)));
    });
}
