//! General-purpose timers: they count down from what they are given.

use board::Peripheral;

use crate::register::Block;

// SAFETY: the manual: GPTM 0.
const FIRST: Block = unsafe { Block::at(0x4003_0000) };
// SAFETY: the manual: GPTM 3.
const LAST: Block = unsafe { Block::at(0x4003_3000) };
// SAFETY: the manual: system control.
const SYSTEM: Block = unsafe { Block::at(0x400F_E000) };

const RCGC1: usize = 0x104;
const MODE: usize = 0x04;
const CONTROL: usize = 0x0C;
const INTERRUPT_MASK: usize = 0x18;
const INTERRUPT_CLEAR: usize = 0x24;
const LOAD: usize = 0x28;

const ONE_SHOT: u32 = 1;
const PERIODIC: u32 = 2;
const TIMEOUT: u32 = 1;
const ENABLE: u32 = 1;

/// A clock for GPTM `number`.
fn power(number: u32) {
    SYSTEM.write(RCGC1, SYSTEM.read(RCGC1) | 1 << (16 + number));
}

/// Something that rings: GPTM 0.
#[derive(Debug)]
pub struct Alarm(());

impl Alarm {
    const IRQ: Peripheral = Peripheral(19);

    pub(crate) const fn new() -> Self {
        Self(())
    }

    pub(crate) fn start(&self, handler: fn()) {
        power(0);
        FIRST.write(MODE, ONE_SHOT);
        FIRST.write(INTERRUPT_MASK, TIMEOUT);
        Self::IRQ.listen(handler);
    }

    pub(crate) fn ring_in(&self, ticks: u32) {
        FIRST.write(CONTROL, 0);
        FIRST.write(INTERRUPT_CLEAR, TIMEOUT);
        if ticks == 0 {
            return Self::IRQ.pend();
        }
        FIRST.write(LOAD, ticks);
        FIRST.write(CONTROL, ENABLE);
    }
}

/// Calls somebody every so many ticks, exactly: GPTM 3.
#[derive(Debug)]
pub struct Metronome(());

impl Metronome {
    const IRQ: Peripheral = Peripheral(35);

    /// Starts it.
    pub fn start(ticks: u32, handler: fn()) {
        power(3);
        LAST.write(CONTROL, 0);
        LAST.write(MODE, PERIODIC);
        LAST.write(LOAD, ticks);
        LAST.write(INTERRUPT_MASK, TIMEOUT);
        Self::IRQ.listen(handler);
        LAST.write(CONTROL, ENABLE);
    }

    /// What the handler does first.
    pub fn clear() {
        LAST.write(INTERRUPT_CLEAR, TIMEOUT);
    }

    /// Stops it.
    pub fn stop() {
        LAST.write(CONTROL, 0);
        Self::clear();
    }
}
