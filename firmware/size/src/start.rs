//! From reset to the program, and the end of a panic: as little as there can be.

use core::arch::asm;
use core::panic::PanicInfo;

use critical_section::RawRestoreState;

unsafe extern "Rust" {
    /// The program; defined by each binary.
    safe fn program();
}

#[unsafe(no_mangle)]
extern "C" fn reset() -> ! {
    loop {
        program();
    }
}

#[used]
#[unsafe(link_section = ".vectors")]
static RESET: extern "C" fn() -> ! = reset;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

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
