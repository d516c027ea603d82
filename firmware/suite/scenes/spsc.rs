//! A ring between two: empty for the one who receives, full for the one who sends.

use crate::flavor::channel::spsc::{BorrowedReceiver, BorrowedSender, Channel};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// What the one who comes wants, and what lets him go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvSlice,
    RecvUntilClosed,
    Send,
    SendMany,
    SendUntilClosed,
    SenderClosed,
    ReceiverClosed,
}

impl What {
    const fn sends(self) -> bool {
        matches!(self, Self::Send | Self::SendMany | Self::SendUntilClosed | Self::SenderClosed)
    }
}

const TAKERS: Facts = Facts::new(Serves::Takers).alone();
const ALL: Facts = Facts::new(Serves::All).alone();

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("spsc, recv", TAKERS, |act| between(What::Recv, act)),
    Subject::new("spsc, recv_slice", TAKERS, |act| between(What::RecvSlice, act)),
    Subject::new("spsc, recv until closed", ALL, |act| between(What::RecvUntilClosed, act)),
    Subject::new("spsc, send", TAKERS, |act| between(What::Send, act)),
    Subject::new("spsc, send_many", TAKERS, |act| between(What::SendMany, act)),
    Subject::new("spsc, send until closed", ALL, |act| between(What::SendUntilClosed, act)),
    Subject::new("spsc, sender's closed", ALL, |act| between(What::SenderClosed, act)),
    Subject::new("spsc, receiver's closed", ALL, |act| between(What::ReceiverClosed, act)),
];

const CAPACITY: usize = 16;
const ONE: &str = "one waits at a time on each side";

type Tx<'a> = Shared<Option<BorrowedSender<'a, u32, CAPACITY>>>;
type Rx<'a> = Shared<Option<BorrowedReceiver<'a, u32, CAPACITY>>>;

async fn wait_to_send(tx: &Tx<'_>, what: What) {
    let mut tx = tx.borrow().expect(ONE);
    match what {
        What::SendMany => drop(tx.send_many([1]).await),
        What::SenderClosed => tx.closed().await,
        _ => drop(tx.send(1).await),
    }
}

async fn wait_to_receive(rx: &Rx<'_>, what: What) {
    let mut rx = rx.borrow().expect(ONE);
    match what {
        What::RecvSlice => {
            rx.recv_slice(&mut [0]).await;
        }
        What::ReceiverClosed => rx.closed().await,
        _ => drop(rx.recv().await),
    }
}

/// Whether a message moved.
fn release(tx: &Tx<'_>, rx: &Rx<'_>, what: What) -> bool {
    // An end that is in use is so by a release further up.
    match what {
        What::Recv | What::RecvSlice => tx.borrow().is_some_and(|mut tx| tx.try_send(2).is_ok()),
        What::Send | What::SendMany => rx.borrow().is_some_and(|mut rx| rx.try_recv().is_ok()),
        What::RecvUntilClosed | What::ReceiverClosed => {
            if let Some(mut tx) = tx.borrow() {
                tx.close();
            }
            false
        }
        What::SendUntilClosed | What::SenderClosed => {
            if let Some(mut rx) = rx.borrow() {
                rx.close();
            }
            false
        }
    }
}

fn between(what: What, act: Act<'_>) {
    let mut channel = const { Channel::<u32, CAPACITY>::new() };
    let (mut tx, rx) = channel.split();
    let mut full = 0;
    while what.sends() && tx.try_send(0).is_ok() {
        full += 1;
    }
    let (tx, rx) = (Shared::new(Some(tx)), Shared::new(Some(rx)));
    let released = Shared::new(0);
    let scene = Scene {
        wait: || async {
            if what.sends() {
                wait_to_send(&tx, what).await
            } else {
                wait_to_receive(&rx, what).await
            }
        },
        release: || released.count(release(&tx, &rx, what)),
        poke: || {
            if let Some(tx) = tx.borrow() {
                let _ = (tx.len(), tx.free_slots(), tx.is_full(), tx.is_closed(), tx.capacity());
            }
            if let Some(rx) = rx.borrow() {
                let _ = (rx.len(), rx.is_empty(), rx.is_closed());
            }
        },
        ebb: || {
            let released = released.get();
            match what {
                What::Recv | What::RecvSlice => {
                    Some(Ebb::Taken { released, left: tx.borrow()?.len() })
                }
                What::Send | What::SendMany => {
                    Some(Ebb::Put { full, released, left: rx.borrow()?.len() })
                }
                _ => None,
            }
        },
    };
    play(scene, act);
}
