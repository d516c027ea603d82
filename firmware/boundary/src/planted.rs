//! Faults that must be found where they are, and nowhere else: each begins behind an instruction that looks,
//! and ends with one that trusts in what was seen.

use core::arch::global_asm;
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::sweep::{Fault, Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("planted/torn_counter", torn_counter).with(|| Fault {
        look: (&raw const planted_count_look).addr(),
        trust: (&raw const planted_count_trust).addr(),
    }),
    Scenario::new("planted/open_section", open_section).with(|| Fault {
        look: (&raw const planted_move_look).addr(),
        trust: (&raw const planted_move_trust).addr(),
    }),
    Scenario::sleeps("planted/careless_sleep", careless_sleep).with(|| Fault {
        look: (&raw const planted_sleep_look).addr(),
        trust: (&raw const planted_sleep_trust).addr(),
    }),
];

pub(crate) const TWICE: Scenario =
    Scenario::new("planted/two_looks+two_looks", two_looks).with(|| Fault {
        look: (&raw const planted_looks_look).addr(),
        trust: (&raw const planted_looks_trust).addr(),
    });

global_asm!(
    ".section .text.planted, \"ax\"",
    // A counter that is read, and written later.
    ".global planted_count",
    ".type planted_count, %function",
    ".thumb_func",
    "planted_count:",
    "  movs r2, #1",
    ".global planted_count_look",
    "planted_count_look:",
    "  ldr r1, [r0]",
    "  adds r1, r1, r2",
    "  nop",
    ".global planted_count_trust",
    "planted_count_trust:",
    "  str r1, [r0]",
    "  bx lr",
    // Two steps that belong together, with interrupts on.
    ".global planted_move",
    ".type planted_move, %function",
    ".thumb_func",
    "planted_move:",
    "  ldr r1, [r0]",
    "  subs r1, #1",
    ".global planted_move_look",
    "planted_move_look:",
    "  str r1, [r0]",
    "  ldr r1, [r0, #4]",
    "  adds r1, #1",
    ".global planted_move_trust",
    "planted_move_trust:",
    "  str r1, [r0, #4]",
    "  bx lr",
    // A sleep that is begun with interrupts on.
    ".global planted_sleep",
    ".type planted_sleep, %function",
    ".thumb_func",
    "planted_sleep:",
    ".global planted_sleep_look",
    "planted_sleep_look:",
    "  ldrb r1, [r0]",
    "  cmp r1, #0",
    "  bne 2f",
    ".global planted_sleep_trust",
    "planted_sleep_trust:",
    "  wfi",
    "2:",
    "  bx lr",
    // Three looks, which see all different things if an interrupt comes in each half.
    ".global planted_looks",
    ".type planted_looks, %function",
    ".thumb_func",
    "planted_looks:",
    "  push {{r4, lr}}",
    ".global planted_looks_look",
    "planted_looks_look:",
    "  ldrb r1, [r0]",
    "  nop",
    "  ldrb r2, [r0]",
    "  nop",
    ".global planted_looks_trust",
    "planted_looks_trust:",
    "  ldrb r3, [r0]",
    "  lsls r2, r2, #8",
    "  lsls r3, r3, #16",
    "  orrs r1, r2",
    "  orrs r1, r3",
    "  mov r0, r1",
    "  pop {{r4, pc}}",
);

unsafe extern "C" {
    fn planted_count(counter: *mut u32);
    static planted_count_look: u8;
    static planted_count_trust: u8;
    fn planted_move(accounts: *mut u32);
    static planted_move_look: u8;
    static planted_move_trust: u8;
    fn planted_sleep(token: *mut bool);
    static planted_sleep_look: u8;
    static planted_sleep_trust: u8;
    fn planted_looks(count: *mut u8) -> u32;
    static planted_looks_look: u8;
    static planted_looks_trust: u8;
}

/// Operation and handler count.
fn torn_counter(step: &mut Step) -> Verdict {
    let counter = AtomicU32::new(0);
    step.run(
        || {
            // SAFETY: it counts by a load and a store, as the handler does.
            unsafe { planted_count(counter.as_ptr()) }
        },
        || counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed),
    );
    check(counter.load(Ordering::Relaxed) == 2, "an update was lost")
}

/// One is moved from here to there; the handler must find it in one of both.
fn open_section(step: &mut Step) -> Verdict {
    let accounts = [AtomicU32::new(1), AtomicU32::new(0)];
    let mut sum = 0;
    step.run(
        || {
            // SAFETY: it reads and writes both.
            unsafe { planted_move(accounts.as_ptr().cast_mut().cast()) }
        },
        || sum = accounts.iter().map(|account| account.load(Ordering::Relaxed)).sum(),
    );
    check(sum == 1, "it was nowhere")
}

/// It sleeps if there is no token, which the handler brings.
fn careless_sleep(step: &mut Step) -> Verdict {
    let token = AtomicBool::new(false);
    step.run(
        || {
            // SAFETY: it reads the token.
            unsafe { planted_sleep(token.as_ptr()) }
        },
        || token.store(true, Ordering::Relaxed),
    );
    check(token.load(Ordering::Relaxed), "there was no interrupt")
}

/// Both handlers count.
fn two_looks(step: &mut Step) -> Verdict {
    let count = AtomicU8::new(0);
    let mut seen = 0;
    let more = || count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    step.run_twice(
        || {
            // SAFETY: it reads the count.
            seen = unsafe { planted_looks(count.as_ptr()) };
        },
        more,
        more,
    );
    check(seen != 0x02_01_00, "three looks saw three counts")
}
