//! A watched value that has not changed.

use crate::flavor::channel::watch::{BorrowedReceiver, Channel, StateId};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

/// What those who come wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Changed,
    Recv,
    Receive,
    WaitFor,
}

use What::{Changed, Receive, Recv, WaitFor};

const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("watch, changed", ALL, |act| unchanged(Changed, false, act)),
    Subject::new("watch, recv", ALL, |act| unchanged(Recv, false, act)),
    Subject::new("watch, wait_for", ALL, |act| unchanged(WaitFor, false, act)),
    Subject::new("watch, receive", ALL, |act| unchanged(Receive, false, act)),
    Subject::new("watch, changed until closed", ALL, |act| unchanged(Changed, true, act)),
    Subject::new("watch, receive until closed", ALL, |act| unchanged(Receive, true, act)),
    Subject::new("watch, closed", ALL, closed),
];

/// Whether there was news. A clone has seen what the first one has: a change that was before it came counts.
async fn wait(first: &BorrowedReceiver<'_, u32>, since: StateId, what: What) -> bool {
    let mut rx = first.clone();
    match what {
        Changed => rx.changed().await.is_ok(),
        Recv => rx.recv().await.is_ok(),
        WaitFor => rx.wait_for(|value| *value > 0).await.is_ok(),
        Receive => first.receive(since).await.is_ok(),
    }
}

fn unchanged(what: What, until_closed: bool, act: Act<'_>) {
    let mut channel = const { Channel::new(0) };
    let (tx, rx) = channel.split();
    let since = rx.id();
    let (tx, heard) = (Shared::new(Some(tx)), Shared::new(0));
    let scene = Scene {
        wait: || async {
            let news = wait(&rx, since, what).await;
            heard.count(news);
        },
        release: || {
            if until_closed {
                drop(tx.take());
            } else if let Some(tx) = tx.borrow() {
                tx.send(5).expect("there is a receiver");
            }
        },
        poke: || {
            let _ = (rx.borrow(), rx.try_receive(since), rx.has_changed());
            let _ = (rx.clone(), rx.is_closed(), rx.with(|value| *value));
            if let Some(tx) = tx.borrow() {
                let _ = (tx.borrow(), tx.subscribe(), tx.is_closed(), tx.receiver_count());
                assert!(!tx.send_if_modified(|_| false), "nothing was modified");
            }
        },
        ebb: || (!until_closed).then(|| Ebb::Heard(heard.get())),
    };
    play(scene, act);
}

/// For a sender without whom nothing is received.
fn closed(act: Act<'_>) {
    let mut channel = const { Channel::new(0) };
    let (tx, rx) = channel.split();
    let rx = Shared::new(Some(rx));
    let scene = Scene {
        wait: || tx.closed(),
        release: || drop(rx.take()),
        poke: || {
            let _ = (tx.borrow(), tx.is_closed(), tx.id(), tx.clone());
            let _ = tx.send(3);
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
