//! From reset to the program, and the end of a panic: as little as there can be.

use core::panic::PanicInfo;

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
