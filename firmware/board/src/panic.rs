//! How a program fails: it says why, and ends.

use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, exception};

use crate::{exit, println, test};

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    cortex_m::interrupt::disable();
    println!("{info}");
    test::failed();
    exit(false)
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    println!("hard fault: {frame:#?}");
    test::failed();
    exit(false)
}
