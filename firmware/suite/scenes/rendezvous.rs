//! A meeting place where nobody is on the other side.

use crate::flavor::channel::rendezvous::{BorrowedReceiver, BorrowedSender, Channel};
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// What those who come want, and what lets them go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// A value, of a sender who does not wait.
    Recv,
    RecvUntilClosed,
    Send,
    SendUntilClosed,
    Closed,
}

const TAKERS: Facts = Facts::new(Serves::Takers).unstored();
const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("rendezvous, recv from hand", TAKERS, |act| lonely(What::Recv, act)),
    Subject::new("rendezvous, send", TAKERS.effective(), |act| lonely(What::Send, act)),
    Subject::new("rendezvous, recv until closed", ALL, |act| lonely(What::RecvUntilClosed, act)),
    Subject::new("rendezvous, send until closed", ALL, |act| lonely(What::SendUntilClosed, act)),
    Subject::new("rendezvous, closed", ALL, |act| lonely(What::Closed, act)),
];

async fn wait(tx: &BorrowedSender<'_, u32>, rx: &BorrowedReceiver<'_, u32>, what: What) {
    match what {
        What::Recv | What::RecvUntilClosed => drop(rx.recv().await),
        What::Send | What::SendUntilClosed => drop(tx.send(1).await),
        What::Closed => tx.closed().await,
    }
}

fn lonely(what: What, act: Act<'_>) {
    let mut channel = const { Channel::<u32>::new() };
    let (tx, rx) = channel.split();
    let released = Shared::new(0);
    let scene = Scene {
        wait: || wait(&tx, &rx, what),
        release: || match what {
            What::Recv => released.count(tx.try_send(2).is_ok()),
            What::Send => released.count(rx.try_recv().is_ok()),
            What::RecvUntilClosed => tx.close(),
            What::SendUntilClosed | What::Closed => rx.close(),
        },
        poke: || {
            let _ = (tx.len(), tx.is_empty(), tx.capacity(), rx.is_closed());
            drop((tx.clone(), rx.clone()));
            if matches!(what, What::Send | What::SendUntilClosed) {
                assert!(tx.try_send(9).is_err(), "nobody is there who would receive");
            }
        },
        ebb: || {
            let (released, left) = (released.get(), rx.len());
            (what == What::Recv).then_some(Ebb::Taken { released, left })
        },
    };
    play(scene, act);
}
