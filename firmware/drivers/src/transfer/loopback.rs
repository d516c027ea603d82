//! A peripheral that is none: for tests, here and on the device.

use super::{Fault, Hardware, Interrupt};

/// Answers each byte with its exclusive or with a key, by an interrupt of software.
#[derive(Debug)]
pub struct Loopback<I> {
    line: I,
    key: u8,
    /// What comes in.
    shifting: Option<Result<u8, Fault>>,
    started: usize,
    fault: Option<(usize, Fault)>,
    stuck: Option<usize>,
}

impl<I: Interrupt> Loopback<I> {
    /// A peripheral that calls the handler on `line`.
    pub const fn new(line: I, key: u8) -> Self {
        Self { line, key, shifting: None, started: 0, fault: None, stuck: None }
    }

    /// Reports a fault in place of a byte, once: of the one that is the `at`th from the beginning.
    #[must_use]
    pub const fn failing(mut self, at: usize, fault: Fault) -> Self {
        self.fault = Some((at, fault));
        self
    }

    /// Says nothing more from the `at`th byte on, until it is reset.
    #[must_use]
    pub const fn stuck(mut self, at: usize) -> Self {
        self.stuck = Some(at);
        self
    }
}

impl<I: Interrupt + Send> Hardware for Loopback<I> {
    fn start(&mut self, byte: u8) {
        assert!(self.shifting.is_none(), "a byte was started while another was on its way");
        let number = self.started;
        self.started += 1;
        if self.stuck.is_some_and(|at| number >= at) {
            return;
        }
        self.shifting = Some(match self.fault {
            Some((at, fault)) if at == number => Err(fault),
            _ => Ok(byte ^ self.key),
        });
        self.line.pend();
    }

    fn finish(&mut self) -> Option<Result<u8, Fault>> {
        self.shifting.take()
    }

    fn reset(&mut self) {
        self.shifting = None;
        self.stuck = None;
    }
}
