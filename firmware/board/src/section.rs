//! Critical sections: interrupts off.

use critical_section::RawRestoreState;

#[derive(Debug)]
struct InterruptsOff;

critical_section::set_impl!(InterruptsOff);

// SAFETY: there is one core; with interrupts off, nothing else runs on it.
unsafe impl critical_section::Impl for InterruptsOff {
    unsafe fn acquire() -> RawRestoreState {
        let were_on = cortex_m::register::primask::read().is_active();
        if !cfg!(feature = "open-sections") {
            cortex_m::interrupt::disable();
        }
        were_on
    }

    unsafe fn release(were_on: RawRestoreState) {
        if were_on && !cfg!(feature = "open-sections") {
            // SAFETY: the outermost critical section ends here.
            unsafe { cortex_m::interrupt::enable() };
        }
    }
}

/// Whether interrupts are on: no critical section is open.
pub fn interrupts_are_on() -> bool {
    cortex_m::register::primask::read().is_active()
}
