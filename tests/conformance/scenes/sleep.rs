//! Timers whose time has not come.

use std::fmt;
use std::rc::Rc;

use wakeful::time::generic::{MockClock, Timers};
use wakeful::time::{Heap, Queue, Wheel};

use crate::flavor::{Flavor, Mock};
use crate::scene::{Facts, Scene, Serves, Subject, Waiting};

const NOON: u64 = 12;

struct Morning<F: Flavor, Q: Queue + 'static>(F::Own<Mock<F::Lock, Q>>);

impl<F: Flavor, Q: Queue> fmt::Debug for Morning<F, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {:?}", &*self.0, self.0.clock(), self.0.sleep_until(NOON))
    }
}

impl<F: Flavor, Q: Queue> Scene for Morning<F, Q> {
    fn wait(&self) -> Waiting<'_> {
        F::sleep(&self.0, NOON)
    }

    fn release(&self) {
        self.0.clock().set(NOON);
        self.0.check_expirations();
    }

    fn poke(&self) {
        let _ = (self.0.next_expiration(), self.0.is_empty(), self.0.check_expirations());
    }
}

fn subject<F: Flavor, Q: Queue + 'static>(name: &'static str) -> Subject {
    Subject {
        name,
        flavor: F::NAME,
        facts: Facts::new(Serves::All),
        set: |_| Rc::new(Morning::<F, Q>(F::own(Timers::new(MockClock::new())))),
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![subject::<F, Heap>("Timers, heap"), subject::<F, Wheel>("Timers, wheel")]
}
