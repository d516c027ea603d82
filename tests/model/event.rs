//! An event: on or off, and whoever waited when it went on goes on.

use wakeful::lock::RawLock;
use wakeful::sync::generic::ManualResetEvent;

use crate::flavor::Family;
use crate::primitive::{Model, Primitive, Waiting};
use crate::world::Entry;

/// Whether it is on, and how often it went on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Switch {
    on: bool,
    times: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    Set,
    Reset,
}

impl Model for Switch {
    /// How often it had gone on when one joined the queue.
    type Ask = Option<u32>;
    type Signal = Signal;

    const HOLDS: bool = false;

    fn queued(&self, _: Option<u32>) -> Option<u32> {
        Some(self.times)
    }

    fn passes(&self, since: Option<u32>) -> bool {
        self.on || since.is_some_and(|times| times != self.times)
    }

    fn take(&self, _: Option<u32>) -> Option<Self> {
        None
    }

    fn give_back(&mut self, _: Option<u32>) {}

    fn signal(&mut self, signal: Signal, _: &mut Vec<Entry<Option<u32>>>) -> Option<usize> {
        match signal {
            Signal::Set => {
                self.times += u32::from(!self.on);
                self.on = true;
            }
            Signal::Reset => self.on = false,
        }
        None
    }

    fn seen(&self) -> Option<usize> {
        Some(usize::from(self.on))
    }

    fn everything(&self) -> Option<Option<u32>> {
        self.on.then_some(None)
    }

    fn is_whole(&self) -> bool {
        true
    }
}

pub(crate) struct Events;

impl Family for Events {
    type In<L: RawLock + 'static> = ManualResetEvent<L>;
}

impl<L: RawLock + 'static> Primitive for ManualResetEvent<L> {
    const NAME: &'static str = "ManualResetEvent";

    type Model = Switch;
    type Guard<'a> = ();

    const FORMS: &'static [bool] = &[false];
    const ASKS: &'static [Option<u32>] = &[None];
    const FEW: usize = 1;
    const SIGNALS: &'static [Signal] = &[Signal::Set, Signal::Reset];
    const HELD: &'static [&'static [Option<u32>]] = &[&[]];
    const SCRIPTS: &'static [[usize; 7]] = &[[1, 3, 12, 54, 272, 1483, 8435]];

    fn new(_: bool) -> Self {
        Self::new(false)
    }

    fn model() -> Switch {
        Switch { on: false, times: 0 }
    }

    fn wait(&self, _: Option<u32>) -> Waiting<'_, Self> {
        Box::pin(async {
            self.wait().await;
            None
        })
    }

    fn signal(&self, signal: Signal) -> Option<usize> {
        match signal {
            Signal::Set => self.set(),
            Signal::Reset => self.reset(),
        }
        None
    }

    fn seen(&self) -> Option<usize> {
        Some(usize::from(self.is_set()))
    }
}
