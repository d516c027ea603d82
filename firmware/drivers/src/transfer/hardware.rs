//! What a transfer asks of the hardware.

use core::error::Error;
use core::fmt;

/// The block that shifts bytes out and in, one at a time.
pub trait Hardware: Send + 'static {
    /// Puts a byte on its way, which brings another one in; the handler is called when it is there.
    fn start(&mut self, byte: u8);

    /// The byte that came in, or why none did; `None` while it is on its way, or none was started.
    fn finish(&mut self) -> Option<Result<u8, Fault>>;

    /// Stops whatever goes on and clears faults. After it `finish` returns `None` until a byte was started.
    fn reset(&mut self);
}

/// The line on which the handler is called.
pub trait Interrupt: Sync + 'static {
    /// Sees to it that the handler is called: soon, once at least, and not within this call.
    fn pend(&self);
}

/// What the hardware reports instead of a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A byte came in before the one before it was taken.
    Overrun,
    /// Another master took the bus.
    ModeFault,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overrun => "overrun: a byte came in before the one before it was taken",
            Self::ModeFault => "mode fault: another master took the bus",
        })
    }
}

impl Error for Fault {}
