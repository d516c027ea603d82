//! Where a thread's registers lie while others run.

use core::cell::UnsafeCell;

use super::Body;

/// Words of 8 bytes.
const WORDS: usize = 192;
/// r4 to r11, which the switch saves; r0 to r3, r12, lr, pc and xpsr, which the processor does.
const SAVED: usize = 16;

/// The stack of one thread.
#[repr(C, align(8))]
pub(crate) struct Stack(UnsafeCell<[u64; WORDS]>);

// The *Stack Rule*: a stack is prepared once, before threads run; from then on its thread alone touches it, and the
// switch while that is interrupted.

// SAFETY: the Stack Rule.
unsafe impl Sync for Stack {}

impl Stack {
    pub(crate) const fn new() -> Self {
        Self(UnsafeCell::new([0; WORDS]))
    }

    /// As if the thread had been interrupted at the beginning of `body`. Returns the stack pointer.
    pub(super) fn prepare(&'static self, body: Body) -> usize {
        let mut frame = [0_u32; SAVED];
        // An address without the bit that says Thumb, which is in xpsr.
        frame[14] = (body as usize as u32) & !1;
        frame[15] = 1 << 24;
        // SAFETY: the stack is longer than the frame.
        let at = unsafe { self.0.get().cast::<u8>().add(size_of::<Self>() - size_of_val(&frame)) };
        // SAFETY: the Stack Rule; and its end is aligned to 8.
        unsafe { at.cast::<[u32; SAVED]>().write(frame) };
        at.addr()
    }
}
