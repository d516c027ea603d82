//! A full-duplex transfer, as over SPI: a byte comes in for each byte that goes out.
//!
//! Hardware and buffer are a *load* that exists once. It is with one of three, and passes between them through
//! two [`Oneshot`]s; so who has it needs neither a lock nor a look at who else might.
//!
//! ```text
//!              1: begin                  2: interrupt
//!   Master ──────────────▶ job ─────────────────────────▶ Handler
//!     ▲                                                     │  a byte per interrupt
//!     └─────────────────── done ◀───────────────────────────┘
//!           4: poll                  3: the last byte, a fault, or nobody waits any more
//! ```
//!
//! # When the future is dropped
//!
//! The buffer is owned by the load, not by the future. So a handler that goes on writes to memory that is there.
//! It is told to stop, resets the hardware at its next interrupt and gives the load back. The next transfer waits
//! for that; [`Master::reclaim`] returns the buffer.
//!
//! # Examples
//!
//! ```
//! use drivers::transfer::{Interrupt, Loopback, Spi};
//! use std::pin::pin;
//! use std::task::{Context, Poll, Waker};
//!
//! struct Line;
//! impl Interrupt for Line {
//!     fn pend(&self) {} // NVIC::pend(..) on a device; here the handler is called by hand.
//! }
//!
//! static SPI: Spi<Loopback<Line>, &'static mut [u8], Line> = Spi::new(Line);
//!
//! let (mut master, mut handler) = SPI.split(Loopback::new(Line, 0xFF));
//! let mut cx = Context::from_waker(Waker::noop());
//! let mut transfer = pin!(master.transfer(vec![1, 2, 3].leak()));
//! assert!(transfer.as_mut().poll(&mut cx).is_pending());
//! for _ in 0..4 {
//!     handler.on_interrupt();
//! }
//! let Poll::Ready(Ok(buffer)) = transfer.poll(&mut cx) else { panic!() };
//! assert_eq!(buffer, [!1, !2, !3]);
//! ```

mod handler;
mod hardware;
mod load;
mod loopback;
mod master;

use core::cell::Cell;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};

use critical_section::Mutex;
use wakeful::channel::critical::oneshot::Oneshot;

use self::load::Load;

pub use self::handler::Handler;
pub use self::hardware::{Fault, Hardware, Interrupt};
pub use self::loopback::Loopback;
pub use self::master::{Master, Transfer, TransferError};

/// What a task and an interrupt handler share of a transfer: to be put into a `static`.
///
/// `H` is the hardware, `B` the buffers, `I` the line on which the handler is called.
pub struct Spi<H, B, I> {
    job: Oneshot<Load<H, B>>,
    done: Oneshot<Load<H, B>>,
    stop: AtomicBool,
    line: I,
    split: Mutex<Cell<bool>>,
}

// The *Load Rule*: there is one `Master`, which alone puts into `job` and receives from `done`, and one `Handler`,
// which alone takes out of `job` and puts into `done`. There is one load; who has put it away puts no other before
// it came back. So either channel is empty when something is put there.

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Spi<H, B, I> {
    /// Nothing goes on; `line` calls the handler.
    pub const fn new(line: I) -> Self {
        Self {
            job: Oneshot::new(),
            done: Oneshot::new(),
            stop: AtomicBool::new(false),
            line,
            split: Mutex::new(Cell::new(false)),
        }
    }

    /// The task's side and the interrupt handler's.
    ///
    /// # Panics
    ///
    /// If it was called before.
    pub fn split(&'static self, hardware: H) -> (Master<H, B, I>, Handler<H, B, I>) {
        let before = critical_section::with(|cs| self.split.borrow(cs).replace(true));
        assert!(!before, "a transfer is split once: keep its sides, or declare another");
        (Master::new(self, hardware), Handler::new(self))
    }

    /// Tells the handler, and sees to it that it looks.
    fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.line.pend();
    }
}

impl<H, B, I> fmt::Debug for Spi<H, B, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spi(..)")
    }
}
