//! UART 0, a PL011.

use board::Peripheral;
use drivers::lines::{Noise, Port};

use crate::register::Block;

// SAFETY: the manual: UART 0.
const UART: Block = unsafe { Block::at(0x4000_C000) };
// SAFETY: the manual: system control.
const SYSTEM: Block = unsafe { Block::at(0x400F_E000) };

const RCGC1: usize = 0x104;
const DATA: usize = 0x00;
const FLAGS: usize = 0x18;
const LINE: usize = 0x2C;
const CONTROL: usize = 0x30;
const INTERRUPT_MASK: usize = 0x38;
const INTERRUPT_CLEAR: usize = 0x44;

const FIFO_EMPTY: u32 = 1 << 4;
/// Overrun, break, wrong parity, wrong frame.
const FAULTS: u32 = 0xF << 8;
/// Something came in; something has been there for a while.
const RECEIVED: u32 = 1 << 4 | 1 << 6;

/// The serial port.
#[derive(Debug)]
pub struct Serial(());

impl Serial {
    const IRQ: Peripheral = Peripheral(5);

    /// Receives from now on. `handler` is called when something has come in.
    pub fn start(handler: fn()) {
        SYSTEM.write(RCGC1, SYSTEM.read(RCGC1) | 1);
        // 8 bits, with FIFO.
        UART.write(LINE, 3 << 5 | 1 << 4);
        UART.write(INTERRUPT_MASK, RECEIVED);
        Self::IRQ.listen(handler);
        // UART, transmitter and receiver on.
        UART.write(CONTROL, 1 | 1 << 8 | 1 << 9);
    }

    /// Calls the handler no more. What comes in waits, as far as there is room.
    pub fn pause() {
        UART.write(INTERRUPT_MASK, 0);
    }

    /// Calls it again, and at once.
    pub fn resume() {
        UART.write(INTERRUPT_MASK, RECEIVED);
        Self::IRQ.pend();
    }

    /// For the handler.
    pub fn port() -> Self {
        UART.write(INTERRUPT_CLEAR, RECEIVED);
        Self(())
    }
}

impl Port for Serial {
    fn read(&mut self) -> Option<Result<u8, Noise>> {
        if UART.read(FLAGS) & FIFO_EMPTY != 0 {
            return None;
        }
        let data = UART.read(DATA);
        Some(if data & FAULTS == 0 { Ok(data as u8) } else { Err(Noise) })
    }
}
