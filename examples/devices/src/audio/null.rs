//! Nowhere: takes all, and gives silence.

use std::io;
use std::task::{Context, Poll};

use super::player::Output;
use super::recorder::Input;

/// A device that takes every sound and forgets it, and of which only silence comes, without end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Null;

impl Output for Null {
    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }
}

impl Input for Null {
    fn poll_read(&mut self, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        buffer.fill(0);
        Poll::Ready(Ok(buffer.len()))
    }
}
