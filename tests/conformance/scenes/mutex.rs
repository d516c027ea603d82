//! A mutex that somebody has locked.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{Lock, Mutex, MutexGuard};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, now};

type Own<F> = <F as Flavor>::Own<Mutex<u32, <F as Flavor>::Lock>>;

struct Locked<F: Flavor> {
    held: RefCell<Option<MutexGuard<Own<F>>>>,
    mutex: Own<F>,
}

impl<F: Flavor> Locked<F> {
    fn set(mutex: Mutex<u32, F::Lock>) -> Rc<dyn Scene> {
        let mutex = F::own(mutex);
        let held = RefCell::new(Some(now(Lock::new(mutex.clone(), ()))));
        Rc::new(Self { held, mutex })
    }
}

impl<F: Flavor> fmt::Debug for Locked<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", &*self.mutex, self.held.borrow(), self.mutex.lock())
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
        drop(F::try_lock(&self.mutex));
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
