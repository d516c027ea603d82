//! Interrupts every operation at every instruction boundary, and checks after each time what the operation
//! promises.
//!
//! `cargo xtask boundary` runs it twice on each machine. With the argument `trace` every operation runs without
//! an interrupt, while qemu notes each instruction. With `sweep` the interrupt comes one tick later each time.
//! The program prints before which instructions it came, and that must be all that qemu noted, except for those
//! with interrupts off. At last, some operations are interrupted twice, at every two boundaries; with `long`,
//! those that take long as well.

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
    let (is_trace, is_long) = (argument() == b't', argument() == b'l');
    println!("window {:x} {:x} {:x}", window::begin(), window::end(), window::handler());
    let run = if is_trace { sweep::trace } else { sweep::sweep };
    operations::ALL.iter().flat_map(|list| list.iter()).for_each(run);
    if !is_trace {
        let twice = operations::TWICE.iter().chain([&planted::TWICE]);
        twice.filter(|scenario| is_long || !scenario.long).for_each(sweep::sweep_twice);
    }
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
