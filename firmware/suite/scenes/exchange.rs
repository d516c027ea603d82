//! An exchange with nobody to exchange with.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Waker};

use crate::flavor::channel::exchange::Exchange;
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

const FACTS: Facts = Facts::new(Serves::Takers).alone().unstored().effective();

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("exchange, try_exchange", FACTS, |act| lonely(false, act)),
    Subject::new("exchange, exchange", FACTS, |act| lonely(true, act)),
];

/// A partner comes for a moment: by a future that is dropped, or by a call that never waits.
fn lonely(by_future: bool, act: Act<'_>) {
    let exchange = const { Exchange::<u32>::new() };
    let scene = Scene {
        wait: || exchange.exchange(1),
        release: || {
            if by_future {
                let partner = pin!(exchange.exchange(2));
                let _ = partner.poll(&mut Context::from_waker(Waker::noop()));
            } else {
                let _ = exchange.try_exchange(2);
            }
        },
        poke: || {
            let _ = exchange.is_ready();
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
