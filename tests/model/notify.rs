//! Notifications: for one waiter, or for all that exist.

use wakeful::lock::RawLock;
use wakeful::sync::generic::Notify;

use crate::flavor::Family;
use crate::primitive::{Model, Primitive, Waiting};
use crate::world::Entry;

/// Permits for those who were notified, and at most one that is stored; how often all were notified.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Permits {
    permits: usize,
    epoch: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Signal {
    One,
    Last,
    All,
}

impl Model for Permits {
    /// The epoch in which the future was made.
    type Ask = u32;
    type Signal = Signal;

    const HOLDS: bool = false;

    fn made(&self, _: u32) -> u32 {
        self.epoch
    }

    fn passes(&self, since: u32) -> bool {
        since != self.epoch
    }

    fn take(&self, _: u32) -> Option<Self> {
        Some(Self { permits: self.permits.checked_sub(1)?, ..*self })
    }

    fn give_back(&mut self, _: u32) {
        self.permits += 1;
    }

    fn signal(&mut self, signal: Signal, queue: &mut Vec<Entry<u32>>) -> Option<usize> {
        if signal == Signal::All {
            // Who was notified before keeps that, to pass on if it is dropped; the others pass.
            let permits = self.permits;
            self.permits = usize::from(permits > queue.len());
            let notified = queue.iter_mut().filter(|entry| entry.woken);
            notified.take(permits).for_each(|entry| entry.granted = true);
            self.epoch += 1;
            return None;
        }
        if signal == Signal::Last {
            if let Some(at) = queue.iter().rposition(|entry| !entry.woken) {
                let last = queue.remove(at);
                queue.insert(0, last);
            }
        }
        let somebody_sleeps = queue.iter().any(|entry| !entry.woken);
        if somebody_sleeps || self.permits <= queue.len() {
            self.permits += 1;
        }
        None
    }

    fn idle(&mut self) {
        self.permits = self.permits.min(1);
    }

    fn everything(&self) -> Option<u32> {
        (self.permits > 0).then_some(self.epoch)
    }

    fn is_whole(&self) -> bool {
        self.permits <= 1
    }
}

pub(crate) struct Notifies;

impl Family for Notifies {
    type In<L: RawLock + 'static> = Notify<L>;
}

impl<L: RawLock + 'static> Primitive for Notify<L> {
    const NAME: &'static str = "Notify";

    type Model = Permits;
    type Guard<'a> = ();

    const FORMS: &'static [bool] = &[false];
    const ASKS: &'static [u32] = &[0];
    const FEW: usize = 1;
    const SIGNALS: &'static [Signal] = &[Signal::One, Signal::Last, Signal::All];
    const HELD: &'static [&'static [u32]] = &[&[]];
    const SCRIPTS: &'static [[usize; 7]] = &[[1, 4, 19, 94, 492, 2685, 14_928]];

    fn new(_: bool) -> Self {
        Self::new()
    }

    fn model() -> Permits {
        Permits { permits: 0, epoch: 0 }
    }

    fn wait(&self, _: u32) -> Waiting<'_, Self> {
        let notified = self.notified();
        Box::pin(async {
            notified.await;
            None
        })
    }

    fn signal(&self, signal: Signal) -> Option<usize> {
        match signal {
            Signal::One => self.notify_one(),
            Signal::Last => self.notify_last(),
            Signal::All => self.notify_waiters(),
        }
        None
    }
}
