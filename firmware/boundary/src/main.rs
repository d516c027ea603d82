//! Interrupts every operation at every instruction boundary, and checks after each time what the operation
//! promises.
//!
//! `cargo xtask boundary` runs it twice on each machine. With the argument `trace` every operation runs once,
//! without an interrupt, while qemu notes each instruction. Without, each is swept: the interrupt comes one tick
//! later each time. It prints before which instructions it came, and that must be all that qemu noted,
//! except for those with interrupts off.

#![no_std]
#![no_main]

mod flag;
mod operations;
mod planted;
mod sweep;
mod window;

use board::println;

#[board::entry]
fn main() -> ! {
    let is_trace = argument() == b't';
    println!("window {:x} {:x} {:x}", window::begin(), window::end(), window::handler());
    let run = if is_trace { sweep::trace } else { sweep::sweep };
    operations::ALL.iter().flat_map(|list| list.iter()).for_each(run);
    println!("done");
    board::exit(true)
}

/// The first letter of the last word of the command line, or 0.
fn argument() -> u8 {
    let mut line = [0_u8; 80];
    let mut block = [line.as_mut_ptr().addr(), line.len() - 1];
    // SAFETY: the block says where the line is to be, and how much room is there.
    let status =
        unsafe { cortex_m_semihosting::syscall1(GET_COMMAND_LINE, block.as_mut_ptr().addr()) };
    // The machine has written it, behind the back of the compiler.
    let line = core::hint::black_box(line);
    if status != 0 {
        return 0;
    }
    let text = line.split(|&byte| byte == 0).next().unwrap_or_default();
    let word = text.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
    word.first().copied().unwrap_or(0)
}

/// The number of the request to the host.
const GET_COMMAND_LINE: usize = 0x15;
