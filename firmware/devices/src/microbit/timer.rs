//! Timers that count up, and compare.

use board::Peripheral;

use crate::register::Block;

// SAFETY: the manual: TIMER0, the one with 32 bits.
const FIRST: Block = unsafe { Block::at(0x4000_8000) };
// SAFETY: the manual: TIMER1, of 16 bits.
const SECOND: Block = unsafe { Block::at(0x4000_9000) };

const START: usize = 0x000;
const STOP: usize = 0x004;
const CLEAR: usize = 0x00C;
const CAPTURE: usize = 0x044;
const COMPARED: usize = 0x140;
const SHORTS: usize = 0x200;
const INTERRUPT_SET: usize = 0x304;
const BIT_MODE: usize = 0x508;
const PRESCALER: usize = 0x510;
const COMPARE: usize = 0x540;
const CAPTURED: usize = 0x544;

const COMPARE_0: u32 = 1 << 16;
const BITS_16: u32 = 0;
const BITS_32: u32 = 3;

/// Something that rings: TIMER0.
#[derive(Debug)]
pub struct Alarm(());

impl Alarm {
    const IRQ: Peripheral = Peripheral(8);

    pub(crate) const fn new() -> Self {
        Self(())
    }

    pub(crate) fn start(&self, handler: fn()) {
        FIRST.write(STOP, 1);
        FIRST.write(CLEAR, 1);
        FIRST.write(BIT_MODE, BITS_32);
        FIRST.write(PRESCALER, 0);
        FIRST.write(COMPARED, 0);
        FIRST.write(INTERRUPT_SET, COMPARE_0);
        Self::IRQ.listen(handler);
        FIRST.write(START, 1);
    }

    pub(crate) fn ring_in(&self, ticks: u32) {
        let now = Self::count();
        FIRST.write(COMPARE, now.wrapping_add(ticks));
        FIRST.write(COMPARED, 0);
        // What is past is compared no more.
        if Self::count().wrapping_sub(now) >= ticks {
            Self::IRQ.pend();
        }
    }

    fn count() -> u32 {
        FIRST.write(CAPTURE, 1);
        FIRST.read(CAPTURED)
    }
}

/// Calls somebody every so many ticks, exactly: TIMER1.
#[derive(Debug)]
pub struct Metronome(());

impl Metronome {
    const IRQ: Peripheral = Peripheral(9);

    /// Starts it.
    pub fn start(ticks: u32, handler: fn()) {
        SECOND.write(STOP, 1);
        SECOND.write(CLEAR, 1);
        SECOND.write(BIT_MODE, BITS_16);
        SECOND.write(PRESCALER, 0);
        SECOND.write(COMPARE, ticks);
        // It clears itself when it compares.
        SECOND.write(SHORTS, 1);
        SECOND.write(INTERRUPT_SET, COMPARE_0);
        Self::clear();
        Self::IRQ.listen(handler);
        SECOND.write(START, 1);
    }

    /// What the handler does first.
    pub fn clear() {
        SECOND.write(COMPARED, 0);
    }

    /// Stops it.
    pub fn stop() {
        SECOND.write(STOP, 1);
        Self::clear();
    }
}
