//! UART0.

use board::Peripheral;
use drivers::lines::{Noise, Port};

use crate::register::Block;

// SAFETY: the manual: UART0.
const UART: Block = unsafe { Block::at(0x4000_2000) };

const START_RECEIVER: usize = 0x000;
const RECEIVED: usize = 0x108;
const INTERRUPT_SET: usize = 0x304;
const INTERRUPT_CLEAR: usize = 0x308;
const ERRORS: usize = 0x480;
const ENABLE: usize = 0x500;
const DATA: usize = 0x518;

const RECEIVED_BIT: u32 = 1 << 2;

/// The serial port.
#[derive(Debug)]
pub struct Serial(());

impl Serial {
    const IRQ: Peripheral = Peripheral(2);

    /// Receives from now on. `handler` is called when something has come in.
    pub fn start(handler: fn()) {
        UART.write(ENABLE, 4);
        UART.write(INTERRUPT_SET, RECEIVED_BIT);
        Self::IRQ.listen(handler);
        UART.write(START_RECEIVER, 1);
    }

    /// Calls the handler no more. What comes in waits, as far as there is room.
    pub fn pause() {
        UART.write(INTERRUPT_CLEAR, RECEIVED_BIT);
    }

    /// Calls it again, and at once.
    pub fn resume() {
        UART.write(INTERRUPT_SET, RECEIVED_BIT);
        Self::IRQ.pend();
    }

    /// For the handler.
    pub fn port() -> Self {
        Self(())
    }
}

impl Port for Serial {
    fn read(&mut self) -> Option<Result<u8, Noise>> {
        if UART.read(RECEIVED) == 0 {
            return None;
        }
        UART.write(RECEIVED, 0);
        let data = UART.read(DATA) as u8;
        let errors = UART.read(ERRORS);
        if errors == 0 {
            return Some(Ok(data));
        }
        // Written ones are cleared.
        UART.write(ERRORS, errors);
        Some(Err(Noise))
    }
}
