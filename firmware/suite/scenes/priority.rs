//! A channel that gives the highest first.

use crate::flavor::channel::priority::Channel;
use crate::flavor::{Act, Ebb, Facts, Scene, Serves, Shared, Subject, play};

const TAKERS: Facts = Facts::new(Serves::Takers);
/// More than hostile wakers send.
const CAPACITY: usize = 64;

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("priority, recv", TAKERS, receives),
    Subject::new("priority, send", TAKERS, sends),
];

fn receives(act: Act<'_>) {
    let mut channel = const { Channel::<u32, CAPACITY>::new() };
    let (tx, rx) = channel.split();
    let released = Shared::new(0);
    let scene = Scene {
        wait: || rx.recv(),
        release: || released.count(tx.try_send(2).is_ok()),
        poke: || {
            if let Ok(value) = rx.try_recv() {
                tx.try_send(value).expect("its room is free");
            }
        },
        ebb: || Some(Ebb::Taken { released: released.get(), left: rx.len() }),
    };
    play(scene, act);
}

fn sends(act: Act<'_>) {
    let mut channel = const { Channel::<u32, 3>::new() };
    let (tx, rx) = channel.split();
    for rank in [1, 3, 2] {
        tx.try_send(rank).expect("a channel with room");
    }
    let released = Shared::new(0);
    let scene = Scene {
        wait: || tx.send(1),
        release: || released.count(rx.try_recv().is_ok()),
        poke: || drop(tx.try_reserve()),
        ebb: || Some(Ebb::Put { full: 3, released: released.get(), left: rx.len() }),
    };
    play(scene, act);
}
