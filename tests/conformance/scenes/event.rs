//! Events that are off.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{AutoResetEvent, ManualResetEvent};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

struct Manual<F: Flavor>(F::Own<ManualResetEvent<F::Lock>>);

impl<F: Flavor> fmt::Debug for Manual<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", &*self.0, self.0.wait())
    }
}

impl<F: Flavor> Scene for Manual<F> {
    fn wait(&self) -> Waiting<'_> {
        F::manual(&self.0)
    }

    fn release(&self) {
        self.0.set();
    }

    fn poke(&self) {
        let was_set = self.0.is_set();
        self.0.reset();
        if was_set {
            self.0.set();
        }
    }
}

struct Auto<F: Flavor>(F::Own<AutoResetEvent<F::Lock>>);

impl<F: Flavor> fmt::Debug for Auto<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", &*self.0, self.0.wait())
    }
}

impl<F: Flavor> Scene for Auto<F> {
    fn wait(&self) -> Waiting<'_> {
        F::auto(&self.0)
    }

    fn release(&self) {
        self.0.set();
    }

    fn poke(&self) {
        if self.0.try_wait() {
            self.0.set();
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![
        Subject {
            name: "ManualResetEvent",
            flavor: F::NAME,
            facts: Facts::new(Serves::All),
            set: |_| Rc::new(Manual::<F>(F::own(ManualResetEvent::new(false)))),
        },
        Subject {
            name: "AutoResetEvent",
            flavor: F::NAME,
            facts: Facts::new(Serves::Takers),
            set: |_| Rc::new(Auto::<F>(F::own(AutoResetEvent::new(false)))),
        },
    ]
}
