//! Lines of a serial port: an interrupt handler puts bytes into an [`spsc`], a task takes lines out.
//!
//! Neither waits for the other. When the queue is full, bytes are lost, and the task is told where, and how many.
//! The last place of the queue is kept for that.
//!
//! ```text
//!   Port ──▶ Receiver (the handler's) ──▶ spsc: byte, byte, gap, byte … ──▶ Lines (the task's)
//!                                  lost: so many ───────────────────────────▶
//! ```
//!
//! # Examples
//!
//! ```
//! use drivers::lines::{LineError, Uart};
//! use wakeful::executor::block_on;
//!
//! static UART: Uart<16> = Uart::new();
//!
//! let (mut receiver, mut lines) = UART.split::<8>();
//! for &byte in b"hello\r\nfar too long" { // The handler, per interrupt.
//!     receiver.received(Ok(byte));
//! }
//! block_on(async {
//!     assert_eq!(lines.next().await, Ok(&b"hello"[..]));
//!     for &byte in b"\nyes\n" {
//!         receiver.received(Ok(byte));
//!     }
//!     assert_eq!(lines.next().await, Err(LineError::Overrun { lost: 4 }));
//!     assert_eq!(lines.next().await, Ok(&b"yes"[..]));
//! });
//! ```

mod line;
mod receiver;

use core::fmt;
use core::sync::atomic::AtomicU32;

use wakeful::channel::critical::spsc;

use self::receiver::Item;

pub use self::line::{LineError, Lines};
pub use self::receiver::{Noise, Port, Receiver};

/// What an interrupt handler and a task share of a serial line: `N - 1` bytes, and a mark. To be put into a
/// `static`.
pub struct Uart<const N: usize> {
    queue: spsc::Channel<Item, N>,
    /// So many bytes were lost for want of room, wrapping. Written by the handler alone.
    lost: AtomicU32,
}

impl<const N: usize> Uart<N> {
    /// An empty queue.
    pub const fn new() -> Self {
        const {
            assert!(
                N >= 2,
                "a place for a byte, and one for the mark that says that some were lost"
            )
        };
        Self { queue: spsc::Channel::new(), lost: AtomicU32::new(0) }
    }

    /// The interrupt handler's side, and the task's, for lines of up to `LONGEST` bytes.
    ///
    /// # Panics
    ///
    /// If it was called before.
    pub fn split<const LONGEST: usize>(&'static self) -> (Receiver<N>, Lines<N, LONGEST>) {
        let (to, from) = self.queue.split_static();
        (Receiver::new(to, &self.lost), Lines::new(from, &self.lost))
    }
}

impl<const N: usize> Default for Uart<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for Uart<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uart").field("queue", &self.queue).finish_non_exhaustive()
    }
}
