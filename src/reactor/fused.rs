//! `FusedFuture`.

use std::io;

use futures_core::FusedFuture;

use super::bytes::{Buffer, Pass};
use super::pollable::Pollable;
use super::ready::Ready;
use super::with::With;

impl<T: Pollable> FusedFuture for Ready<'_, T> {
    fn is_terminated(&self) -> bool {
        Ready::is_terminated(self)
    }
}

impl<T: Pollable, R, F: FnMut(&T) -> io::Result<R>> FusedFuture for With<'_, &T, F> {
    fn is_terminated(&self) -> bool {
        With::is_terminated(self)
    }
}

impl<T: Pollable, R, F: FnMut(&mut T) -> io::Result<R>> FusedFuture for With<'_, &mut T, F> {
    fn is_terminated(&self) -> bool {
        With::is_terminated(self)
    }
}

#[allow(private_bounds, reason = "sealed: a buffer is one of two")]
impl<T: Pollable, B: Buffer<T>> FusedFuture for Pass<'_, T, B> {
    fn is_terminated(&self) -> bool {
        Pass::is_terminated(self)
    }
}
