//! The interrupt handler's side.

use core::error::Error;
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use wakeful::channel::critical::spsc::BorrowedSender;

/// A serial port, as its interrupt handler sees it.
pub trait Port {
    /// Takes a byte that has come in, or what is known of one that was garbled. `None` if there is no more.
    fn read(&mut self) -> Option<Result<u8, Noise>>;
}

/// The port garbled a byte, or lost some: wrong frame, wrong parity, overrun of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noise;

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the serial port received something that is no byte")
    }
}

impl Error for Noise {}

/// What goes through the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Byte(u8),
    Noise,
    /// Here bytes are missing.
    Gap,
}

/// What belongs to the interrupt handler: see [`HandlerCell`](crate::handler_cell::HandlerCell).
#[derive(Debug)]
pub struct Receiver<const N: usize> {
    queue: BorrowedSender<'static, Item, N>,
    lost: &'static AtomicU32,
}

impl<const N: usize> Receiver<N> {
    pub(super) const fn new(
        queue: BorrowedSender<'static, Item, N>,
        lost: &'static AtomicU32,
    ) -> Self {
        Self { queue, lost }
    }

    /// Takes all that the port has. To be called on each interrupt.
    pub fn on_interrupt(&mut self, port: &mut impl Port) {
        while let Some(byte) = port.read() {
            self.received(byte);
        }
    }

    /// Passes one byte on, or marks the place where it is missing.
    pub fn received(&mut self, byte: Result<u8, Noise>) {
        let free = self.queue.free_slots();
        if free >= 2 {
            return self.push(byte.map_or(Item::Noise, Item::Byte));
        }
        // No read-modify-write: not every processor has it, and nobody else writes.
        let lost = self.lost.load(Ordering::Relaxed).wrapping_add(1);
        self.lost.store(lost, Ordering::Release);
        if free == 1 {
            self.push(Item::Gap);
        }
    }

    fn push(&mut self, item: Item) {
        // There is room. If the task has gone, nobody reads.
        let _ = self.queue.try_send(item);
    }
}
