//! A oneshot whose value has not come.

use crate::flavor::channel::oneshot::{BorrowedReceiver, BorrowedSender, Oneshot};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// What the one who comes wants, and what lets him go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvUntilDropped,
    Closed,
    ClosedByDrop,
}

const FACTS: Facts = Facts::new(Serves::All).alone();

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("oneshot, recv", FACTS, |act| unsent(What::Recv, act)),
    Subject::new("oneshot, recv until dropped", FACTS, |act| unsent(What::RecvUntilDropped, act)),
    Subject::new("oneshot, closed", FACTS, |act| unsent(What::Closed, act)),
    Subject::new("oneshot, closed by drop", FACTS, |act| unsent(What::ClosedByDrop, act)),
];

/// Where an end is, until it leaves. Whoever waits with it has borrowed it.
type Place<E> = Shared<Option<E>>;

const ONE: &str = "one waits at a time";

async fn wait(
    tx: &Place<BorrowedSender<'_, u32>>,
    rx: &Place<BorrowedReceiver<'_, u32>>,
    what: What,
    heard: &Shared<usize>,
) {
    match what {
        What::Recv | What::RecvUntilDropped => {
            let mut rx = rx.borrow().expect(ONE);
            let received = rx.recv().await;
            heard.count(received.is_ok());
        }
        What::Closed | What::ClosedByDrop => tx.borrow().expect(ONE).closed().await,
    }
}

fn unsent(what: What, act: Act<'_>) {
    let mut channel = const { Oneshot::new() };
    let (tx, rx) = channel.split();
    let (tx, rx) = (Shared::new(Some(tx)), Shared::new(Some(rx)));
    let heard = Shared::new(0);
    let scene = Scene {
        wait: || wait(&tx, &rx, what, &heard),
        release: || match what {
            What::Recv => {
                let tx = tx.take();
                assert!(tx.is_none_or(|tx| tx.send(1).is_ok()), "the receiver is there");
            }
            What::RecvUntilDropped => drop(tx.take()),
            What::Closed => {
                if let Some(mut rx) = rx.borrow() {
                    rx.close();
                }
            }
            What::ClosedByDrop => drop(rx.take()),
        },
        poke: || {
            if let Some(tx) = tx.borrow() {
                let _ = tx.is_closed();
            }
            if let Some(rx) = rx.borrow() {
                let _ = (rx.is_closed(), rx.is_empty(), rx.is_terminated());
            }
        },
        ebb: || (what == What::Recv).then(|| Ebb::Heard(heard.get())),
    };
    play(scene, act);
}
