//! The interrupt handler's side.

use core::fmt;
use core::sync::atomic::Ordering;

use super::load::{Load, Next};
use super::{Hardware, Interrupt, Spi};

/// What belongs to the interrupt handler: see [`HandlerCell`](crate::handler_cell::HandlerCell).
pub struct Handler<H: 'static, B: 'static, I: 'static> {
    spi: &'static Spi<H, B, I>,
    load: Option<Load<H, B>>,
}

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Handler<H, B, I> {
    pub(super) const fn new(spi: &'static Spi<H, B, I>) -> Self {
        Self { spi, load: None }
    }

    /// Goes on by a byte. To be called on each interrupt; once too often does no harm.
    pub fn on_interrupt(&mut self) {
        let next = match &mut self.load {
            None => {
                // SAFETY: the Load Rule: the handler, which alone takes.
                let Some(load) = (unsafe { self.spi.job.take() }) else { return };
                let load = self.load.insert(load);
                if self.spi.stop.load(Ordering::Acquire) { load.stop() } else { load.start() }
            }
            Some(load) if self.spi.stop.load(Ordering::Acquire) => load.stop(),
            Some(load) => load.go_on(),
        };
        if next == Next::Done {
            self.give_back();
        }
    }

    /// Whether it has the hardware.
    pub const fn is_busy(&self) -> bool {
        self.load.is_some()
    }

    fn give_back(&mut self) {
        if let Some(load) = self.load.take() {
            // SAFETY: the Load Rule: the handler, which alone puts here, and has the load.
            unsafe { self.spi.done.put(load) };
        }
    }
}

impl<H, B, I> fmt::Debug for Handler<H, B, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler").field("is_busy", &self.load.is_some()).finish()
    }
}
