//! Values that several look at, and those that are handed over.

use board::{Line, Test};
use suite::Shared;
use suite::handlers::{with_line_a, with_ticks};
use wakeful::channel::critical::{exchange, oneshot_broadcast, rendezvous, watch};
use wakeful::future::yield_now;
use wakeful::sync::critical::{Mutex, Notify, OnceCell};

use crate::{EXECUTOR, SOON};

pub(super) const TESTS: &[Test] = &[
    Test { name: "a_watched_value_only_goes_on", check: a_watched_value_only_goes_on },
    Test { name: "one_value_of_a_handler_is_for_all", check: one_value_of_a_handler_is_for_all },
    Test { name: "tasks_meet_while_a_handler_looks", check: tasks_meet_while_a_handler_looks },
    Test { name: "tasks_swap_values", check: tasks_swap_values },
    Test { name: "a_handler_tries_a_mutex", check: a_handler_tries_a_mutex },
    Test { name: "a_handler_fills_a_cell", check: a_handler_fills_a_cell },
];

const MANY: u32 = 200;

static LEVEL: watch::Channel<u32> = watch::Channel::new(0);

fn a_watched_value_only_goes_on() {
    let (tx, mut rx) = LEVEL.split_static();
    let handler = || tx.send_modify(|level| *level += 1);
    with_ticks(SOON, &handler, || {
        EXECUTOR.run(async {
            let mut last = 0;
            while last < MANY {
                let level = rx.recv().await.expect("the sender is there");
                assert!(level > last, "{level} after {last}");
                last = level;
            }
        });
    });
}

static VERDICT: oneshot_broadcast::Channel<u32> = oneshot_broadcast::Channel::new();

fn one_value_of_a_handler_is_for_all() {
    let (tx, rx) = VERDICT.split_static();
    let other = rx.clone();
    let handler = || {
        let _ = tx.send(7);
    };
    with_ticks(10 * SOON, &handler, || {
        assert_eq!(EXECUTOR.run_all((rx.recv(), other.recv())), (Ok(7), Ok(7)));
    });
}

static MEETING: rendezvous::Channel<u32> = rendezvous::Channel::new();

fn tasks_meet_while_a_handler_looks() {
    let (tx, rx) = MEETING.split_static();
    let taken = Shared::new(0);
    // Takes what somebody offers now and then, which is then missing elsewhere.
    let handler = || {
        if let Ok(value) = rx.try_recv() {
            taken.update(|taken| taken + value);
        }
    };
    let receive = async {
        let mut sum = 0;
        while let Ok(value) = rx.recv().await {
            sum += value;
        }
        sum
    };
    let send = async {
        for value in 1..=MANY {
            tx.send(value).await.expect("a receiver is there");
        }
        tx.close();
    };
    with_ticks(SOON, &handler, || {
        let (sum, ()) = EXECUTOR.run_all((receive, send));
        assert_eq!(sum + taken.get(), (1..=MANY).sum());
    });
}

static TABLE: exchange::Exchange<u32> = exchange::Exchange::new();

fn tasks_swap_values() {
    let party = async |first: u32| {
        for round in 0..MANY {
            assert_eq!(TABLE.exchange(first + round).await % 1_000, round);
            // Who comes again before the other has looked gets its own value back.
            yield_now().await;
        }
    };
    let handler = || {
        let _ = TABLE.is_ready();
    };
    with_ticks(SOON, &handler, || {
        EXECUTOR.run_all((async {}, party(1_000), party(2_000)));
    });
}

static COUNT: Mutex<[u32; 2]> = Mutex::new([0; 2]);

fn a_handler_tries_a_mutex() {
    let (got, missed) = (Shared::new(0), Shared::new(0));
    let add = |counts: &mut [u32; 2], by: usize| {
        // Not both at a time.
        let before = counts[0] + counts[1];
        counts[by] += 1;
        assert_eq!(counts[0] + counts[1], before + 1);
    };
    let handler = || match COUNT.try_lock() {
        Ok(mut counts) => {
            add(&mut counts, 0);
            got.count(true);
        }
        Err(_) => missed.count(true),
    };
    let task = async || {
        while missed.get() < 10 || got.get() < 10 {
            let mut counts = COUNT.lock().await;
            add(&mut counts, 1);
            // Held while another task runs, and handlers; then free for as long.
            yield_now().await;
            drop(counts);
            yield_now().await;
        }
    };
    with_ticks(SOON, &handler, || {
        EXECUTOR.run_all((async {}, task(), task()));
    });
    let counts = COUNT.try_lock().expect("nobody has it");
    assert_eq!(counts[0] as usize, got.get());
}

static SERIAL: OnceCell<u32> = OnceCell::new();
static ASKED: Notify = Notify::new();

fn a_handler_fills_a_cell() {
    let handler = || {
        let _ = SERIAL.set(42);
        ASKED.notify_one();
    };
    with_line_a(&handler, || {
        let read = async {
            ASKED.notified().await;
            *SERIAL.get_or_init(async || 1).await
        };
        let ask = async { Line::A.pend() };
        assert_eq!(EXECUTOR.run_all((read, ask)), (42, ()));
    });
}
