//! Wakers that count, and call back on request.

use core::task::{RawWaker, RawWakerVTable, Waker};

use crate::lent::Lent;
use crate::shared::Shared;
use crate::stage::SEATS;

/// What can happen to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Wake,
    Drop,
}

impl Event {
    pub(crate) const ALL: [Self; 3] = [Self::Clone, Self::Wake, Self::Drop];
}

/// What a waker and its clones have in common.
#[derive(Debug)]
pub(crate) struct Probe(Shared<Counts>);

#[derive(Clone, Copy, Debug)]
struct Counts {
    clones: usize,
    wakes: usize,
    /// How many wakers there are of this probe.
    alive: usize,
    /// It calls back at this event, so often.
    hostile: Option<(Event, u8)>,
    calling: bool,
}

impl Counts {
    const NONE: Self = Self { clones: 0, wakes: 0, alive: 0, hostile: None, calling: false };
}

/// Those of the seats, and as many others.
static PROBES: [Probe; 2 * SEATS] = [const { Probe(Shared::new(Counts::NONE)) }; 2 * SEATS];

/// What wakers call that are hostile.
pub(crate) static CALL: Lent = Lent::new();

impl Probe {
    /// The probe of this number, as new.
    pub(crate) fn fresh(number: usize) -> &'static Self {
        let probe = &PROBES[number];
        assert_eq!(probe.alive(), 0, "a waker of an earlier scene is left");
        probe.0.set(Counts::NONE);
        probe
    }

    /// A first waker, from which the others are cloned.
    pub(crate) fn waker(&'static self) -> Waker {
        self.0.update(|counts| Counts { alive: counts.alive + 1, ..counts });
        // SAFETY: the functions of the table take the pointer for what it is, one to a static probe.
        unsafe { Waker::from_raw(self.raw()) }
    }

    fn raw(&'static self) -> RawWaker {
        RawWaker::new(core::ptr::from_ref(self).cast(), &TABLE)
    }

    pub(crate) fn clones(&self) -> usize {
        self.0.get().clones
    }

    pub(crate) fn wakes(&self) -> usize {
        self.0.get().wakes
    }

    pub(crate) fn alive(&self) -> usize {
        self.0.get().alive
    }

    /// Calls [`CALL`] at `event`, so often, but not for what happens inside of the call.
    pub(crate) fn call_back(&self, event: Event, times: u8) {
        self.0.update(|counts| Counts { hostile: Some((event, times)), ..counts });
    }

    pub(crate) fn calm(&self) {
        self.0.update(|counts| Counts { hostile: None, ..counts });
    }

    fn notice(&self, event: Event) {
        // The first law: none of this happens under a lock.
        assert!(board::interrupts_are_on(), "a waker was used in a critical section");
        let Counts { hostile: Some((at, left @ 1..)), calling: false, .. } = self.0.get() else {
            return;
        };
        if at == event {
            let hostile = Some((at, left - 1));
            self.0.update(|counts| Counts { hostile, calling: true, ..counts });
            CALL.call();
            self.0.update(|counts| Counts { calling: false, ..counts });
        }
    }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

/// The probe behind a waker's pointer.
fn probe(data: *const ()) -> &'static Probe {
    // SAFETY: the pointer is one to a static probe.
    unsafe { &*data.cast() }
}

fn clone(data: *const ()) -> RawWaker {
    let probe = probe(data);
    probe.0.update(|counts| Counts { clones: counts.clones + 1, ..counts });
    probe.notice(Event::Clone);
    probe.0.update(|counts| Counts { alive: counts.alive + 1, ..counts });
    probe.raw()
}

fn wake(data: *const ()) {
    let probe = probe(data);
    probe.0.update(|counts| Counts { alive: counts.alive - 1, wakes: counts.wakes + 1, ..counts });
    probe.notice(Event::Wake);
}

fn wake_by_ref(data: *const ()) {
    let probe = probe(data);
    probe.0.update(|counts| Counts { wakes: counts.wakes + 1, ..counts });
    probe.notice(Event::Wake);
}

fn drop_waker(data: *const ()) {
    let probe = probe(data);
    probe.0.update(|counts| Counts { alive: counts.alive - 1, ..counts });
    probe.notice(Event::Drop);
}
