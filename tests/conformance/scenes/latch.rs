//! Counters that are not down to zero.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{Latch, WaitGroup};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

struct Shut<F: Flavor>(F::Own<Latch<F::Lock>>);

impl<F: Flavor> fmt::Debug for Shut<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", &*self.0, self.0.wait())
    }
}

impl<F: Flavor> Scene for Shut<F> {
    fn wait(&self) -> Waiting<'_> {
        F::latch(&self.0)
    }

    fn release(&self) {
        self.0.count_down();
    }

    fn poke(&self) {
        let _ = (self.0.count(), self.0.is_open());
    }
}

struct AtWork<F: Flavor>(F::Own<WaitGroup<F::Lock>>);

impl<F: Flavor> fmt::Debug for AtWork<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", &*self.0, self.0.wait(), self.0.worker())
    }
}

impl<F: Flavor> Scene for AtWork<F> {
    fn wait(&self) -> Waiting<'_> {
        F::wait_group(&self.0)
    }

    fn release(&self) {
        if self.0.count() > 0 {
            self.0.done();
        }
    }

    fn poke(&self) {
        if self.0.count() > 0 {
            drop(self.0.worker());
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All);
    vec![
        Subject {
            name: "Latch",
            flavor: F::NAME,
            facts,
            set: |_| Rc::new(Shut::<F>(F::own(Latch::new(1)))),
        },
        Subject {
            name: "WaitGroup",
            flavor: F::NAME,
            facts,
            set: |_| {
                let group = F::own(WaitGroup::new());
                group.add(1);
                Rc::new(AtWork::<F>(group))
            },
        },
    ]
}
