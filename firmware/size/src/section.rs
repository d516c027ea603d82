//! Critical sections: interrupts off, on one core.

use core::arch::asm;

use critical_section::RawRestoreState;

/// Interrupts off, on one core.
struct OneCore;

critical_section::set_impl!(OneCore);

// SAFETY: no interrupt handler runs between `cpsid` and `cpsie`, and there is one core.
unsafe impl critical_section::Impl for OneCore {
    unsafe fn acquire() -> RawRestoreState {
        let masked: u32;
        // SAFETY: reads a register, and turns interrupts off.
        unsafe { asm!("mrs {}, PRIMASK", "cpsid i", out(reg) masked, options(nostack)) };
        masked & 1 == 0
    }

    unsafe fn release(restore: RawRestoreState) {
        if restore {
            // SAFETY: they were on when the section was entered.
            unsafe { asm!("cpsie i", options(nostack)) };
        }
    }
}
