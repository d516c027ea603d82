//! What passes between a task and its interrupt handler.

use super::hardware::{Fault, Hardware};

/// Hardware and buffer, and how far they have come.
#[derive(Debug)]
pub(super) struct Load<H, B> {
    pub(super) hardware: H,
    pub(super) buffer: B,
    /// So many bytes have been exchanged.
    pub(super) at: usize,
    pub(super) fault: Option<Fault>,
}

/// What is to be done with a load next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A byte is on its way.
    Wait,
    /// Give the load back.
    Done,
}

impl<H: Hardware, B: AsMut<[u8]>> Load<H, B> {
    pub(super) const fn new(hardware: H, buffer: B) -> Self {
        Self { hardware, buffer, at: 0, fault: None }
    }

    /// The next byte, if there is one.
    pub(super) fn start(&mut self) -> Next {
        match self.buffer.as_mut().get(self.at) {
            Some(&byte) => {
                self.hardware.start(byte);
                Next::Wait
            }
            None => Next::Done,
        }
    }

    /// What became of the byte that is on its way; and the next one.
    pub(super) fn go_on(&mut self) -> Next {
        match self.hardware.finish() {
            None => Next::Wait,
            Some(Ok(byte)) => {
                if let Some(place) = self.buffer.as_mut().get_mut(self.at) {
                    *place = byte;
                    self.at += 1;
                }
                self.start()
            }
            Some(Err(fault)) => {
                self.fault = Some(fault);
                self.stop()
            }
        }
    }

    /// No further.
    pub(super) fn stop(&mut self) -> Next {
        self.hardware.reset();
        Next::Done
    }
}
