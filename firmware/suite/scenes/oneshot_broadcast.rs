//! One value for everybody, which has not come.

use crate::flavor::channel::oneshot_broadcast::Channel;
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

/// How the waiting ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sends,
    Closes,
    Leaves,
}

const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("oneshot_broadcast, recv", ALL, |act| undecided(End::Sends, act)),
    Subject::new("oneshot_broadcast, close", ALL, |act| undecided(End::Closes, act)),
    Subject::new("oneshot_broadcast, drop", ALL, |act| undecided(End::Leaves, act)),
];

fn undecided(end: End, act: Act<'_>) {
    let mut channel = const { Channel::<u32>::new() };
    let (tx, rx) = channel.split();
    let tx = Shared::new(Some(tx));
    let heard = Shared::new(0);
    let scene = Scene {
        wait: || async {
            let received = rx.recv().await;
            heard.count(received.is_ok());
        },
        release: || {
            if end == End::Leaves {
                return drop(tx.take());
            }
            if let Some(tx) = tx.borrow() {
                match end {
                    // Refused when there is a value.
                    End::Sends => drop(tx.send(7)),
                    _ => tx.close(),
                }
            }
        },
        poke: || {
            let _ = (rx.try_recv(), rx.get(), rx.is_closed(), rx.clone());
            if let Some(tx) = tx.borrow() {
                let _ = (tx.is_closed(), tx.get(), tx.receiver_count());
            }
        },
        ebb: || (end == End::Sends).then(|| Ebb::Heard(heard.get())),
    };
    play(scene, act);
}
