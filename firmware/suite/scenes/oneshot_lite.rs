//! A oneshot of one byte that has not come.

use crate::flavor::channel::oneshot::lite::Oneshot;
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

const FACTS: Facts = Facts::new(Serves::All).alone();

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("oneshot::lite, recv", FACTS, |act| unsent(false, act)),
    Subject::new("oneshot::lite, recv until dropped", FACTS, |act| unsent(true, act)),
];

fn unsent(until_dropped: bool, act: Act<'_>) {
    let mut channel = const { Oneshot::new() };
    let (tx, rx) = channel.split();
    let (tx, rx) = (Shared::new(Some(tx)), Shared::new(Some(rx)));
    let heard = Shared::new(0);
    let scene = Scene {
        wait: || async {
            let mut rx = rx.borrow().expect("one waits at a time");
            let received = rx.recv().await;
            heard.count(received.is_ok());
        },
        release: || match tx.take() {
            Some(tx) if !until_dropped => tx.send(true).expect("the receiver is there"),
            gone => drop(gone),
        },
        poke: || {
            if let Some(tx) = tx.borrow() {
                let _ = tx.is_closed();
            }
            if let Some(rx) = rx.borrow() {
                let _ = (rx.is_closed(), rx.is_empty(), rx.is_terminated());
            }
        },
        ebb: || (!until_dropped).then(|| Ebb::Heard(heard.get())),
    };
    play(scene, act);
}
