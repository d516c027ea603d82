//! A signal for a single waiter.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::SingleWaiterNotify;

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

struct Single<F: Flavor>(SingleWaiterNotify<F::Lock>);

impl<F: Flavor> fmt::Debug for Single<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.0, self.0.notified())
    }
}

impl<F: Flavor> Scene for Single<F> {
    fn wait(&self) -> Waiting<'_> {
        erase(self.0.notified())
    }

    fn release(&self) {
        self.0.notify_one();
    }

    fn poke(&self) {
        if self.0.try_take() {
            self.0.notify_one();
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![Subject {
        name: "SingleWaiterNotify",
        flavor: F::NAME,
        facts: Facts::new(Serves::Takers).alone("for a single waiter").keeps_waker(),
        set: |_| Rc::new(Single::<F>(SingleWaiterNotify::new())),
    }]
}
