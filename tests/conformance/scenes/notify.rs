//! A signal that was not given.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::Notify;

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

type Own<F> = <F as Flavor>::Own<Notify<<F as Flavor>::Lock>>;

struct Quiet<F: Flavor> {
    notify: Own<F>,
    release: fn(&Own<F>),
}

impl<F: Flavor> Quiet<F> {
    fn set(release: fn(&Own<F>)) -> Rc<dyn Scene> {
        Rc::new(Self { notify: F::own(Notify::new()), release })
    }
}

impl<F: Flavor> fmt::Debug for Quiet<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", &*self.notify, self.notify.notified())
    }
}

impl<F: Flavor> Scene for Quiet<F> {
    fn wait(&self) -> Waiting<'_> {
        F::notified(&self.notify)
    }

    fn release(&self) {
        (self.release)(&self.notify);
    }

    fn poke(&self) {
        // There is nothing to try, and to notify would be a release. This looks at the state.
        let _ = (self.notify.notified(), format!("{:?}", &*self.notify));
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![
        Subject {
            name: "Notify, notify_one",
            flavor: F::NAME,
            facts: Facts::new(Serves::Takers),
            set: |_| Quiet::<F>::set(|notify| notify.notify_one()),
        },
        Subject {
            name: "Notify, notify_last",
            flavor: F::NAME,
            facts: Facts::new(Serves::Takers),
            set: |_| Quiet::<F>::set(|notify| notify.notify_last()),
        },
        Subject {
            name: "Notify, notify_waiters",
            flavor: F::NAME,
            facts: Facts::new(Serves::All).unstored("only those who wait already are notified"),
            set: |_| Quiet::<F>::set(|notify| notify.notify_waiters()),
        },
    ]
}
