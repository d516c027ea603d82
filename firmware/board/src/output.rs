//! What leaves the machine: lines, and an exit code.

use core::fmt::{self, Write};

use cortex_m_semihosting::{debug, hio};

/// Prints a line on the standard output of qemu. Slow: it leaves the machine.
#[macro_export]
macro_rules! println {
    ($($arguments:tt)*) => {
        $crate::print(core::format_args!($($arguments)*))
    };
}

#[doc(hidden)]
pub fn print(line: fmt::Arguments<'_>) {
    if let Ok(mut out) = hio::hstdout() {
        let mut line_of = Line { text: [0; 120], len: 0, out: &mut out };
        let _ = line_of.write_fmt(line);
        let _ = line_of.write_str("\n");
        line_of.flush();
    }
}

/// Gathers what is printed in pieces: each piece that leaves the machine is dear.
struct Line<'a> {
    text: [u8; 120],
    len: usize,
    out: &'a mut hio::HostStream,
}

impl Line<'_> {
    fn flush(&mut self) {
        let _ = self.out.write_all(&self.text[..self.len]);
        self.len = 0;
    }
}

impl fmt::Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for &byte in text.as_bytes() {
            if self.len == self.text.len() {
                self.flush();
            }
            self.text[self.len] = byte;
            self.len += 1;
        }
        Ok(())
    }
}

/// Ends qemu with exit code 0, or with 1.
pub fn exit(good: bool) -> ! {
    debug::exit(if good { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    // qemu may execute some more instructions.
    loop {
        cortex_m::asm::nop();
    }
}
