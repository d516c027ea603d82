//! A semaphore without permits.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::Semaphore;

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

type Own<F> = <F as Flavor>::Own<Semaphore<<F as Flavor>::Lock>>;

/// How the semaphore lets waiters go on.
#[derive(Clone, Copy)]
enum Release {
    /// By so many permits, added once.
    Permits(usize),
    Close,
}

struct Exhausted<F: Flavor> {
    release: Cell<Option<Release>>,
    /// How many permits each asks for.
    each: u32,
    semaphore: Own<F>,
}

impl<F: Flavor> Exhausted<F> {
    fn set(semaphore: Semaphore<F::Lock>, each: u32, release: Release) -> Rc<dyn Scene> {
        let release = Cell::new(Some(release));
        Rc::new(Self { release, each, semaphore: F::own(semaphore) })
    }
}

impl<F: Flavor> fmt::Debug for Exhausted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (future, permit) = (self.semaphore.acquire(), self.semaphore.try_acquire());
        write!(f, "{:?} {future:?} {permit:?}", &*self.semaphore)
    }
}

impl<F: Flavor> Scene for Exhausted<F> {
    fn wait(&self) -> Waiting<'_> {
        F::acquire(&self.semaphore, self.each)
    }

    fn release(&self) {
        match self.release.take() {
            Some(Release::Permits(n)) => self.semaphore.release(n),
            Some(Release::Close) => self.semaphore.close(),
            None => {}
        }
    }

    fn poke(&self) {
        drop(self.semaphore.try_acquire());
        if let Ok(mut permit) = self.semaphore.try_acquire_many(2) {
            let half = permit.split(1);
            permit.merge(half.expect("two permits can be split"));
        }
        let _ = (self.semaphore.available_permits(), self.semaphore.is_closed());
        self.semaphore.release(0);
        self.semaphore.forget_permits(0);
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::Holders);
    let fair = facts.strict("fair: a turn belongs to the one who was woken");
    vec![
        Subject {
            name: "Semaphore",
            flavor: F::NAME,
            facts,
            set: |_| Exhausted::<F>::set(Semaphore::new(0), 1, Release::Permits(1)),
        },
        Subject {
            name: "Semaphore, fair",
            flavor: F::NAME,
            facts: fair,
            set: |_| Exhausted::<F>::set(Semaphore::fair(0), 1, Release::Permits(1)),
        },
        Subject {
            name: "Semaphore, acquire_many",
            flavor: F::NAME,
            facts,
            set: |_| Exhausted::<F>::set(Semaphore::new(1), 3, Release::Permits(2)),
        },
        Subject {
            name: "Semaphore, release(n)",
            flavor: F::NAME,
            facts: Facts::new(Serves::All),
            set: |n| Exhausted::<F>::set(Semaphore::new(0), 1, Release::Permits(n + 2)),
        },
        Subject {
            name: "Semaphore, close",
            flavor: F::NAME,
            facts: Facts::new(Serves::All),
            set: |_| Exhausted::<F>::set(Semaphore::new(0), 1, Release::Close),
        },
    ]
}
