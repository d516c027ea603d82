//! Interrupts that software raises.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

use crate::handlers::{Handler, Place};

/// The lines that no peripheral of either machine raises by itself.
const FIRST: u8 = 20;

/// One for each interrupt of the machines, whoever raises it.
static PLACES: [Place; 44] = [const { Place::empty() }; 44];

pub(crate) fn place(number: u8) -> Option<&'static Place> {
    PLACES.get(usize::from(number))
}

/// An interrupt that is raised by [`pend`](Self::pend).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The first.
    A,
    /// The second.
    B,
    /// The third.
    C,
    /// The fourth.
    D,
    /// The fifth.
    E,
    /// The last.
    F,
}

// SAFETY: both machines have 32 interrupts or more, and the number of a line stays the same.
unsafe impl InterruptNumber for Line {
    fn number(self) -> u16 {
        u16::from(self.index())
    }
}

impl Line {
    fn index(self) -> u8 {
        FIRST + self as u8
    }

    /// From now on this interrupt calls `handler`.
    pub fn listen(self, handler: Handler) {
        PLACES[usize::from(self.index())].set(Some(handler));
        // SAFETY: no critical section is a mask of single interrupts.
        unsafe { NVIC::unmask(self) };
    }

    /// From now on this interrupt is off.
    pub fn ignore(self) {
        NVIC::mask(self);
        PLACES[usize::from(self.index())].set(None);
        NVIC::unpend(self);
    }

    /// Raises the interrupt: it is served at once, or when interrupts are on again.
    pub fn pend(self) {
        NVIC::pend(self);
        // It is taken before whatever follows.
        cortex_m::asm::dsb();
        cortex_m::asm::isb();
    }

    /// 0 is the most urgent, 3 the least: a handler is interrupted by those that are more urgent.
    pub fn urgency(self, level: u8) {
        assert!(level < 4, "a Cortex-M0 has four levels");
        // SAFETY: a critical section is all interrupts off, whatever their priority.
        let mut core = unsafe { cortex_m::Peripherals::steal() };
        // SAFETY: likewise.
        unsafe { core.NVIC.set_priority(self, level << 6) };
    }
}
