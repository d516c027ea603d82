//! Standard input by another thread: it cannot be waited for here.

use std::io::{self, Read};
use std::path::PathBuf;

use wakeful::executor::unblock;

use crate::allocations::Waits;
use crate::stop::Stopped;

/// How much is read at a time.
const PIECE: usize = 4096;

/// Standard input, piece by piece.
#[derive(Debug)]
pub(crate) struct Input;

impl Input {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Adds what comes to `bytes`, and says how much it is: at the end nothing. `None` if the tour is stopped.
    pub(crate) async fn read(
        &mut self,
        bytes: &mut Vec<u8>,
        stopped: &mut Stopped,
        waits: &Waits,
    ) -> Option<io::Result<usize>> {
        let read = unblock(|| {
            let mut piece = vec![0; PIECE];
            let read = io::stdin().read(&mut piece)?;
            piece.truncate(read);
            io::Result::Ok(piece)
        });
        let read = waits.of(stopped.unless(read)).await?;
        Some(read.map(|piece| {
            bytes.extend_from_slice(&piece);
            piece.len()
        }))
    }
}

/// A path, as text; lines may end as is usual here.
pub(crate) fn path(mut line: Vec<u8>) -> io::Result<PathBuf> {
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    match String::from_utf8(line) {
        Ok(line) => Ok(line.into()),
        Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "a line is not UTF-8")),
    }
}
