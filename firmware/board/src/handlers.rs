//! Who is called by which interrupt.

use core::cell::Cell;

use cortex_m_rt::exception;
use critical_section::Mutex;

use crate::{interrupt, tick};

/// What an interrupt calls.
pub type Handler = fn();

/// A place for a handler.
#[derive(Debug)]
pub(crate) struct Place(Mutex<Cell<Option<Handler>>>);

impl Place {
    pub(crate) const fn empty() -> Self {
        Self(Mutex::new(Cell::new(None)))
    }

    pub(crate) fn set(&self, handler: Option<Handler>) {
        critical_section::with(|section| self.0.borrow(section).set(handler));
    }

    pub(crate) fn call(&self) {
        if let Some(handler) = critical_section::with(|section| self.0.borrow(section).get()) {
            handler();
        }
    }
}

/// Every interrupt for which a program defines no handler by name comes here, `SysTick` as well.
#[exception]
unsafe fn DefaultHandler(number: i16) {
    const SYS_TICK: i16 = -1;
    match number {
        SYS_TICK => tick::tick(),
        _ => match u8::try_from(number).ok().and_then(interrupt::place) {
            Some(place) => place.call(),
            None => panic!("nobody serves interrupt {number}"),
        },
    }
}

/// Whether this is called by a handler of an interrupt, or of an exception.
pub fn in_handler() -> bool {
    use cortex_m::peripheral::scb::VectActive;

    cortex_m::peripheral::SCB::vect_active() != VectActive::ThreadMode
}
