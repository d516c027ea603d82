//! An exchange with nobody to exchange with.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use wakeful::channel::generic::exchange::Exchange;

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

/// A partner comes for a moment: by a future that is dropped, or by a call that never waits.
struct Lonely<F: Flavor> {
    exchange: Exchange<u32, F::Lock>,
    by_future: bool,
}

impl<F: Flavor> fmt::Debug for Lonely<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.exchange, self.exchange.exchange(0))
    }
}

impl<F: Flavor> Scene for Lonely<F> {
    fn wait(&self) -> Waiting<'_> {
        erase(self.exchange.exchange(1))
    }

    fn release(&self) {
        if self.by_future {
            let mut partner = pin!(self.exchange.exchange(2));
            let _ = partner.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        } else {
            let _ = self.exchange.try_exchange(2);
        }
    }

    fn poke(&self) {
        // To try would be a release. This looks at the state.
        let _ = format!("{:?}", self.exchange);
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::Takers)
        .alone("the next who comes is the partner")
        .unstored("a partner who leaves takes its value along")
        .effective("the exchange was made when it was woken: `Meet::cancel` tells");
    let subject = |name, set| Subject { name, flavor: F::NAME, facts, set };
    vec![
        subject("exchange, try_exchange", |_| {
            Rc::new(Lonely::<F> { exchange: Exchange::new(), by_future: false })
        }),
        subject("exchange, exchange", |_| {
            Rc::new(Lonely::<F> { exchange: Exchange::new(), by_future: true })
        }),
    ]
}
