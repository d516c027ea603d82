//! A mutex: one at a time.

use wakeful::lock::RawLock;
use wakeful::sync::generic::{Mutex, MutexGuard};

use crate::flavor::Family;
use crate::primitive::{Model, Primitive, Waiting};
use crate::world::Entry;

/// Whether it is locked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Locked(pub(crate) bool);

/// There is nothing to say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Never {}

impl Model for Locked {
    type Ask = ();
    type Signal = Never;

    const HOLDS: bool = true;

    fn take(&self, (): ()) -> Option<Self> {
        (!self.0).then_some(Self(true))
    }

    fn give_back(&mut self, (): ()) {
        self.0 = false;
    }

    fn signal(&mut self, signal: Never, _: &mut Vec<Entry<()>>) -> Option<usize> {
        match signal {}
    }

    fn seen(&self) -> Option<usize> {
        Some(usize::from(self.0))
    }

    fn everything(&self) -> Option<()> {
        (!self.0).then_some(())
    }

    fn is_whole(&self) -> bool {
        !self.0
    }
}

pub(crate) struct Mutexes;

impl Family for Mutexes {
    type In<L: RawLock + 'static> = Mutex<u32, L>;
}

impl<L: RawLock + 'static> Primitive for Mutex<u32, L> {
    const NAME: &'static str = "Mutex";

    type Model = Locked;
    type Guard<'a> = MutexGuard<&'a Self>;

    const FORMS: &'static [bool] = &[false, true];
    const ASKS: &'static [()] = &[()];
    const FEW: usize = 1;
    const SIGNALS: &'static [Never] = &[];
    const HELD: &'static [&'static [()]] = &[&[], &[()]];
    const SCRIPTS: &'static [[usize; 7]] =
        &[[2, 3, 8, 29, 123, 570, 2580], [2, 3, 8, 29, 125, 599, 2810]];

    fn new(fair: bool) -> Self {
        if fair { Self::fair(0) } else { Self::new(0) }
    }

    fn model() -> Locked {
        Locked(false)
    }

    fn wait(&self, (): ()) -> Waiting<'_, Self> {
        Box::pin(async {
            let mut guard = self.lock().await;
            *guard += 1;
            Some(guard)
        })
    }

    fn signal(&self, signal: Never) -> Option<usize> {
        match signal {}
    }

    fn seen(&self) -> Option<usize> {
        Some(usize::from(self.is_locked()))
    }
}
