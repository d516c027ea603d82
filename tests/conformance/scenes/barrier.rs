//! A barrier that lacks two.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::sync::generic::Barrier;

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

struct Incomplete<F: Flavor>(F::Own<Barrier<F::Lock>>);

impl<F: Flavor> Incomplete<F> {
    /// Comes as often as it takes to complete the round; a recursion keeps those who came.
    fn complete(&self) {
        let mut one = pin!(self.0.wait());
        match one.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => assert!(result.is_leader()),
            Poll::Pending => self.complete(),
        }
    }
}

impl<F: Flavor> fmt::Debug for Incomplete<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", &*self.0, self.0.wait())
    }
}

impl<F: Flavor> Scene for Incomplete<F> {
    fn wait(&self) -> Waiting<'_> {
        F::barrier(&self.0)
    }

    fn release(&self) {
        self.complete();
    }

    fn poke(&self) {
        let _ = format!("{:?}", &*self.0);
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![Subject {
        name: "Barrier",
        flavor: F::NAME,
        facts: Facts::new(Serves::All).unstored("a newcomer is of the next round"),
        // One more than wait, and one whom a waker may send.
        set: |n| Rc::new(Incomplete::<F>(F::own(Barrier::new(n + 2)))),
    }]
}
