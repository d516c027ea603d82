//! Interrupts that hardware raises.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

use crate::handlers::Handler;
use crate::interrupt;

/// The interrupt of a peripheral, by its number in the manual of the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peripheral(pub u8);

// SAFETY: the number stays the same; `listen` refuses those that no machine has.
unsafe impl InterruptNumber for Peripheral {
    fn number(self) -> u16 {
        u16::from(self.0)
    }
}

impl Peripheral {
    /// From now on this interrupt calls `handler`.
    ///
    /// # Panics
    ///
    /// If there is no such interrupt.
    pub fn listen(self, handler: Handler) {
        let Some(place) = interrupt::place(self.0) else { panic!("no interrupt {}", self.0) };
        place.set(Some(handler));
        // SAFETY: no critical section is a mask of single interrupts.
        unsafe { NVIC::unmask(self) };
    }

    /// Raises it by software.
    pub fn pend(self) {
        NVIC::pend(self);
    }
}
