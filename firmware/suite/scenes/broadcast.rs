//! A broadcast without news, for those who receive, and one that is full, for those who send.

use crate::flavor::channel::broadcast::{BorrowedReceiver, BorrowedSender, Channel, RecvError};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    /// More than the channel keeps comes at once.
    RecvLagging,
    RecvUntilClosed,
    RecvUntilDropped,
    Send,
    SendUntilClosed,
    SendUntilDropped,
    Closed,
}

const TAKERS: Facts = Facts::new(Serves::Takers);
const ALL: Facts = Facts::new(Serves::All);
const KEEPS: usize = 4;

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("broadcast, recv", ALL, |act| quiet(const { Channel::new() }, What::Recv, act)),
    Subject::new("broadcast, recv lagging", ALL, |act| {
        quiet(const { Channel::new() }, What::RecvLagging, act)
    }),
    Subject::new("broadcast, recv until closed", ALL, |act| {
        quiet(const { Channel::new() }, What::RecvUntilClosed, act)
    }),
    Subject::new("broadcast, recv until dropped", ALL, |act| {
        quiet(const { Channel::new() }, What::RecvUntilDropped, act)
    }),
    Subject::new("broadcast, backpressure, recv", ALL, |act| {
        quiet(const { Channel::backpressure() }, What::Recv, act)
    }),
    Subject::new("broadcast, backpressure, send", TAKERS, |act| full(What::Send, act)),
    Subject::new("broadcast, send until closed", ALL, |act| full(What::SendUntilClosed, act)),
    Subject::new("broadcast, send until dropped", ALL, |act| full(What::SendUntilDropped, act)),
    Subject::new("broadcast, closed", ALL, |act| full(What::Closed, act)),
];

type Rx<'a> = BorrowedReceiver<'a, u32, KEEPS>;

/// Those who receive begin where `first` is, which stays there.
async fn receive(first: &Rx<'_>, what: What, heard: &Shared<usize>) {
    let mut rx = first.clone();
    let received = rx.recv().await;
    heard.count(match what {
        What::Recv => received.is_ok(),
        What::RecvLagging => matches!(received, Err(RecvError::Lagged(1..))),
        _ => received == Err(RecvError::Closed),
    });
}

fn quiet(mut channel: Channel<u32, KEEPS>, what: What, act: Act<'_>) {
    let (tx, rx) = channel.split();
    let (tx, heard, released) = (Shared::new(Some(tx)), Shared::new(0), Shared::new(0));
    let scene = Scene {
        wait: || receive(&rx, what, &heard),
        release: || {
            if what == What::RecvUntilDropped {
                return drop(tx.take());
            }
            let Some(tx) = tx.borrow() else { return };
            match what {
                What::RecvUntilClosed => tx.close(),
                _ if released.replace(1) > 0 => {}
                What::RecvLagging => {
                    for value in 0..2 * KEEPS as u32 {
                        tx.try_send(value).expect("there is a receiver");
                    }
                }
                _ => drop(tx.try_send(0).expect("there is a receiver")),
            }
        },
        poke: || {
            if let Some(tx) = tx.borrow() {
                let _ = (tx.len(), tx.is_closed(), tx.receiver_count(), tx.sender_count());
            }
            let _ = (rx.len(), rx.is_closed(), rx.resubscribe(), rx.sender_count());
        },
        ebb: || matches!(what, What::Recv | What::RecvLagging).then(|| Ebb::Heard(heard.get())),
    };
    play(scene, act);
}

async fn wait_with(tx: &BorrowedSender<'_, u32, KEEPS>, what: What) {
    match what {
        What::Closed => tx.closed().await,
        _ => drop(tx.send(1).await),
    }
}

fn full(what: What, act: Act<'_>) {
    let mut channel = const { Channel::backpressure() };
    let (tx, rx) = channel.split();
    let mut full = 0;
    while tx.try_send(0).is_ok() {
        full += 1;
    }
    let (rx, released) = (Shared::new(Some(rx)), Shared::new(0));
    let scene = Scene {
        wait: || wait_with(&tx, what),
        release: || match what {
            What::SendUntilClosed => tx.close(),
            What::SendUntilDropped | What::Closed => drop(rx.take()),
            // In use by a release further up.
            _ => released.count(rx.borrow().is_some_and(|mut rx| rx.try_recv().is_ok())),
        },
        poke: || {
            let _ = (tx.len(), tx.is_closed(), tx.receiver_count(), tx.sender_count());
        },
        ebb: || {
            let left = rx.borrow()?.len();
            (what == What::Send).then_some(Ebb::Put { full, released: released.get(), left })
        },
    };
    play(scene, act);
}
