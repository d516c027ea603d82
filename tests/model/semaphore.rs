//! A semaphore: so many at a time.

use wakeful::lock::RawLock;
use wakeful::sync::generic::Semaphore;
use wakeful::wait::Permit;

use crate::flavor::Family;
use crate::primitive::{DEEP, Model, Primitive, Waiting};
use crate::world::Entry;

/// How many permits are available, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Permits {
    available: usize,
    total: usize,
    closed: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    Release(usize),
    Forget(usize),
    Close,
}

impl Model for Permits {
    type Ask = u32;
    type Signal = Signal;

    const HOLDS: bool = true;

    fn passes(&self, _: u32) -> bool {
        self.closed
    }

    fn take(&self, n: u32) -> Option<Self> {
        let available = self.available.checked_sub(n as usize)?;
        Some(Self { available, ..self.clone() })
    }

    fn give_back(&mut self, n: u32) {
        self.available += n as usize;
    }

    fn signal(&mut self, signal: Signal, _: &mut Vec<Entry<u32>>) -> Option<usize> {
        match signal {
            Signal::Release(n) => {
                self.available += n;
                self.total += n;
                None
            }
            Signal::Forget(n) => {
                let taken = n.min(self.available);
                self.available -= taken;
                self.total -= taken;
                Some(taken)
            }
            Signal::Close => {
                self.closed = true;
                None
            }
        }
    }

    fn seen(&self) -> Option<usize> {
        Some(self.available * 2 + usize::from(self.closed))
    }

    fn everything(&self) -> Option<u32> {
        (self.available > 0).then_some(self.available as u32)
    }

    fn is_whole(&self) -> bool {
        self.available == self.total
    }
}

pub(crate) struct Semaphores;

impl Family for Semaphores {
    type In<L: RawLock + 'static> = Semaphore<L>;
}

impl<L: RawLock + 'static> Primitive for Semaphore<L> {
    const NAME: &'static str = "Semaphore";

    type Model = Permits;
    type Guard<'a> = Permit<&'a Self>;

    const FORMS: &'static [bool] = &[false, true];
    const ASKS: &'static [u32] = &[1, 2, 3];
    const FEW: usize = 2;
    const SIGNALS: &'static [Signal] =
        &[Signal::Release(1), Signal::Forget(1), Signal::Close, Signal::Release(2)];
    const FEW_SIGNALS: usize = 3;
    const HELD: &'static [&'static [u32]] = &[&[2]];
    const DEPTH: usize = DEEP;
    const SCRIPTS: &'static [[usize; 7]] =
        &[[4, 22, 134, 860, 5722, 38_915, 266_637], [4, 22, 134, 860, 5746, 39_517, 275_907]];

    fn new(fair: bool) -> Self {
        if fair { Self::fair(2) } else { Self::new(2) }
    }

    fn model() -> Permits {
        Permits { available: 2, total: 2, closed: false }
    }

    fn wait(&self, n: u32) -> Waiting<'_, Self> {
        match n {
            1 => Box::pin(async { self.acquire().await.ok() }),
            n => Box::pin(async move { self.acquire_many(n).await.ok() }),
        }
    }

    fn signal(&self, signal: Signal) -> Option<usize> {
        match signal {
            Signal::Release(n) => self.release(n),
            Signal::Forget(n) => return Some(self.forget_permits(n)),
            Signal::Close => self.close(),
        }
        None
    }

    fn seen(&self) -> Option<usize> {
        Some(self.available_permits() * 2 + usize::from(self.is_closed()))
    }
}
