//! The switch from thread to thread, in `PendSV`: when no other handler runs.

use core::arch::{asm, global_asm};

use super::{Stack, with};

/// What `main` leaves behind when it becomes no thread.
static BEFORE: Stack = Stack::new();

// Threads run on the process stack, handlers on the main one. The processor has saved r0 to r3, r12, lr, pc and xpsr
// on the stack of the thread; here the rest follows. No instruction that a Cortex-M0 lacks.
global_asm!(
    ".global PendSV",
    ".type PendSV, %function",
    ".thumb_func",
    "PendSV:",
    "mrs r0, psp",
    "subs r0, #32",
    "mov r1, r0",
    "stmia r1!, {{r4-r7}}",
    "mov r4, r8",
    "mov r5, r9",
    "mov r6, r10",
    "mov r7, r11",
    "stmia r1!, {{r4-r7}}",
    "bl {next}",
    "mov r1, r0",
    "adds r1, #16",
    "ldmia r1!, {{r4-r7}}",
    "mov r8, r4",
    "mov r9, r5",
    "mov r10, r6",
    "mov r11, r7",
    "msr psp, r1",
    "ldmia r0!, {{r4-r7}}",
    // To a thread, on the process stack.
    "movs r0, #2",
    "mvns r0, r0",
    "bx r0",
    ".size PendSV, . - PendSV",
    next = sym next,
);

/// Who was interrupted there goes to sleep; the stack pointer of the next.
extern "C" fn next(interrupted: usize) -> usize {
    with(|kernel| {
        // At the first switch of all it is `main`, which nobody returns to.
        if kernel.switches > 0 {
            kernel.interrupted[kernel.current] = interrupted;
        }
        kernel.switches += 1;
        kernel.current = kernel.next();
        kernel.interrupted[kernel.current]
    })
}

/// To the first thread, for ever.
pub(super) fn begin() -> ! {
    extern "C" fn nowhere() -> ! {
        unreachable!("main is no thread")
    }
    let before = BEFORE.prepare(nowhere);
    // SAFETY: the first switch saves registers below this; nobody runs on the process stack yet.
    unsafe { asm!("msr psp, {}", in(reg) before + 32) };
    super::give_way();
    nowhere()
}
