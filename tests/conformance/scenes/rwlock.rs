//! A reader-writer lock that somebody holds.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{RwLock, WriteGuard};

use crate::flavor::Flavor;
use crate::scene::{Facts, Held, Scene, Serves, Subject, Waiting};

type Wait<F> = for<'a> fn(&'a Own<F>) -> Waiting<'a>;
type Own<F> = <F as Flavor>::Own<RwLock<u32, <F as Flavor>::Lock>>;

struct InUse<F: Flavor> {
    held: Cell<Option<Held<'static>>>,
    wait: Wait<F>,
    lock: Own<F>,
}

impl<F: Flavor> InUse<F> {
    fn set(
        lock: RwLock<u32, F::Lock>,
        hold: fn(&Own<F>) -> Held<'static>,
        wait: Wait<F>,
    ) -> Rc<dyn Scene> {
        let lock = F::own(lock);
        Rc::new(Self { held: Cell::new(Some(hold(&lock))), wait, lock })
    }
}

impl<F: Flavor> fmt::Debug for InUse<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let futures = (self.lock.read(), self.lock.upgradable_read(), self.lock.write());
        let guards = (self.lock.try_read(), self.lock.try_upgradable_read());
        write!(f, "{:?} {futures:?} {guards:?} {:?}", &*self.lock, self.lock.try_write())
    }
}

impl<F: Flavor> Scene for InUse<F> {
    fn wait(&self) -> Waiting<'_> {
        (self.wait)(&self.lock)
    }

    fn release(&self) {
        drop(self.held.take());
    }

    fn poke(&self) {
        drop(self.lock.try_read());
        if let Ok(guard) = self.lock.try_upgradable_read() {
            drop(guard.try_upgrade().map(WriteGuard::downgrade_to_upgradable));
        }
        if let Ok(mut guard) = self.lock.try_write() {
            *guard += 1;
            drop(guard.downgrade());
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::Holders);
    vec![
        Subject {
            name: "RwLock, read",
            flavor: F::NAME,
            facts: Facts::new(Serves::All),
            set: |_| InUse::<F>::set(RwLock::new(0), F::hold_write, F::read),
        },
        Subject {
            name: "RwLock, upgradable",
            flavor: F::NAME,
            facts,
            set: |_| InUse::<F>::set(RwLock::new(0), F::hold_upgradable_read, F::upgradable_read),
        },
        Subject {
            name: "RwLock, write",
            flavor: F::NAME,
            facts,
            set: |_| InUse::<F>::set(RwLock::new(0), F::hold_read, F::write),
        },
        Subject {
            name: "RwLock, write, fair",
            flavor: F::NAME,
            facts: facts.strict("fair: a turn belongs to the one who was woken"),
            set: |_| InUse::<F>::set(RwLock::fair(0), F::hold_read, F::write),
        },
        Subject {
            name: "RwLock, upgrade",
            flavor: F::NAME,
            facts: facts
                .alone("one may read upgradably")
                .strict("nobody reads upgradably beside an upgrade"),
            set: |_| InUse::<F>::set(RwLock::new(0), F::hold_read, F::upgrade),
        },
    ]
}
