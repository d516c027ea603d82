//! A reader-writer lock that somebody holds.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{
    Mode, Read, ReadGuard, RwLock, UpgradableGuard, UpgradableRead, Write, WriteGuard,
};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, now};

type Own<F> = <F as Flavor>::Own<RwLock<u32, <F as Flavor>::Lock>>;

/// What stands in the way of those who wait.
enum Held<F: Flavor> {
    Writer(WriteGuard<Own<F>>),
    Reader(ReadGuard<Own<F>>),
    Upgradable(UpgradableGuard<Own<F>>),
}

struct InUse<F: Flavor> {
    held: RefCell<Option<Held<F>>>,
    wait: for<'a> fn(&'a Own<F>) -> Waiting<'a>,
    lock: Own<F>,
}

impl<F: Flavor> InUse<F> {
    fn set(
        lock: RwLock<u32, F::Lock>,
        hold: fn(Own<F>) -> Held<F>,
        wait: for<'a> fn(&'a Own<F>) -> Waiting<'a>,
    ) -> Rc<dyn Scene> {
        let lock = F::own(lock);
        Rc::new(Self { held: RefCell::new(Some(hold(lock.clone()))), wait, lock })
    }
}

impl<F: Flavor> fmt::Debug for InUse<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let futures = (self.lock.read(), self.lock.upgradable_read(), self.lock.write());
        write!(f, "{:?} {:?}", &*self.lock, futures)?;
        match &*self.held.borrow() {
            Some(Held::Writer(guard)) => guard.fmt(f),
            Some(Held::Reader(guard)) => guard.fmt(f),
            Some(Held::Upgradable(guard)) => guard.fmt(f),
            None => Ok(()),
        }
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
            set: |_| InUse::<F>::set(RwLock::new(0), written, |lock| F::read(lock)),
        },
        Subject {
            name: "RwLock, upgradable",
            flavor: F::NAME,
            facts,
            set: |_| {
                InUse::<F>::set(RwLock::new(0), upgradably_read, |lock| F::upgradable_read(lock))
            },
        },
        Subject {
            name: "RwLock, write",
            flavor: F::NAME,
            facts,
            set: |_| InUse::<F>::set(RwLock::new(0), read, |lock| F::write(lock)),
        },
        Subject {
            name: "RwLock, write, fair",
            flavor: F::NAME,
            facts: facts.strict("fair: a turn belongs to the one who was woken"),
            set: |_| InUse::<F>::set(RwLock::fair(0), read, |lock| F::write(lock)),
        },
        Subject {
            name: "RwLock, upgrade",
            flavor: F::NAME,
            facts: facts
                .alone("one may read upgradably")
                .strict("nobody reads upgradably beside an upgrade"),
            set: |_| InUse::<F>::set(RwLock::new(0), read, |lock| F::upgrade(lock)),
        },
    ]
}

fn written<F: Flavor>(lock: Own<F>) -> Held<F> {
    Held::Writer(now(Write::new(lock, Mode::Write)))
}

fn upgradably_read<F: Flavor>(lock: Own<F>) -> Held<F> {
    Held::Upgradable(now(UpgradableRead::new(lock, Mode::Upgradable)))
}

fn read<F: Flavor>(lock: Own<F>) -> Held<F> {
    Held::Reader(now(Read::new(lock, Mode::Read)))
}
