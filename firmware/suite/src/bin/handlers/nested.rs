//! Handlers that interrupt handlers.

use board::{Line, Test};
use suite::Shared;
use suite::handlers::{with_line_a, with_ticks};
use wakeful::channel::critical::mpmc;
use wakeful::sync::critical::{AutoResetEvent, Semaphore};

use crate::EXECUTOR;

pub(super) const TESTS: &[Test] = &[
    Test { name: "a_handler_that_sends_is_interrupted_by_one", check: sends_in_sends },
    Test { name: "a_handler_that_wakes_is_interrupted_by_one", check: wakes_in_wakes },
];

/// How often a handler is interrupted.
const MANY: usize = 100;

/// While `body` runs, two handlers call `act`, with `true` the less urgent one: from one tick on until the next
/// one has interrupted it, and then the thread has time until the next. Counts into `nested`.
fn with_nested(act: &(dyn Fn(bool) + Sync), nested: &Shared<usize>, body: impl FnOnce()) {
    let inside = Shared::new(false);
    let low = || {
        let before = nested.get();
        inside.set(true);
        while nested.get() == before {
            act(true);
        }
        inside.set(false);
    };
    let high = || {
        act(false);
        match inside.get() {
            true => nested.count(true),
            false => Line::A.pend(),
        }
    };
    Line::A.urgency(3);
    // No multiple of what a turn takes.
    with_line_a(&low, || with_ticks(3_001, &high, body));
    Line::A.urgency(0);
}

static MESSAGES: mpmc::Channel<bool, 8> = mpmc::Channel::new();

fn sends_in_sends() {
    let (tx, rx) = MESSAGES.split_static();
    let (sent, nested) = (Shared::new([0_usize; 2]), Shared::new(0));
    let act = |low: bool| {
        if tx.try_send(low).is_ok() {
            sent.update(|mut sent| {
                sent[usize::from(low)] += 1;
                sent
            });
        }
    };
    let mut received = [0; 2];
    with_nested(&act, &nested, || {
        EXECUTOR.run(async {
            while nested.get() < MANY {
                let low = rx.recv().await.expect("a sender is there");
                received[usize::from(low)] += 1;
            }
        });
    });
    while let Ok(low) = rx.try_recv() {
        received[usize::from(low)] += 1;
    }
    assert_eq!(received, sent.get(), "messages were lost or invented");
    assert!(received[0] > 0 && received[1] > 0);
}

static PERMITS: Semaphore = Semaphore::new(0);
static EVENT: AutoResetEvent = AutoResetEvent::new(false);

fn wakes_in_wakes() {
    let (released, nested, taken) = (Shared::new(0), Shared::new(0), Shared::new(0));
    let act = |_| {
        released.count(true);
        PERMITS.release(1);
        EVENT.set();
    };
    with_nested(&act, &nested, || {
        let acquire = async || {
            while nested.get() < MANY {
                PERMITS.acquire().await.expect("it is open").forget();
                taken.count(true);
            }
        };
        let wait = async {
            while nested.get() < MANY {
                EVENT.wait().await;
            }
        };
        EXECUTOR.run_all((acquire(), acquire(), wait));
    });
    assert_eq!(taken.get() + PERMITS.available_permits(), released.get(), "permits were lost");
}
