//! The LM3S6965 as RTIC wants to know it. (The crate `lm3s6965` on crates.io is for an older `cortex-m`.)

use cortex_m::interrupt::InterruptNumber;

pub(crate) use self::Interrupt as interrupt;

/// How many bits a priority has.
pub(crate) const NVIC_PRIO_BITS: u8 = 3;

/// Those interrupts that this program uses.
#[derive(Clone, Copy, Debug)]
#[repr(u16)]
#[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "names of handlers")]
pub(crate) enum Interrupt {
    GPIOA = 0,
    UART1 = 6,
    SSI0 = 7,
    I2C0 = 8,
}

// SAFETY: those are their numbers in the manual, and none changes.
unsafe impl InterruptNumber for Interrupt {
    fn number(self) -> u16 {
        self as u16
    }
}

type Vector = unsafe extern "C" fn();

/// The rest goes to the board.
#[link_section = ".vector_table.interrupts"]
#[no_mangle]
static __INTERRUPTS: [Vector; 44] = {
    extern "C" {
        fn DefaultHandler();
        fn GPIOA();
        fn UART1();
        fn SSI0();
        fn I2C0();
    }
    let mut vectors = [DefaultHandler as Vector; 44];
    vectors[Interrupt::GPIOA as usize] = GPIOA;
    vectors[Interrupt::UART1 as usize] = UART1;
    vectors[Interrupt::SSI0 as usize] = SSI0;
    vectors[Interrupt::I2C0 as usize] = I2C0;
    vectors
};
