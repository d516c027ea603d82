//! A mutex that somebody has locked.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::Mutex;

use crate::flavor::Flavor;
use crate::scene::{Facts, Held, Scene, Serves, Subject, Waiting};

type Own<F> = <F as Flavor>::Own<Mutex<u32, <F as Flavor>::Lock>>;

struct Locked<F: Flavor> {
    held: Cell<Option<Held<'static>>>,
    mutex: Own<F>,
}

impl<F: Flavor> Locked<F> {
    fn set(mutex: Mutex<u32, F::Lock>) -> Rc<dyn Scene> {
        let mutex = F::own(mutex);
        let held = Cell::new(Some(F::hold_lock(&mutex)));
        Rc::new(Self { held, mutex })
    }
}

impl<F: Flavor> fmt::Debug for Locked<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", &*self.mutex, self.mutex.lock(), self.mutex.try_lock())
    }
}

impl<F: Flavor> Scene for Locked<F> {
    fn wait(&self) -> Waiting<'_> {
        F::lock(&self.mutex)
    }

    fn release(&self) {
        drop(self.held.take());
    }

    fn poke(&self) {
        if let Ok(mut value) = self.mutex.try_lock() {
            *value += 1;
        }
        let _ = self.mutex.is_locked();
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::Holders);
    vec![
        Subject { name: "Mutex", flavor: F::NAME, facts, set: |_| Locked::<F>::set(Mutex::new(0)) },
        Subject {
            name: "Mutex, fair",
            flavor: F::NAME,
            facts: facts.strict("fair: a turn belongs to the one who was woken"),
            set: |_| Locked::<F>::set(Mutex::fair(0)),
        },
    ]
}
