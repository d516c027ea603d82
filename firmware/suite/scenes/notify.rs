//! Signals that were not given.

use wakeful::wait::WakerCell as GenericCell;

use crate::flavor::sync::{Notify, SingleWaiterNotify, WakerCell};
use crate::flavor::{Act, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

use core::future::poll_fn;
use core::task::Poll;

const TAKERS: Facts = Facts::new(Serves::Takers);
const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("Notify, notify_one", TAKERS, |act| quiet(Notify::notify_one, act)),
    Subject::new("Notify, notify_last", TAKERS, |act| quiet(Notify::notify_last, act)),
    Subject::new("Notify, notify_waiters", ALL.unstored(), |act| {
        quiet(Notify::notify_waiters, act)
    }),
    Subject::new("SingleWaiterNotify", TAKERS.alone().keeps_waker(), single),
    Subject::new("WakerCell", TAKERS.alone().keeps_waker(), cell),
];

fn quiet(release: fn(&Notify), act: Act<'_>) {
    let notify = const { Notify::new() };
    let scene = Scene {
        wait: || notify.notified(),
        release: || release(&notify),
        // There is nothing to try, and to notify would be a release.
        poke: || drop(notify.notified()),
        ebb: no_ebb,
    };
    play(scene, act);
}

fn single(act: Act<'_>) {
    let notify = const { SingleWaiterNotify::new() };
    let scene = Scene {
        wait: || notify.notified(),
        release: || notify.notify_one(),
        poke: || {
            if notify.try_take() {
                notify.notify_one();
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

/// A flag of one's own, with a waker.
fn cell(act: Act<'_>) {
    let waker: WakerCell = const { GenericCell::new() };
    let flag = Shared::new(false);
    let scene = Scene {
        wait: || {
            poll_fn(|cx| {
                waker.register(cx.waker());
                if flag.replace(false) { Poll::Ready(()) } else { Poll::Pending }
            })
        },
        release: || {
            flag.set(true);
            waker.wake();
        },
        poke: || {
            if let Some(waiting) = waker.take() {
                waiting.wake();
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
