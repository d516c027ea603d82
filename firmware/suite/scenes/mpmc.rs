//! A channel with a queue: empty for those who receive, full for those who send.

use crate::flavor::channel::mpmc::{BorrowedReceiver, BorrowedSender, Channel};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Recv,
    RecvUntilClosed,
    Send,
    SendUntilClosed,
    Reserve,
    Closed,
}

const TAKERS: Facts = Facts::new(Serves::Takers);
const HOLDERS: Facts = Facts::new(Serves::Holders);
const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("mpmc, recv", TAKERS, |act| shares(What::Recv, act)),
    Subject::new("mpmc, send", TAKERS, |act| shares(What::Send, act)),
    Subject::new("mpmc, reserve", HOLDERS, |act| shares(What::Reserve, act)),
    Subject::new("mpmc, recv until closed", ALL, |act| shares(What::RecvUntilClosed, act)),
    Subject::new("mpmc, send until closed", ALL, |act| shares(What::SendUntilClosed, act)),
    Subject::new("mpmc, closed", ALL, |act| shares(What::Closed, act)),
];

/// More than hostile wakers send.
const CAPACITY: usize = 64;

type Tx<'a> = BorrowedSender<'a, u32, CAPACITY>;
type Rx<'a> = BorrowedReceiver<'a, u32, CAPACITY>;

/// Whether somebody waits for room, which is kept for as long as that is not dropped.
async fn wait<'a>(tx: &'a Tx<'_>, rx: &Rx<'_>, what: What) -> impl Sized + use<'a> {
    match what {
        What::Recv | What::RecvUntilClosed => drop(rx.recv().await),
        What::Send | What::SendUntilClosed => drop(tx.send(1).await),
        What::Reserve => return tx.reserve().await.ok(),
        What::Closed => tx.closed().await,
    }
    None
}

/// Whether a message moved.
fn release(tx: &Tx<'_>, rx: &Rx<'_>, what: What) -> bool {
    match what {
        What::Recv => tx.try_send(2).is_ok(),
        What::Send | What::Reserve => rx.try_recv().is_ok(),
        What::RecvUntilClosed => {
            tx.close();
            false
        }
        What::SendUntilClosed | What::Closed => {
            rx.close();
            false
        }
    }
}

/// What it takes it gives back.
fn poke(tx: &Tx<'_>, rx: &Rx<'_>, what: What) {
    match what {
        What::Recv => {
            if let Ok(value) = rx.try_recv() {
                tx.try_send(value).expect("its room is free");
            }
        }
        What::Send | What::Reserve => drop(tx.try_reserve()),
        What::RecvUntilClosed => drop(rx.try_recv()),
        What::SendUntilClosed | What::Closed => {}
    }
    let _ = (tx.len(), tx.is_full(), rx.is_closed(), tx.sender_count());
    drop((tx.clone(), rx.clone()));
}

fn shares(what: What, act: Act<'_>) {
    let mut channel = const { Channel::<u32, CAPACITY>::new() };
    let (tx, rx) = channel.split();
    let mut full = 0;
    if matches!(what, What::Send | What::SendUntilClosed | What::Reserve) {
        while tx.try_send(0).is_ok() {
            full += 1;
        }
    }
    let released = Shared::new(0);
    let scene = Scene {
        wait: || wait(&tx, &rx, what),
        release: || {
            // A room that is reserved goes from one to the next.
            if what != What::Reserve || released.get() == 0 {
                released.count(release(&tx, &rx, what));
            }
        },
        poke: || poke(&tx, &rx, what),
        ebb: || {
            let (released, left) = (released.get(), rx.len());
            match what {
                What::Recv => Some(Ebb::Taken { released, left }),
                What::Send => Some(Ebb::Put { full, released, left }),
                _ => None,
            }
        },
    };
    play(scene, act);
}
