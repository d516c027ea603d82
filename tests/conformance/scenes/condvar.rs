//! A condition variable that was not notified; its mutex is free.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{Condvar, Mutex};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

type Release<F> = fn(&Condvar<<F as Flavor>::Lock>);

struct Parking<F: Flavor> {
    mutex: F::Own<Mutex<u32, F::Lock>>,
    condvar: Condvar<F::Lock>,
    release: Release<F>,
}

impl<F: Flavor> Parking<F> {
    fn set(mutex: Mutex<u32, F::Lock>, release: Release<F>) -> Rc<dyn Scene> {
        Rc::new(Self { mutex: F::own(mutex), condvar: Condvar::new(), release })
    }
}

impl<F: Flavor> fmt::Debug for Parking<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let future = self.mutex.try_lock().map(|guard| self.condvar.wait(guard));
        write!(f, "{:?} {future:?}", self.condvar)
    }
}

impl<F: Flavor> Scene for Parking<F> {
    fn wait(&self) -> Waiting<'_> {
        F::park(&self.condvar, &self.mutex)
    }

    fn release(&self) {
        (self.release)(&self.condvar);
    }

    fn poke(&self) {
        drop(self.mutex.try_lock());
        let _ = format!("{:?}", self.condvar);
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let unstored = "a condition variable stores nothing for those who come later";
    let facts = Facts::new(Serves::Takers).async_fn().unstored(unstored);
    let all = Facts::new(Serves::Holders).async_fn().unstored(unstored);
    vec![
        Subject {
            name: "Condvar, notify_one",
            flavor: F::NAME,
            facts,
            set: |_| Parking::<F>::set(Mutex::new(0), |condvar| condvar.notify_one()),
        },
        Subject {
            name: "Condvar, notify_all",
            flavor: F::NAME,
            facts: all,
            set: |_| Parking::<F>::set(Mutex::new(0), |condvar| condvar.notify_all()),
        },
        Subject {
            name: "Condvar, notify_all, fair mutex",
            flavor: F::NAME,
            facts: all,
            set: |_| Parking::<F>::set(Mutex::fair(0), |condvar| condvar.notify_all()),
        },
    ]
}
