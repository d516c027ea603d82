//! A channel of one receiver, whom whoever waits has borrowed.

use crate::flavor::channel::mpsc::Channel;
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

const TAKERS: Facts = Facts::new(Serves::Takers);
const ALL: Facts = Facts::new(Serves::All);
/// More than hostile wakers send.
const CAPACITY: usize = 32;

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("mpsc, recv", TAKERS.alone(), |act| receives(false, act)),
    Subject::new("mpsc, recv until closed", ALL.alone(), |act| receives(true, act)),
    Subject::new("mpsc, send", TAKERS, sends),
];

fn receives(until_closed: bool, act: Act<'_>) {
    let mut channel = const { Channel::<u32, CAPACITY>::new() };
    let (tx, rx) = channel.split();
    let (rx, released) = (Shared::new(Some(rx)), Shared::new(0));
    let scene = Scene {
        wait: || async {
            let mut rx = rx.borrow().expect("one waits at a time");
            rx.recv().await.is_ok()
        },
        release: || {
            if until_closed {
                tx.close();
            } else {
                released.count(tx.try_send(2).is_ok());
            }
        },
        poke: || {
            let _ = (tx.len(), tx.is_full(), tx.is_closed(), tx.clone());
            drop(tx.try_reserve());
        },
        ebb: || {
            let (released, left) = (released.get(), tx.len());
            (!until_closed).then_some(Ebb::Taken { released, left })
        },
    };
    play(scene, act);
}

fn sends(act: Act<'_>) {
    let mut channel = const { Channel::<u32, CAPACITY>::new() };
    let (tx, rx) = channel.split();
    let mut full = 0;
    while tx.try_send(0).is_ok() {
        full += 1;
    }
    let (rx, released) = (Shared::new(Some(rx)), Shared::new(0));
    let scene = Scene {
        wait: || tx.send(1),
        release: || {
            // In use by a release further up.
            let moved = rx.borrow().is_some_and(|mut rx| rx.try_recv().is_ok());
            released.count(moved);
        },
        poke: || drop(tx.try_reserve()),
        ebb: || Some(Ebb::Put { full, released: released.get(), left: tx.len() }),
    };
    play(scene, act);
}
